"""The briefcase: which folders a device asked to have offline, and what of what a person may read it is given.

One's own desk and what one's units hold come always; shelves and operations are chosen. A device that never chose
gets everything, as far as the ceiling reaches: the ceiling is judged when a folder is added, and what is held does not
leave because it grew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crimint_domain.streams import StreamState
from crimint_service import access
from crimint_service.access import Scope
from crimint_service.faults import Fault
from crimint_service.tables import device, record, stream, subscription, told

__all__ = ["Ceiling", "Folder", "choose", "folders", "offered"]

_CHOSEN: Final = "chosen"
_ALWAYS: Final = ("desk/", "holding/")
_SAMPLED: Final = 200
_FOLDERS: Final = sa.select(subscription.c.folder).where(
    subscription.c.device_id == sa.bindparam("device"), subscription.c.user_id == sa.bindparam("user")
)


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How much a device may hold, in records and in bytes of documents."""

    records: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that a person may have offline. ``bytes`` is measured on a sample of its records; ``always`` is held
    whatever is chosen."""

    id: str
    records: int
    bytes: int
    held: bool
    always: bool


def _always(folder: str) -> bool:
    return folder.startswith(_ALWAYS)


def offered(
    connection: sa.Connection, user: str, device_id: str, states: Sequence[StreamState], ceiling: Ceiling,
    subscribed: str | None = None,
) -> tuple[StreamState, ...]:  # fmt: skip
    """Return which of the streams a person may read this device is given. ``subscribed`` is what stands of its choice
    in its own row, where that was read."""
    chosen = _chosen(connection, user, device_id, subscribed)
    if chosen is None:
        chosen = _as_far_as_it_reaches(connection, user, device_id, states, ceiling)
    return tuple(each for each in states if _always(each.folder) or each.folder in chosen)


def _chosen(connection: sa.Connection, user: str, device_id: str, subscribed: str | None) -> set[str] | None:
    if subscribed is None:
        mine = (device.c.device_id == device_id, device.c.user_id == user)
        subscribed = connection.execute(sa.select(device.c.subscribed).where(*mine)).scalar()
    if subscribed != _CHOSEN:
        return None
    return set(connection.execute(_FOLDERS, {"device": device_id, "user": user}).scalars())


def _as_far_as_it_reaches(
    connection: sa.Connection, user: str, device_id: str, states: Sequence[StreamState], ceiling: Ceiling
) -> set[str]:
    if sum(each.count for each in states) <= ceiling.records:
        return {each.folder for each in states}
    mine = (told.c.device_id == device_id, told.c.user_id == user, told.c.ended_at == "")
    held_streams = set(connection.execute(sa.select(told.c.stream_id).where(*mine)).scalars())
    taken = {each.folder for each in states if each.id in held_streams or _always(each.folder)}
    total = sum(each.count for each in states if each.folder in taken)
    for folder in sorted({each.folder for each in states} - taken):
        size = sum(each.count for each in states if each.folder == folder)
        if total + size <= ceiling.records:
            taken.add(folder)
            total += size
    return taken


def folders(
    connection: sa.Connection, scope: Scope, device_id: str, ceiling: Ceiling, only: Collection[str] | None = None
) -> tuple[Folder, ...]:
    """Return every folder a person may have offline (or those in ``only``), by id, with what it would cost."""
    states = access.streams(connection, scope.principal)
    held = {each.folder for each in offered(connection, scope.principal.user, device_id, states, ceiling)}
    names = sorted({each.folder for each in states if only is None or each.folder in only or _always(each.folder)})
    return tuple(_folder(connection, scope, name, [each for each in states if each.folder == name], held)
                 for name in names)  # fmt: skip


def _folder(
    connection: sa.Connection, scope: Scope, name: str, states: Iterable[StreamState], held: Collection[str]
) -> Folder:
    records = size = 0
    for each in states:
        records += each.count
        size += each.count * _average(connection, scope, each.id) if each.count else 0
    return Folder(name, records, size, name in held, _always(name))


def _average(connection: sa.Connection, scope: Scope, stream_id: str) -> int:
    """The size of a document in this stream, on average over some of them: to weigh all would be to read all."""
    of = connection.execute(sa.select(stream.c.folder_id, stream.c.label_id).where(stream.c.id == stream_id)).one()
    here = record.c.folder_id == of.folder_id, record.c.label_id == of.label_id
    some = access.records(scope, sa.func.length(record.c.document).label("size")).where(*here).limit(_SAMPLED)
    return round(connection.execute(sa.select(sa.func.avg(some.subquery().c.size))).scalar() or 0)


def choose(
    connection: sa.Connection, scope: Scope, device_id: str, wanted: Collection[str] | None, ceiling: Ceiling
) -> tuple[Folder, ...]:
    """Keep which folders a device wants (None: everything, as far as the ceiling reaches) and return what it then
    holds. What the person may not read is passed over, as if it were not there.

    Raises Fault 413 ``briefcase-too-large`` when that is more than policy allows; nothing is changed then.
    """
    user = scope.principal.user
    mine = (subscription.c.device_id == device_id, subscription.c.user_id == user)
    this = (device.c.device_id == device_id, device.c.user_id == user)
    if wanted is not None:
        _refuse_too_large(folders(connection, scope, device_id, ceiling, only=wanted), ceiling)
    connection.execute(sa.delete(subscription).where(*mine))
    if wanted:
        rows = [{"device_id": device_id, "user_id": user, "folder": name} for name in sorted(set(wanted))]
        connection.execute(sa.insert(subscription), rows)
    connection.execute(sa.update(device).where(*this).values(subscribed="" if wanted is None else _CHOSEN))
    return tuple(each for each in folders(connection, scope, device_id, ceiling) if each.held)


def _refuse_too_large(chosen: Sequence[Folder], ceiling: Ceiling) -> None:
    records, size = sum(each.records for each in chosen), sum(each.bytes for each in chosen)
    # Who asks for nothing beyond what is always held cannot ask for less.
    asked = any(not each.always for each in chosen)
    if asked and (records > ceiling.records or size > ceiling.bytes):
        raise Fault(
            413,
            "briefcase-too-large",
            f"These folders hold {records:,} records. A device may hold {ceiling.records:,}. Choose fewer.",
            members={
                "records": records, "bytes": size, "ceiling_records": ceiling.records, "ceiling_bytes": ceiling.bytes,
            },
        )  # fmt: skip
