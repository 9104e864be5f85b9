"""Whether devices and the register hold the same: what each device says of itself, and who should be asked about it.

A feed that fails unnoticed is what this is against: a device that has not agreed for a day, that holds work back, or
whose records did not match, stands in the report until it has agreed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service.tables import device, insert_into, mismatch, standing

__all__ = ["Late", "Mismatch", "Report", "Said", "report", "take"]

_MISMATCHES_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A stream that did not agree: how many records the device held and how many it should have."""

    stream: str
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Said:
    """What a device says after a round. Moments are UTC text; an empty one means never. ``over_shared`` counts the
    records it was sent and did not keep, because by its own reckoning they are not for its reader."""

    agreed_at: str
    waiting: int
    refused: int
    conflicts: int
    over_shared: int
    oldest_waiting_at: str
    mismatches: Sequence[Mismatch]


@dataclass(frozen=True, slots=True)
class Late:
    """A device that somebody should ask about, and why, in a sentence for each reason."""

    device: str
    user: str
    seen_at: str
    agreed_at: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """How it stands with everybody. ``mismatches`` are the newest, as text lines."""

    devices: int
    late: tuple[Late, ...]
    mismatches: tuple[str, ...]


def take(connection: sa.Connection, user: str, device_id: str, version: str, at: str, said: Said) -> int:
    """Keep what a device says; it replaces what it said before, except for mismatches, which all stay. Return how many
    records it was over-shared since then."""
    mine = standing.c.device_id == device_id, standing.c.user_id == user
    before = connection.execute(sa.select(standing.c.over_shared).where(*mine)).scalar_one_or_none() or 0
    values = {
        "at": at, "agreed_at": said.agreed_at, "waiting": said.waiting, "refused": said.refused,
        "conflicts": said.conflicts,
        "over_shared": said.over_shared, "oldest_waiting_at": said.oldest_waiting_at, "client_version": version,
    }  # fmt: skip
    row = insert_into(connection, standing).values(device_id=device_id, user_id=user, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["device_id", "user_id"], set_=values))
    if said.mismatches:
        who = {"at": at, "device_id": device_id, "user_id": user, "client_version": version}
        rows = [who | {"stream_id": each.stream, "here": each.here, "there": each.there} for each in said.mismatches]
        connection.execute(sa.insert(mismatch).values(rows))
    return said.over_shared - before


def report(connection: sa.Connection, now: datetime, late_after: timedelta) -> Report:
    """Say which devices have not agreed within a time, hold work back, or did not match, of those in use."""
    since = instant_text(now - late_after) or ""
    told = sa.and_(standing.c.device_id == device.c.device_id, standing.c.user_id == device.c.user_id)
    query = (
        sa.select(device.c.device_id, device.c.user_id, device.c.last_at, standing)
        .outerjoin(standing, told)
        .where(device.c.state != "revoked")
        .order_by(device.c.last_at)
    )
    devices, late = 0, []
    for row in connection.execute(query).mappings():
        devices += 1
        why = _why(row, since)
        if why:
            seen, agreed = row[device.c.last_at], row[standing.c.agreed_at] or ""
            late.append(Late(row[device.c.device_id], row[device.c.user_id], seen, agreed, why))
    newest = sa.select(mismatch).order_by(mismatch.c.id.desc()).limit(_MISMATCHES_SHOWN)
    lines = tuple(
        f"{row.at} {row.user_id} {row.device_id}: {row.stream_id} held {row.here:,} of {row.there:,}; read again"
        for row in connection.execute(newest)
    )
    return Report(devices, tuple(late), lines)


def _why(row: sa.RowMapping, since: str) -> tuple[str, ...]:
    reasons = []
    agreed = row[standing.c.agreed_at]
    if not agreed:
        reasons.append("has never agreed")
    elif agreed < since:
        reasons.append(f"last agreed at {agreed}")
    oldest = row[standing.c.oldest_waiting_at]
    if row[standing.c.waiting] and oldest and oldest < since:
        reasons.append(f"holds {row[standing.c.waiting]:,} unsent changes, the oldest of {oldest}")
    if row[standing.c.refused]:
        reasons.append(f"{row[standing.c.refused]:,} of its changes were refused and wait for a person")
    if row[standing.c.over_shared]:
        reasons.append(f"holds records it was not to be given: {row[standing.c.over_shared]:,}")
    return tuple(reasons)
