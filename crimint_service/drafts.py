"""Drafts that nobody has touched for long: whose they are and how old, and nothing of what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.views import instant, instant_text
from crimint_service import access, audit
from crimint_service.tables import account

__all__ = ["Untouched", "told_to_supervisor", "untouched"]

_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Untouched:
    """A draft by a short name of its own (a draft has no reference yet), its author and unit, when it was last
    changed (UTC text), and how many whole days ago."""

    name: str
    author: str
    author_name: str
    unit: str
    since: str
    days: int


def untouched(
    connection: sa.Connection, days: int, now: datetime, units: frozenset[str] | None = None
) -> Sequence[Untouched]:
    """Return the drafts not changed for so many days, the oldest first; of these units, or of all."""
    before = instant_text(now - timedelta(days=days)) or ""
    found = access.drafts_last_changed(connection, before, units)
    names = {row.user_id: row.name for row in connection.execute(sa.select(account.c.user_id, account.c.name))}
    return [
        Untouched(
            f"Draft {row.id[-_SHOWN:].upper()}", row.user_id, names.get(row.user_id, row.user_id), row.unit, row.at,
            _days_since(row.at, now),
        )
        for row in found
    ]  # fmt: skip


def told_to_supervisor(
    connection: sa.Connection, supervisor: Principal, device: str, days: int, now: datetime
) -> Sequence[Untouched]:
    """Return what a unit's intelligence officer is told of; nobody else is told anything. It is written down."""
    if "lio" not in supervisor.roles:
        return ()
    found = [
        each for each in untouched(connection, days, now, supervisor.units) if each.author != supervisor.user
    ]  # fmt: skip
    if found:
        at = instant_text(now) or ""
        audit.log_served(connection, at, supervisor.user, device, "old drafts", "", [each.name for each in found])
    return found


def _days_since(at: str, now: datetime) -> int:
    then = instant(at)
    return (now - then).days if then is not None else 0
