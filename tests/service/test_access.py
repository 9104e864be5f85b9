"""The one door to records."""

import ast
import itertools
from pathlib import Path

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from crimint_domain.access import ROLES, Folder, Label, Principal, entitled
from crimint_service import access
from crimint_service.register import open_register
from tests.service.world import quick

_USERS = ("okonjo", "peters")
_UNITS = ("quillmarsh", "harrowgate")


def labels():
    """Return every label over a small world."""
    exclusions = ((), ("okonjo",), ("peters", "okonjo"))
    yield from (Label("own", user=user) for user in (*_USERS, ""))
    for user, unit, excluded in itertools.product((*_USERS, ""), _UNITS, exclusions):
        yield Label("holding", user=user, unit=unit, exclusions=excluded)
    levels, compartments, lists = ("OFFICIAL", "OFFICIAL-SENSITIVE"), ("", "lantern"), ("", "need")
    for level, compartment, named, excluded in itertools.product(levels, compartments, lists, exclusions):
        yield Label("open", marking=level, compartment=compartment, access_list=named, exclusions=excluded)
    yield from (Label("restricted", access_list=named, exclusions=e) for named in ("", "need") for e in exclusions)


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
    )
    def agree(user, roles, units, clearance, compartments, lists):
        principal = Principal(user, "A Name-Test", roles, units, clearance, compartments, lists)
        scope = opened.read(lambda connection: access.scope_of(connection, principal))
        assert scope.labels == {number for number, each in numbered.items() if entitled(principal, each)}

    agree()
    opened.close()


def test_nothing_but_the_door_selects_from_the_table_of_records(project):
    allowed = {"access.py"}
    found = []
    for file in sorted((Path(project) / "crimint_service").rglob("*.py")):
        if file.name in allowed:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            read = (
                [ast.unparse(each) for each in node.args] if node.func.attr in ("select", "join", "select_from") else []
            )
            found += [
                f"{file.name}:{node.lineno} {each}" for each in read if each == "record" or each.startswith("record.")
            ]
    # The text of a loaded version moves within the database: it is read by nobody.
    assert [each for each in found if "record.c.document" not in each or not each.startswith("writing.py")] == []


def test_a_scope_that_sees_nothing_finds_nothing(embedded):
    nobody = access.Scope(Principal("ghost", "", frozenset(), frozenset()), frozenset())
    query = access.records(nobody)
    assert embedded.rows(query) == []
    assert embedded.rows(sa.select(sa.func.count()).select_from(query.subquery())) == [(0,)]
