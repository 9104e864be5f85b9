"""The one door to records: the pure decision of the domain compiled into the set of labels a query may see.

Nothing else in the service selects from the table of records. What a person is not entitled to does not exist.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from crimint_domain.access import Folder, Label, Principal, entitled, label_from
from crimint_domain.streams import StreamState, stream_id
from crimint_service.tables import erasure, folder, insert_into, label, record, record_version, stream, told

__all__ = [
    "Place", "Scope", "Standing", "drafts_last_changed", "find", "for_indexing", "had_access", "held", "naming",
    "place_of", "records", "scope_of", "scope_of_stream", "shared_text", "standing", "stream_of", "streams", "versions",
]  # fmt: skip

_LABELS_KEPT: Final = 65_536


@dataclass(frozen=True, slots=True)
class Scope:
    """A person and the labels they are entitled to, at one moment."""

    principal: Principal
    labels: frozenset[int]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stream by its keys; sorts in the one order in which streams are locked."""

    folder: int
    label: int


# Statements that every request needs are built once. They narrow to the labels that could be meant, no more.
_POSSIBLE: Final = sa.or_(
    sa.and_(
        label.c.kind.in_(("own", "holding", "closed", "withheld")),
        sa.or_(
            label.c.user_id == sa.bindparam("user"), label.c.unit.in_(sa.bindparam("units", expanding=True))
        ),
    ),
    sa.and_(
        label.c.kind.in_(("open", "restricted")),
        label.c.compartment.in_(sa.bindparam("compartments", expanding=True)),
        label.c.access_list.in_(sa.bindparam("lists", expanding=True)),
    ),
)  # fmt: skip
_LABELS: Final = sa.select(label.c.id, label.c.key).where(_POSSIBLE)
_STATE: Final = (
    stream.c.id, folder.c.key.label("folder_key"), label.c.key.label("label_key"), stream.c.head, stream.c.floor,
    stream.c.live, stream.c.checksum,
)  # fmt: skip
_STREAMS: Final = (
    sa.select(*_STATE)
    .select_from(stream)
    .join(folder, folder.c.id == stream.c.folder_id)
    .join(label, label.c.id == stream.c.label_id)
    .where(_POSSIBLE)
    .order_by(stream.c.id)
)
_HEAD: Final = (
    sa.select(stream, label.c.key.label("label_key"))
    .join(label, label.c.id == stream.c.label_id)
    .where(stream.c.id == sa.bindparam("name"))
)


@dataclass(frozen=True, slots=True)
class Standing:
    """That a record is there and where, whoever asks. For deciding only, never for an answer."""

    place: Place
    version: int
    unit: str
    erased: bool


@lru_cache(maxsize=_LABELS_KEPT)
def _label(key: str) -> Label:
    return label_from(key)


class _Decisions:
    """What one person is entitled to, each kind of label decided once."""

    def __init__(self, principal: Principal) -> None:
        self._principal = principal
        self._decided: dict[tuple[str, ...], bool] = {}

    def entitled(self, key: str) -> bool:
        """Whether they may read what stands under a label."""
        each = _label(key)
        # Whom else a label excludes decides nothing for this person: one decision serves all that differ in that.
        excluded = "excluded" if self._principal.user in each.exclusions else ""
        alike = (each.kind, each.user, each.unit, each.marking, each.compartment, each.access_list, excluded)
        if alike not in self._decided:
            self._decided[alike] = entitled(self._principal, each)
        return self._decided[alike]


def scope_of(connection: sa.Connection, principal: Principal) -> Scope:
    """Compile what a person may read into label numbers.

    The query only narrows to the labels that could be meant; the decision is the domain's alone.
    """
    decisions = _Decisions(principal)
    found = connection.execute(_LABELS, _names_of(principal))
    return Scope(principal, frozenset(number for number, key in found if decisions.entitled(key)))


