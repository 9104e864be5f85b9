"""The one door to records."""

import ast
import itertools
import pkgutil
import re
import time
from importlib import import_module
from pathlib import Path
from typing import Literal

import pytest
import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.routing import APIRoute
from hypothesis import given, settings
from hypothesis import strategies as st

from crimint_domain.access import ROLES, Folder, Label, Principal, entitled
from crimint_service import access
from crimint_service import routes as routes_of
from crimint_service.register import open_register
from crimint_service.routes.rights import RIGHTS, cell
from crimint_service.tables import label, record
from tests.protocol.client import new_id
from tests.protocol.people import OKONJO, WATCH
from tests.service.world import quick

_USERS = ("okonjo", "peters")
_UNITS = ("quillmarsh", "harrowgate")


def labels():
    """Return every label over a small world."""
    exclusions = ((), ("okonjo",), ("peters", "okonjo"))
    yield from (Label("own", user=user) for user in (*_USERS, ""))
    levels, compartments, lists = ("OFFICIAL", "OFFICIAL-SENSITIVE"), ("", "lantern"), ("", "need")
    kinds: tuple[Literal["holding", "closed"], ...] = ("holding", "closed")
    for kind, user, unit, excluded in itertools.product(kinds, (*_USERS, ""), _UNITS, exclusions):
        for level, compartment, named in itertools.product(levels, compartments, lists):
            yield Label(kind, user, unit, level, compartment, named, excluded)
    for level, compartment, named, excluded in itertools.product(levels, compartments, lists, exclusions):
        yield Label("open", marking=level, compartment=compartment, access_list=named, exclusions=excluded)
    for named, excluded in itertools.product(lists, exclusions):
        yield Label("restricted", marking="OFFICIAL", access_list=named, exclusions=excluded)


def test_the_labels_a_query_may_see_are_exactly_those_a_person_is_entitled_to(database):
    opened, _ = open_register(quick(database))
    known = list(labels())

    def numbers(connection):
        return [access.place_of(connection, Folder("shelf", "quillmarsh"), each).label for each in known]

    numbered = dict(zip(opened.write(numbers), known, strict=True))
    assert len(numbered) == len(known)

    @settings(max_examples=60)
    @given(
        user=st.sampled_from(_USERS),
        roles=st.frozensets(st.sampled_from(ROLES)),
        units=st.frozensets(st.sampled_from(_UNITS)),
        clearance=st.sampled_from(("OFFICIAL", "OFFICIAL-SENSITIVE")),
        compartments=st.frozensets(st.just("lantern")),
        lists=st.frozensets(st.just("need")),
        covers=st.frozensets(st.sampled_from(_UNITS)),
    )
    def agree(user, roles, units, clearance, compartments, lists, covers):
        principal = Principal(user, "A Name-Test", roles, units, clearance, compartments, lists, covers)
        scope = opened.read(lambda connection: access.scope_of(connection, principal))
        assert scope.labels == {number for number, each in numbered.items() if entitled(principal, each)}

    agree()
    opened.close()


_BODIES = ("record", "record_version")
# What a person wrote stands in these columns; others tell where a record is, not what it says.
_TEXTS = {"document", "parts", "aside"}


def _selected(tree):
    """Yield what a module selects: the text of each argument of a select, a join or a returning."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr == "select":
            yield node, ast.unparse(node.func.value)
        if node.func.attr in ("select", "join", "outerjoin", "select_from", "returning", "add_columns"):
            yield from ((node, ast.unparse(each)) for each in node.args)


def _names_of_bodies(tree):
    """Return the names by which a module knows the tables of bodies, or their columns."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("crimint_service"):
            names |= {each.asname or each.name for each in node.names if each.name in (*_BODIES, "tables")}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value).split(".")[0] in names:
            names |= {each.id for each in node.targets if isinstance(each, ast.Name)}
    return names


def bodies_read(source):
    """Return the lines of a module at which it reads what people wrote."""
    tree = ast.parse(source)
    known, found = _names_of_bodies(tree), []
    for node, said in _selected(tree):
        words = set(re.findall(r"\w+", said))
        whole = said in known or said in {f"{each}.{table}" for each in known for table in _BODIES}
        if whole or (words & known and words & _TEXTS):
            found.append(f"{node.lineno} {said}")
    return found


