"""What lies on which device: for the question that must be answered within 72 hours of a loss, and for erasure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crimint_service import access
from crimint_service.tables import account, device, device_entry, erasure, folder, gone, record_version, stream, told

__all__ = [
    "DeviceReport", "Holder", "LettingGo", "Told", "ToldFolder", "holders", "leaving", "letting_go", "reports",
    "told_folders",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """How many streams, and how many records in them now."""

    streams: int
    records: int


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """Everything known of a device and one person on it. Moments are UTC text, empty for never.

    ``holding`` is what it was told of and may hold; ``to_purge`` what it must give up and has not confirmed;
    ``purged`` what it confirmed to be gone. ``cache`` is what the device says: encrypted, memory, or nothing yet.
    """

    device: str
    user: str
    person: str
    name: str
    platform: str
    client_version: str
    state: str
    state_at: str
    state_by: str
    registered: bool
    cache: str
    first_at: str
    last_at: str
    agreed_at: str
    lease_until: str
    command: str
    command_at: str
    done: str
    done_at: str
    holding: Told
    to_purge: Told
    purged: Told


@dataclass(frozen=True, slots=True)
class ToldFolder:
    """A folder of which a device was told, with how many records are in it now, and what it confirmed."""

    folder: str
    records: int
    told_at: str
    ended_at: str
    purged_at: str


@dataclass(frozen=True, slots=True)
class Holder:
    """A device that may still hold a record. ``why`` says what has not been confirmed."""

    device: str
    user: str
    name: str
    told_at: str
    agreed_at: str
    why: str


@dataclass(frozen=True, slots=True)
class LettingGo:
    """A device that may have held a record that is erased. ``done_at`` is when it let go, as far as the service
    knows: when it ``said`` so in its log, else when it last agreed that nothing of it is there; empty where it has
    not. ``lease_until`` is until when its copy can be opened without the service."""

    device: str
    user: str
    person: str
    name: str
    state: str
    agreed_at: str
    lease_until: str
    done_at: str
    said: bool


def reports(connection: sa.Connection, device_id: str = "") -> Sequence[DeviceReport]:
    """Return every device, or all persons on one, the one seen last first."""
    query = sa.select(device, account.c.name.label("person")).outerjoin(account, account.c.user_id == device.c.user_id)
    if device_id:
        query = query.where(device.c.device_id == device_id)
    ordered = query.order_by(device.c.last_at.desc(), device.c.device_id, device.c.user_id)
    return [_report(connection, row) for row in connection.execute(ordered)]


def _report(connection: sa.Connection, row: sa.Row[Any]) -> DeviceReport:
    mine = (told.c.device_id == row.device_id, told.c.user_id == row.user_id)
    return DeviceReport(
        device=row.device_id, user=row.user_id, person=row.person or "", name=row.name, platform=row.platform,
        client_version=row.client_version, state=row.state, state_at=row.state_at, state_by=row.state_by,
        registered=bool(row.public_key), cache=row.cache, first_at=row.first_at, last_at=row.last_at,
        agreed_at=row.agreed_at, lease_until=row.lease_until, command=row.command, command_at=row.command_at,
        done=row.done, done_at=row.done_at,
        holding=_counted(connection, *mine, told.c.ended_at == ""),
        to_purge=_counted(connection, *mine, told.c.ended_at != "", told.c.purged_at == ""),
        purged=_counted(connection, *mine, told.c.purged_at != ""),
    )  # fmt: skip


def _counted(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Told:
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(stream.c.live), 0))
        .select_from(told)
        .outerjoin(stream, stream.c.id == told.c.stream_id)
        .where(*where)
    )
    streams, records = connection.execute(query).one()
    return Told(int(streams), int(records))


def told_folders(connection: sa.Connection, user: str, device_id: str) -> Sequence[ToldFolder]:
    """Return every folder a device was told of, stream by stream, by name."""
    query = (
        sa.select(folder.c.key, stream.c.live, told.c.at, told.c.ended_at, told.c.purged_at)
        .select_from(told)
        .join(stream, stream.c.id == told.c.stream_id)
        .join(folder, folder.c.id == stream.c.folder_id)
        .where(told.c.device_id == device_id, told.c.user_id == user)
        .order_by(folder.c.key, told.c.at)
    )
    return [ToldFolder(*tuple(row)) for row in connection.execute(query)]


def holders(connection: sa.Connection, record_id: str) -> Sequence[Holder]:
    """Return the devices that were told of a stream the record was in and have not confirmed that it is gone.

    It is confirmed when the device purged the stream, or agreed on it after the record had left it; a device that was
    told of the stream only afterwards never had it. Empty also for a record that never was.
    """
    return sorted(set(_holders(connection, record_id)), key=lambda each: (each.device, each.user, each.why))


def _holders(connection: sa.Connection, record_id: str) -> Iterator[Holder]:
    now = access.standing(connection, record_id)
    here = (now.place.folder, now.place.label) if now and not now.erased else None
    for place, left_at in _places(connection, record_id, here):
        query = (
            sa.select(told, device.c.name, device.c.agreed_at)
            .join(stream, stream.c.id == told.c.stream_id)
            .join(device, sa.and_(device.c.device_id == told.c.device_id, device.c.user_id == told.c.user_id))
            .where(stream.c.folder_id == place[0], stream.c.label_id == place[1], told.c.purged_at == "")
        )
        for row in connection.execute(query):
            why = _why(row, left_at)
            if why:
                yield Holder(row.device_id, row.user_id, row.name, row.at, row.agreed_at, why)


def _places(
    connection: sa.Connection, record_id: str, here: tuple[int, int] | None
) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield every stream the record was in, with when it left it; empty where it still is."""
    left = sa.select(gone.c.folder_id, gone.c.label_id, gone.c.at).where(gone.c.record_id == record_id)
    found: dict[tuple[int, int], str] = {(row.folder_id, row.label_id): row.at for row in connection.execute(left)}
    version = record_version.c
    was = sa.select(version.folder_id, version.label_id, sa.func.max(version.at)).where(version.record_id == record_id)
    for folder_id, label_id, at in connection.execute(was.group_by(version.folder_id, version.label_id)):
        found.setdefault((folder_id, label_id), at)  # its tombstone was cleared: it left then, or later
    if here:
        found[here] = ""
    yield from found.items()


