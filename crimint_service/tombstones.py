"""Forgetting who left a stream, once nobody can hold it any more.

A tombstone must outlive the longest lease. What is forgotten lifts the stream's floor, so that a reader who may have
missed it begins anew: one whose place *and* whose beginning lie below the floor (docs/sync-protocol.md, invariant 7).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_domain.views import instant_text
from crimint_service.tables import gone, stream

__all__ = ["KEPT_DAYS", "LEAST_DAYS", "forget_left"]

KEPT_DAYS: Final = 400
"""How long tombstones are kept unless somebody says otherwise."""

LEAST_DAYS: Final = 60
"""Below this a device could still hold, under its lease, what a forgotten tombstone would have taken from it."""


def forget_left(connection: sa.Connection, now: datetime, days: int = KEPT_DAYS) -> int:
    """Forget the tombstones older than so many days and return how many; raises Refused for too few days."""
    if days < LEAST_DAYS:
        raise Refused(Problem("days", f"Tombstones are kept for at least {LEAST_DAYS} days."))
    before = instant_text(now - timedelta(days=days)) or ""
    query = sa.select(gone.c.folder_id, gone.c.label_id, sa.func.max(gone.c.seq), sa.func.count()).where(
        gone.c.at < before
    )
    ended = connection.execute(query.group_by(gone.c.folder_id, gone.c.label_id)).all()
    for folder, label, highest, _ in sorted(tuple(row) for row in ended):
        where = {"folder_id": folder, "label_id": label}
        # The floor is lifted first: it locks the stream, so that nobody leaves it in between unnoticed.
        connection.execute(sa.update(stream).filter_by(**where).where(stream.c.floor < highest).values(floor=highest))
        connection.execute(sa.delete(gone).filter_by(**where).where(gone.c.at < before, gone.c.seq <= highest))
    return sum(row[3] for row in ended)