def test_nothing_but_the_door_reads_bodies_of_records(project):
    found, seen = [], 0
    for file in sorted((Path(project) / "crimint_service").rglob("*.py")):
        if file.name == "access.py" or "tables" in file.parts or "migrations" in file.parts:
            continue
        source = file.read_text(encoding="utf-8")
        seen += bool(_names_of_bodies(ast.parse(source)))
        found += [f"{file.name}:{each}" for each in bodies_read(source)]
    assert seen >= 3
    assert found == []


@pytest.mark.parametrize(
    "planted",
    [
        "from crimint_service.tables import record\nsa.select(record)",
        "from crimint_service.tables import record\nrecord.select()",
        "from crimint_service.tables import record as r\nsa.select(r.c.id, r.c.document)",
        "from crimint_service.tables.register import record_version\nv = record_version.c\nsa.select(v.parts)",
        "from crimint_service.tables import record, gone\nsa.select(gone).join(record)",
        "from crimint_service.tables import record\nsa.delete(record).returning(record.c.document)",
        "from crimint_service import tables\nsa.select(tables.record)",
    ],
)
def test_a_way_around_the_door_is_found(planted):
    assert bodies_read(planted)


def test_no_sql_of_its_own_names_the_tables_of_bodies(project):
    found = []
    for file in sorted((Path(project) / "crimint_service").rglob("*.py")):
        if "migrations" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            said = node.value
            if re.search(r"(?i)\bselect\b.*\bfrom\s+\"?(record|record_version)\b", said):
                found.append(f"{file.name}:{node.lineno}")
    assert found == []


def test_every_route_stands_in_the_table_of_rights_and_no_line_is_left_over(embedded):
    routes = {
        f"{method} {route.path}"
        for file in pkgutil.iter_modules(routes_of.__path__)
        for route in getattr(import_module(f"crimint_service.routes.{file.name}"), "router", APIRouter()).routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    assert routes == set(RIGHTS)


def test_who_has_no_right_to_a_route_is_refused_before_anything_is_looked_at(embedded):
    watch, officer = embedded.client(WATCH), embedded.client(OKONJO)
    piece = {"id": new_id(), "record": new_id(), "name": "a.jpg", "type": "image/jpeg", "size": 3, "sha256": "0" * 64}
    assert watch.ask("POST", "/v1/attachments", piece)[0] == 403
    assert officer.ask("POST", f"/v1/recovery/{new_id()}/decision", {"agreed": True, "reason": "x"})[0] == 403


@pytest.mark.parametrize("role", ROLES)
def test_no_right_is_given_to_nobody_and_every_role_has_a_cell(role):
    assert all(right.roles <= set(ROLES) and right.roles and right.says for right in RIGHTS.values())
    assert all(cell(right, role) for right in RIGHTS.values())


def test_a_scope_stays_quick_with_ten_thousand_labels(database):
    opened, _ = open_register(quick(database))
    rows = [
        {
            "key": each.key, "kind": "open", "user_id": "", "unit": "", "compartment": "", "access_list": "",
        }
        for n in range(10_000)
        for each in [Label("open", marking="OFFICIAL", exclusions=(f"user{n}", "okonjo" if n % 2 else "vane"))]
    ]  # fmt: skip
    opened.write(lambda connection: connection.execute(sa.insert(label), rows))
    okonjo = Principal("okonjo", "", frozenset({"officer"}), frozenset({"quillmarsh"}))

    def look(connection):
        scope = access.scope_of(connection, okonjo)
        found = connection.execute(access.records(scope, record.c.id)).all()
        return scope, found, access.streams(connection, scope.principal)

    assert len(opened.read(look)[0].labels) == 5_000
    began = time.perf_counter()
    opened.read(look)
    assert time.perf_counter() - began < 0.5
    opened.close()


def test_a_scope_that_sees_nothing_finds_nothing(embedded):
    nobody = access.Scope(Principal("ghost", "", frozenset(), frozenset()), frozenset())
    query = access.records(nobody)
    assert embedded.rows(query) == []
    assert embedded.rows(sa.select(sa.func.count()).select_from(query.subquery())) == [(0,)]
