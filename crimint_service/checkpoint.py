"""The checkpoint: how everything stands that a person's device may hold, and whether it may go on holding it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.streams import StreamState
from crimint_domain.views import instant_text
from crimint_service import access, audit, feed, leases
from crimint_service.tables import device, insert_into, told

__all__ = ["Checkpoint", "Held", "checkpoint", "digest_for"]


@dataclass(frozen=True, slots=True)
class Held:
    """What the device says: the digest of the streams it holds, and the last entry of its log."""

    digest: str
    audit_seq: int


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The answer. An empty ``lease`` means: not renewed, the one at hand runs out as it says."""

    streams: tuple[StreamState, ...]
    removed: tuple[str, ...]
    unchanged: bool
    lease: str
    lease_until: str
    command: str
    audit_acked: int


def digest_for(connection: sa.Connection, principal: Principal) -> str:
    """Return the digest of everything a person may hold."""
    return feed.have_digest(access.streams(connection, access.scope_of(connection, principal)))


def checkpoint(
    connection: sa.Connection,
    principal: Principal,
    device_id: str,
    held: Held,
    now: datetime,
    lease_key: bytes,
    lease_s: int,
) -> Checkpoint:
    """Compare what a device holds with what it may hold, write down what it is told, and renew its lease."""
    at = instant_text(now) or ""
    user = principal.user
    acked = audit.acknowledged(connection, user, device_id)
    states = access.streams(connection, access.scope_of(connection, principal))
    unchanged = held.digest == feed.have_digest(states)
    removed = _tell(connection, user, device_id, {each.id for each in states}, at, agreed=unchanged)
    row = connection.execute(
        sa.select(device.c.lease_until, device.c.command).where(
            device.c.device_id == device_id, device.c.user_id == user
        )
    ).one()
    renewed, until_text = "", row.lease_until
    if acked.sequence >= held.audit_seq and acked.state != audit.FORKED:
        until = now + timedelta(seconds=lease_s)
        until_text = instant_text(until) or ""
        renewed = leases.lease(lease_key, user, device_id, now, until)
    connection.execute(
        sa.update(device)
        .where(device.c.device_id == device_id, device.c.user_id == user)
        .values(last_at=at, lease_until=until_text)
    )
    shown = () if unchanged else states
    return Checkpoint(shown, removed, unchanged, renewed, until_text, row.command, acked.sequence)


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
