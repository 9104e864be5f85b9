"""The checkpoint: how everything stands that a person's device is given, and whether it may go on holding it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.streams import StreamState
from crimint_domain.views import instant_text
from crimint_service import access, audit, devices, feed, leases, subscriptions
from crimint_service.faults import Fault
from crimint_service.subscriptions import Ceiling
from crimint_service.tables import device, insert_into, stream, told

__all__ = ["Checkpoint", "Held", "Removed", "Terms", "agreed_on", "checkpoint", "differs", "refuse_untold"]


@dataclass(frozen=True, slots=True)
class Held:
    """What the device says: the digest of the streams it holds, the last entry of its log, and how it keeps them."""

    digest: str
    audit_seq: int
    cache: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms devices hold copies: the key that signs leases, how long one lasts, and how much they may hold."""

    lease_key: bytes
    lease_s: int
    ceiling: Ceiling


@dataclass(frozen=True, slots=True)
class Removed:
    """A stream to give up, and why."""

    id: str
    reason: Literal["revoked", "unsubscribed", "closed"]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The answer. An empty ``lease`` means: not renewed, the one at hand runs out as it says. A device that waits
    for approval, or has been given a command, is told of nothing: ``full`` is then False too."""

    streams: tuple[StreamState, ...]
    removed: tuple[Removed, ...]
    unchanged: bool
    full: bool
    lease: str
    lease_until: str
    command: str
    device: str
    audit_acked: int


def differs(connection: sa.Connection, principal: Principal, device_id: str, digest: str, ceiling: Ceiling) -> bool:
    """Whether a checkpoint would tell a device that holds this digest anything new."""
    found = devices.standing(connection, principal.user, device_id)
    if found is not None and (found.state != devices.APPROVED or found.command):
        return found.state != devices.WAITING or bool(found.command)
    return feed.have_digest(_given(connection, principal, device_id, ceiling)[1]) != digest


def _given(
    connection: sa.Connection, principal: Principal, device_id: str, ceiling: Ceiling
) -> tuple[Sequence[StreamState], Sequence[StreamState]]:
    """Return how every stream stands that the person may read, and those of them that the device is given."""
    states = access.streams(connection, principal)
    return states, subscriptions.offered(connection, principal.user, device_id, states, ceiling)


def checkpoint(
    connection: sa.Connection, principal: Principal, device_id: str, held: Held, now: datetime, terms: Terms
) -> Checkpoint:
    """Compare what a device holds with what it is given, write down what it is told, and renew its lease."""
    at, user = instant_text(now) or "", principal.user
    acked = audit.acknowledged(connection, user, device_id)
    row = connection.execute(
        sa.select(device.c.lease_until, device.c.command, device.c.state).where(*_this(user, device_id))
    ).one()
    seen = {"last_at": at, "cache": held.cache, "agreed_on": ""}
    if row.state != devices.APPROVED or row.command:
        connection.execute(sa.update(device).where(*_this(user, device_id)).values(**seen))
        return Checkpoint(
            (), (), unchanged=False, full=False, lease="", lease_until=row.lease_until, command=row.command,
            device=row.state, audit_acked=acked.sequence,
        )  # fmt: skip
    readable, states = _given(connection, principal, device_id, terms.ceiling)
    unchanged = held.digest == feed.have_digest(states)
    removed = _tell(connection, user, device_id, {each.id for each in states}, at, agreed=unchanged)
    lease, until = "", row.lease_until
    if acked.sequence >= held.audit_seq:
        ends = now + timedelta(seconds=terms.lease_s)
        until = instant_text(ends) or ""
        lease = leases.lease(terms.lease_key, user, device_id, now, ends)
    seen |= {"lease_until": until} | ({"agreed_at": at, "agreed_on": agreed_on(at, held.digest)} if unchanged else {})
    connection.execute(sa.update(device).where(*_this(user, device_id)).values(**seen))
    return Checkpoint(
        () if unchanged else tuple(states), _reasons(connection, removed, {each.id for each in readable}),
        unchanged=unchanged, full=not unchanged, lease=lease, lease_until=until, command="", device=row.state,
        audit_acked=acked.sequence,
    )  # fmt: skip


def agreed_on(at: str, digest: str) -> str:
    """Return what is kept of an agreement: it holds as long as nobody met the device after ``at``, because a service
    of the version before tells a device of streams without taking this back."""
    return f"{at} {digest}"


def _this(user: str, device_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return device.c.device_id == device_id, device.c.user_id == user


def _tell(
    connection: sa.Connection, user: str, device_id: str, now_held: set[str], at: str, *, agreed: bool
) -> tuple[str, ...]:
    """Remember which streams the device is told of, and return those it must give up and has not yet."""
    mine = (told.c.device_id == device_id, told.c.user_id == user)
    kept: Mapping[str, sa.Row[tuple[object, ...]]] = {
        row.stream_id: row for row in connection.execute(sa.select(told).where(*mine))
    }
    back = [name for name in now_held if name in kept and kept[name]._mapping["ended_at"]]
    ended = [name for name, row in kept.items() if name not in now_held and not row._mapping["ended_at"]]
    fresh = now_held - kept.keys()
    if fresh:
        rows = [
            {"device_id": device_id, "user_id": user, "stream_id": name, "at": at, "ended_at": "", "purged_at": ""}
            for name in sorted(fresh)
        ]
        connection.execute(insert_into(connection, told).values(rows).on_conflict_do_nothing())
    for names, ended_at in ((back, ""), (ended, at)):
        if names:
            connection.execute(
                sa.update(told).where(*mine, told.c.stream_id.in_(names)).values(ended_at=ended_at, purged_at="")
            )
    waiting = (*mine, told.c.ended_at != "", told.c.purged_at == "")
    if agreed:
        # The device holds exactly what it may: what it had to give up is gone from it.
        connection.execute(sa.update(told).where(*waiting).values(purged_at=at))
        return ()
    return tuple(sorted(connection.execute(sa.select(told.c.stream_id).where(*waiting)).scalars()))


def _reasons(connection: sa.Connection, removed: Sequence[str], readable: Collection[str]) -> tuple[Removed, ...]:
    """Say why each stream is to be given up: it was not asked for any more, it is no more, or it is for others."""
    if not removed:
        return ()
    there = set(connection.execute(sa.select(stream.c.id).where(stream.c.id.in_(removed))).scalars())
    return tuple(
        Removed(name, "unsubscribed" if name in readable else "revoked" if name in there else "closed")
        for name in removed
    )


def refuse_untold(connection: sa.Connection, user: str, device_id: str, name: str) -> None:
    """Raise Fault 404 ``stream-unknown`` for a stream this device was not told of, or must give up: what it was not
    told of it cannot be asked to purge. So it is with every stream while the device has not done what it was told."""
    mine = (told.c.device_id == device_id, told.c.user_id == user, told.c.stream_id == name, told.c.ended_at == "")
    held = devices.hands_nothing(devices.standing(connection, user, device_id), "required")
    if held or connection.execute(sa.select(told.c.stream_id).where(*mine)).first() is None:
        raise Fault(404, "stream-unknown", "There is no such stream for you.")
