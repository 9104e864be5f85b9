"""Alarms: what should not be, where, and who has looked at it. They are never deleted.

The same thing said again while nobody has looked at it is counted in the same row; once somebody has, it is a new
alarm. What happened at one moment (a connection in the engine's log, which is read many times) is one alarm for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import NewId
from crimint_service.tables import alarm, insert_into

__all__ = ["Alarm", "Raised", "acknowledge", "raise_alarm", "raised"]

_MOST_WORDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something to look into. ``says`` is a sentence without anything that people wrote. ``happened_at`` (UTC text) is
    for what happened at one moment, whenever it is told."""

    name: str
    says: str
    device: str = ""
    user: str = ""
    happened_at: str = ""


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm as it stands: when it was first and last told, how often, and who acknowledged it with which words.
    Moments are UTC text; nobody has acknowledged it while ``acknowledged_at`` is empty."""

    id: str
    alarm: Alarm
    at: str
    last_at: str
    times: int
    acknowledged_at: str
    acknowledged_by: str
    words: str


def raise_alarm(connection: sa.Connection, told: Alarm, at: str, new_id: NewId) -> bool:
    """Raise an alarm, and say whether it waits for somebody to look at it: what happened at one moment and was
    acknowledged is not told again."""
    same_as = "\n".join((told.name, told.device, told.user, told.says, told.happened_at))
    row = {
        "id": new_id(), "same_as": same_as, "name": told.name, "device": told.device, "user_id": told.user,
        "says": told.says, "at": told.happened_at or at, "last_at": told.happened_at or at, "times": 1,
        "acknowledged_at": "", "acknowledged_by": "", "words": "",
    }  # fmt: skip
    again = {"times": alarm.c.times, "last_at": alarm.c.last_at} if told.happened_at else {
        "times": alarm.c.times + 1, "last_at": at,
    }  # fmt: skip
    kept = insert_into(connection, alarm).values(row).on_conflict_do_update(index_elements=["same_as"], set_=again)
    return not connection.execute(kept.returning(alarm.c.acknowledged_at)).scalar_one()


def raised(connection: sa.Connection, *, everything: bool = False) -> Sequence[Raised]:
    """Return the alarms that nobody has acknowledged, or all there ever were, the oldest first."""
    query = sa.select(alarm).order_by(alarm.c.at, alarm.c.id)
    found = connection.execute(query if everything else query.where(alarm.c.acknowledged_at == ""))
    return [_raised(row) for row in found]


def _raised(row: sa.Row[Any]) -> Raised:
    told = Alarm(row.name, row.says, row.device, row.user_id)
    return Raised(
        row.id, told, row.at, row.last_at, row.times, row.acknowledged_at, row.acknowledged_by, row.words
    )  # fmt: skip


def acknowledge(connection: sa.Connection, alarm_id: str, by: str, words: str, at: str) -> None:
    """Write down that somebody has looked at an alarm and what came of it; raises Refused for one that is not there or
    was acknowledged before, and without a name or words."""
    by, words = by.strip(), words.strip()
    if not by or not words or len(words) > _MOST_WORDS:
        raise Refused(Problem("words", "Say who has looked at it, and in a few words what came of it."))
    found = connection.execute(sa.select(alarm).where(alarm.c.id == alarm_id).with_for_update()).one_or_none()
    if found is None or found.acknowledged_at:
        raise Refused(Problem("alarm", "There is no such alarm, or somebody has acknowledged it."))
    values = {"acknowledged_at": at, "acknowledged_by": by, "words": words}
    if not found.same_as.rpartition("\n")[2]:
        values["same_as"] = found.id  # said again, it is a new one
    connection.execute(sa.update(alarm).where(alarm.c.id == alarm_id).values(values))
