"""How much may come in under one permit in a day: whoever copies a permit cannot bury its owner's desk, from however
many addresses. What is beyond it is not refused: it waits, sealed, for the next day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final, Literal

import sqlalchemy as sa

from crimint_service.faults import Fault
from crimint_service.tables import drop_permit

__all__ = ["A_DAY", "note_taken"]

A_DAY: Final[Mapping[str, int]] = MappingProxyType({"drafts": 200, "pieces": 4_000})
"""How many drafts, and how many pieces of files, are taken in a day (UTC) under one permit."""

_DAY_S: Final = 86_400


def note_taken(connection: sa.Connection, permit_hash: str, now: datetime, what: Literal["drafts", "pieces"]) -> None:
    """Count one that was taken; raises Fault 429 until the next day when that was one too many, so that the
    transaction which took it undoes that."""
    now_s = int(now.timestamp())
    day = now_s // _DAY_S
    same = drop_permit.c.day == day
    counted = {name: sa.case((same, drop_permit.c[name]), else_=0) + int(name == what) for name in A_DAY}
    found = connection.execute(
        sa.update(drop_permit)
        .where(drop_permit.c.hash == permit_hash)
        .values(day=day, **counted)
        .returning(drop_permit.c[what])
    ).scalar_one()
    if found > A_DAY[what]:
        wait = (day + 1) * _DAY_S - now_s
        raise Fault(429, "too-many-requests", "This desk handed in too much today.", retry_after_s=wait)