def _names_of(principal: Principal) -> dict[str, object]:
    return {
        "user": principal.user, "units": sorted(principal.units | principal.covers),
        "compartments": ["", *sorted(principal.compartments)], "lists": ["", *sorted(principal.lists)],
    }  # fmt: skip


class _Numbers(sa.sql.functions.GenericFunction[Any]):
    """The numbers of a JSON array as rows: one parameter however many there are, so that the text of a query, and
    what an engine remembers of it, stays the same for everybody."""

    name = "crimint_numbers"
    inherit_cache = True


@compiles(_Numbers, "sqlite")
def _as_sqlite(element: _Numbers, compiler: Any, **more: Any) -> str:  # noqa: ANN401 - the compiler's own types
    return f"json_each({compiler.process(element.clauses, **more)})"


@compiles(_Numbers, "postgresql")
def _as_postgresql(element: _Numbers, compiler: Any, **more: Any) -> str:  # noqa: ANN401 - as above
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **more)} AS json))"


def _within(column: sa.ColumnElement[int], scope: Scope) -> sa.ColumnElement[bool]:
    numbers = _Numbers(sa.literal(json.dumps(sorted(scope.labels)), sa.Text)).table_valued("value")
    return column.in_(sa.select(sa.cast(numbers.c.value, sa.BigInteger)))