def _why(row: sa.Row[Any], left_at: str) -> str:
    if row.ended_at:
        never_had = bool(left_at) and (row.at > left_at or left_at < row.agreed_at)
        return "" if never_had else "must purge the stream and has not confirmed it"
    if not left_at:
        return "holds the stream it is in"
    if row.at > left_at or left_at < row.agreed_at:
        return ""
    return "has not agreed since it left the stream"


def letting_go(connection: sa.Connection, record_id: str) -> Sequence[LettingGo]:
    """Return the devices that may have held an erased record, those that have not let go first.

    A device may have held it if it was told of a stream the record was in before it was erased, and had not purged
    that stream until then. Empty for a record that was not erased.
    """
    at = connection.execute(sa.select(erasure.c.at).where(erasure.c.record_id == record_id)).scalar_one_or_none()
    if at is None:
        return ()
    said = _said(connection, record_id, at)
    still = {(each.device, each.user) for each in _holders(connection, record_id)}
    found = [
        _letting_go(row, said.get((row.device_id, row.user_id), ""), holds=(row.device_id, row.user_id) in still)
        for row in connection.execute(_may_have_held(connection, record_id, at))
    ]
    return sorted(found, key=lambda each: (bool(each.done_at), each.person, each.name, each.device, each.user))


def leaving(connection: sa.Connection, record_id: str, since: str) -> Sequence[LettingGo]:
    """Return the devices that may have held a record when it left for a stream that is not theirs, at ``since`` (UTC
    text), those that have not let go first. Whoever is told of the stream it is in now holds it rightly."""
    now = access.standing(connection, record_id)
    here = (now.place.folder, now.place.label) if now and not now.erased else (0, 0)
    holding = sa.select(told.c.device_id, told.c.user_id).join(stream, stream.c.id == told.c.stream_id)
    holding = holding.where(stream.c.folder_id == here[0], stream.c.label_id == here[1], told.c.ended_at == "")
    rightly = {tuple(row) for row in connection.execute(holding)}
    still = {(each.device, each.user) for each in _holders(connection, record_id)} - rightly
    found = [
        _letting_go(row, "", holds=(row.device_id, row.user_id) in still)
        for row in connection.execute(_may_have_held(connection, record_id, since))
        if (row.device_id, row.user_id) not in rightly
    ]
    return sorted(found, key=lambda each: (bool(each.done_at), each.person, each.name, each.device, each.user))


def _may_have_held(connection: sa.Connection, record_id: str, at: str) -> sa.Select[Any]:
    places = [place for place, _ in _places(connection, record_id, None)]
    of = sa.or_(sa.false(), *(sa.and_(stream.c.folder_id == one, stream.c.label_id == other) for one, other in places))
    were_told = (
        sa.select(told.c.device_id, told.c.user_id, sa.func.max(told.c.purged_at).label("purged_at"))
        .join(stream, stream.c.id == told.c.stream_id)
        .where(of, told.c.at <= at, sa.or_(told.c.purged_at == "", told.c.purged_at >= at))
        .group_by(told.c.device_id, told.c.user_id)
        .subquery()
    )
    same = sa.and_(device.c.device_id == were_told.c.device_id, device.c.user_id == were_told.c.user_id)
    return (
        sa.select(device, were_told.c.purged_at, account.c.name.label("person"))
        .join(were_told, same)
        .outerjoin(account, account.c.user_id == device.c.user_id)
    )


def _letting_go(row: sa.Row[Any], said: str, *, holds: bool) -> LettingGo:
    done = said or ("" if holds else row.purged_at or row.agreed_at)
    return LettingGo(
        row.device_id, row.user_id, row.person or row.user_id, row.name, row.state, row.agreed_at, row.lease_until,
        done, bool(said),
    )  # fmt: skip


def _said(connection: sa.Connection, record_id: str, since: str) -> dict[tuple[str, str], str]:
    """When each device wrote into its own log that it let go of a record."""
    of = device_entry.c
    query = (
        sa.select(of.device_id, of.user_id, sa.func.min(of.received_at))
        .where(
            sa.text("action = 'erasure'"),
            of.act == "erased",
            of.received_at >= since,
            of.records.contains(f'"{record_id}@'),
        )
        .group_by(of.device_id, of.user_id)
    )
    return {(device_id, user): at for device_id, user, at in connection.execute(query)}
