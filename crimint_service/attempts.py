"""Guessing a name's password: how many sign-ins failed, and until when no more are looked at.

What was typed is counted whether or not there is such an account, so that neither the answers nor the work behind
them tell which names there are. Only a hash of it is kept, for a day after the last failure.
"""

from __future__ import annotations

import hashlib
from typing import Final

import sqlalchemy as sa

from crimint_service.faults import Fault
from crimint_service.tables import insert_into, sign_in_attempt

__all__ = ["FORGOTTEN_S", "forget", "note_failed", "refuse_locked"]

FORGOTTEN_S: Final = 86_400
"""How long after the last failure a name is forgotten; longer than any lock."""

_FAILURES_BEFORE_LOCK: Final = 5
_FIRST_LOCK_S: Final = 30
_LONGEST_LOCK_S: Final = 900
_DOUBLINGS: Final = 10  # beyond them the lock is the longest


def _hash(name: str) -> str:
    return hashlib.sha256(b"crimint sign-in\0" + name.encode("utf-8", "surrogatepass")).hexdigest()


def refuse_locked(connection: sa.Connection, name: str, now_s: int) -> None:
    """Raise Fault 429 with the seconds to wait while sign-ins under this name are not looked at."""
    mine = sa.select(sign_in_attempt.c.locked_until_s).where(sign_in_attempt.c.name_hash == _hash(name))
    until = connection.execute(mine).scalar_one_or_none() or 0
    if until > now_s:
        raise Fault(
            429, "too-many-attempts", "Too many attempts. Wait, then try again.", retry_after_s=until - now_s
        )  # fmt: skip


def note_failed(connection: sa.Connection, name: str, now_s: int) -> None:
    """Count a sign-in that failed; from the fifth on the name is locked, each time for twice as long. Raises Fault 429
    when it was locked meanwhile: of guesses made at the same time none is told after the fifth."""
    old = sa.delete(sign_in_attempt).where(sign_in_attempt.c.last_s <= now_s - FORGOTTEN_S)
    connection.execute(old)
    first = {"name_hash": _hash(name), "failures": 1, "locked_until_s": 0, "last_s": now_s}
    counted = insert_into(connection, sign_in_attempt).values(first)
    failures = connection.execute(
        counted.on_conflict_do_update(
            index_elements=["name_hash"],
            set_={"failures": sign_in_attempt.c.failures + 1, "last_s": now_s},
            where=sign_in_attempt.c.locked_until_s <= now_s,
        ).returning(sign_in_attempt.c.failures)
    ).scalar_one_or_none()
    if failures is None:
        refuse_locked(connection, name, now_s)
        return
    over = failures - _FAILURES_BEFORE_LOCK
    if over >= 0:
        wait = min(_LONGEST_LOCK_S, _FIRST_LOCK_S * 2 ** min(over, _DOUBLINGS))
        mine = sa.update(sign_in_attempt).where(sign_in_attempt.c.name_hash == first["name_hash"])
        connection.execute(mine.values(locked_until_s=now_s + wait))


def forget(connection: sa.Connection, name: str) -> None:
    """Forget what failed under a name, because somebody has signed in with it."""
    connection.execute(sa.delete(sign_in_attempt).where(sign_in_attempt.c.name_hash == _hash(name)))