def records(scope: Scope, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Start a query for records within a scope: every reading of records begins here."""
    return sa.select(*(columns or (record,))).where(_within(record.c.label_id, scope))


def versions(record_id: str, upto: int) -> sa.Select[Any]:
    """Start a query for the past of a record that was found within a scope. Whoever asks looks at each version's own
    label before showing anything of it."""
    of = record_version.c
    return sa.select(record_version).where(of.record_id == record_id, of.version <= upto).order_by(of.version)


def shared_text(record_id: str) -> sa.ScalarSelect[str]:
    """Return the document of a record for moving it within the database: it is read by nobody."""
    return sa.select(record.c.document).where(record.c.id == record_id).scalar_subquery()


def held(connection: sa.Connection, after: str, limit: int) -> list[sa.Row[Any]]:
    """Return records in holding areas by their ids, for putting them under the label the rules give them now."""
    query = sa.select(record).join(label, label.c.id == record.c.label_id)
    query = query.where(label.c.kind.in_(("holding", "closed")), record.c.id > after)
    return list(connection.execute(query.order_by(record.c.id).limit(limit)))


def for_indexing(connection: sa.Connection, after: str, limit: int) -> list[sa.Row[Any]]:
    """Return records by their ids, for making the lines by which they are found; shown to nobody."""
    here = record.c
    query = sa.select(here.id, here.kind, here.schema, here.document).where(here.id > after)
    return list(connection.execute(query.order_by(here.id).limit(limit)))


def naming(connection: sa.Connection, name: str, scope: Scope | None = None) -> list[sa.Row[Any]]:
    """Return the reports in whose documents an identifier stands; without a scope every one there is, for taking out
    what points to a record that is erased, and shown to nobody."""
    query = sa.select(record) if scope is None else records(scope)
    naming_it = query.where(record.c.kind == "report", record.c.document.contains(name))
    return list(connection.execute(naming_it.order_by(record.c.id)))


def find(connection: sa.Connection, scope: Scope, record_id: str, *, to_change: bool = False) -> sa.Row[Any] | None:
    """Return one record, or None if there is none or it is not for this person; locks it if it is to be changed."""
    query = records(scope).where(record.c.id == record_id)
    return connection.execute(query.with_for_update() if to_change else query).one_or_none()


def standing(connection: sa.Connection, record_id: str) -> Standing | None:
    """Return how a record stands whoever asks, or None if it never was."""
    columns = (record.c.folder_id, record.c.label_id, record.c.version, record.c.unit)
    found = connection.execute(sa.select(*columns).where(record.c.id == record_id)).one_or_none()
    if found:
        return Standing(Place(found.folder_id, found.label_id), found.version, found.unit, erased=False)
    gone = connection.execute(sa.select(erasure.c.version).where(erasure.c.record_id == record_id)).one_or_none()
    return Standing(Place(0, 0), gone.version, "", erased=True) if gone else None


def had_access(connection: sa.Connection, user: str, record_id: str) -> bool:
    """Whether this person once was entitled to a record: they wrote a version, or were told of a stream it was in."""
    version = record_version
    wrote = sa.select(version.c.version).where(version.c.record_id == record_id, version.c.by_user == user)
    was_told = (
        sa.select(version.c.version)
        .join(stream, sa.and_(stream.c.folder_id == version.c.folder_id, stream.c.label_id == version.c.label_id))
        .join(told, told.c.stream_id == stream.c.id)
        .where(version.c.record_id == record_id, told.c.user_id == user)
    )
    return any(connection.execute(query.limit(1)).first() is not None for query in (wrote, was_told))


def drafts_last_changed(
    connection: sa.Connection, before: str, units: frozenset[str] | None
) -> list[sa.Row[tuple[str, str, str, str]]]:
    """Return drafts last changed before a moment (UTC text), the oldest first: id, author, unit and when. It reads no
    document, and is for telling a supervisor that something waits, not what."""
    query = (
        sa.select(record.c.id, label.c.user_id, record.c.unit, record.c.at)
        .join(label, label.c.id == record.c.label_id)
        .where(label.c.kind == "own", record.c.kind == "report", record.c.at <= before)
        .order_by(record.c.at, record.c.id)
    )
    if units is not None:
        query = query.where(record.c.unit.in_(sorted(units)))
    return list(connection.execute(query))


def streams(connection: sa.Connection, principal: Principal) -> tuple[StreamState, ...]:
    """Return how every stream stands that a person may read, in one snapshot, sorted by id."""
    decisions = _Decisions(principal)
    found = connection.execute(_STREAMS, _names_of(principal))
    return tuple(StreamState(*row) for row in found if decisions.entitled(row[2]))


def scope_of_stream(connection: sa.Connection, principal: Principal, name: str) -> Scope:
    """Compile what a person may read of one stream: its label, or nothing."""
    found = connection.execute(_HEAD, {"name": name}).one_or_none()
    there = found is not None and _Decisions(principal).entitled(found.label_key)
    return Scope(principal, frozenset({found.label_id} if found is not None and there else ()))


def stream_of(connection: sa.Connection, scope: Scope, name: str) -> sa.Row[Any] | None:
    """Return the head row of one stream, or None if it is not there or not for this person."""
    found = connection.execute(_HEAD, {"name": name}).one_or_none()
    return found if found is not None and found.label_id in scope.labels else None


def place_of(connection: sa.Connection, home: Folder, who: Label) -> Place:
    """Return the keys of the stream for a folder and a label, making what is not there yet."""
    folder_id = _number_of(connection, folder, home.id, {"kind": home.kind, "name": home.name})
    fresh = {
        "kind": who.kind, "user_id": who.user, "unit": who.unit, "compartment": who.compartment,
        "access_list": who.access_list,
    }  # fmt: skip
    label_id = _number_of(connection, label, who.key, fresh)
    where = {"folder_id": folder_id, "label_id": label_id}
    there = sa.select(stream.c.id).filter_by(**where)
    if connection.execute(there).first() is None:
        empty = where | {"id": stream_id(home, who), "head": 0, "floor": 0, "live": 0, "checksum": 0}
        connection.execute(insert_into(connection, stream).values(empty).on_conflict_do_nothing())
    return Place(folder_id, label_id)


def _number_of(connection: sa.Connection, table: sa.Table, key: str, fresh: dict[str, str]) -> int:
    query = sa.select(table.c.id).where(table.c.key == key)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        connection.execute(insert_into(connection, table).values(key=key, **fresh).on_conflict_do_nothing())
        found = connection.execute(query).scalar_one()
    return int(found)
