"""The one door to records: the pure decision of the domain compiled into the set of labels a query may see.

Nothing else in the service selects from the table of records. What a person is not entitled to does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.access import Folder, Label, Principal, entitled, label_from
from crimint_domain.streams import StreamState, stream_id
from crimint_service.tables import erasure, folder, insert_into, label, record, record_version, stream, told

__all__ = [
    "Place", "Scope", "Standing", "find", "had_access", "place_of", "records", "scope_of", "standing", "stream_of",
    "streams",
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


def scope_of(connection: sa.Connection, principal: Principal) -> Scope:
    """Compile what a person may read into label numbers.

    The query only narrows to the labels that could be meant; the decision is the domain's alone.
    """
    units = tuple(principal.units)
    possible = sa.select(label.c.id, label.c.key).where(
        sa.or_(
            label.c.kind.in_(("open", "restricted")),
            label.c.user_id == principal.user,
            sa.and_(label.c.kind == "holding", label.c.unit.in_(units)),
        )
    )
    found = connection.execute(possible)
    return Scope(principal, frozenset(number for number, key in found if entitled(principal, _label(key))))


def records(scope: Scope, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """Start a query for records within a scope: every reading of records begins here."""
    return sa.select(*(columns or (record,))).where(record.c.label_id.in_(sorted(scope.labels)))


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


def streams(connection: sa.Connection, scope: Scope) -> tuple[StreamState, ...]:
    """Return how every stream within a scope stands, in one snapshot, sorted by id."""
    query = (
        sa.select(stream, folder.c.key.label("folder_key"), label.c.key.label("label_key"))
        .join(folder, folder.c.id == stream.c.folder_id)
        .join(label, label.c.id == stream.c.label_id)
        .where(stream.c.label_id.in_(sorted(scope.labels)))
        .order_by(stream.c.id)
    )
    return tuple(
        StreamState(row.id, row.folder_key, row.label_key, row.head, row.floor, row.live, row.checksum)
        for row in connection.execute(query)
    )


def stream_of(connection: sa.Connection, scope: Scope, name: str) -> sa.Row[Any] | None:
    """Return the head row of one stream, or None if it is not there or not for this person."""
    found = connection.execute(sa.select(stream).where(stream.c.id == name)).one_or_none()
    return found if found is not None and found.label_id in scope.labels else None


def place_of(connection: sa.Connection, home: Folder, who: Label) -> Place:
    """Return the keys of the stream for a folder and a label, making what is not there yet."""
    folder_id = _number_of(connection, folder, home.id, {"kind": home.kind, "name": home.name})
    label_id = _number_of(connection, label, who.key, {"kind": who.kind, "user_id": who.user, "unit": who.unit})
    where = {"folder_id": folder_id, "label_id": label_id}
    there = sa.select(stream.c.id).filter_by(**where)
    if connection.execute(there).first() is None:
        fresh = where | {"id": stream_id(home, who), "head": 0, "floor": 0, "live": 0, "checksum": 0}
        connection.execute(insert_into(connection, stream).values(fresh).on_conflict_do_nothing())
    return Place(folder_id, label_id)


def _number_of(connection: sa.Connection, table: sa.Table, key: str, fresh: dict[str, str]) -> int:
    query = sa.select(table.c.id).where(table.c.key == key)
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        connection.execute(insert_into(connection, table).values(key=key, **fresh).on_conflict_do_nothing())
        found = connection.execute(query).scalar_one()
    return int(found)
