"""Who may have the log or the evidence of a record handed out, and that this is written down before it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_service.audit import log_with_words
from crimint_service.tables import account

__all__ = ["Asked", "write_down"]

_ASKS: Final = frozenset({"auditor", "records"})
_AGREES: Final = frozenset({"records", "lio"})


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks and why; ``second`` agrees where bodies are handed out, and is empty where none are."""

    by: str
    reason: str
    second: str = ""


def write_down(
    connection: sa.Connection,
    at: str,
    asked: Asked,
    act: Literal["log export", "evidence"],
    salt: bytes,
    records: Sequence[str],
) -> None:
    """Write down that this person is about to be handed something.

    Raises Refused without a reason, for somebody who is neither an auditor nor a records manager, and for a second
    person who is the same one, or neither a records manager nor an evaluator.
    """
    if not asked.reason.strip():
        raise Refused(Problem("reason", "Say why it is asked for."))
    if not _roles(connection, asked.by) & _ASKS:
        raise Refused(Problem("by", "Only an auditor or a records manager can ask for this."))
    if asked.second and (asked.second == asked.by or not _roles(connection, asked.second) & _AGREES):
        says = "Somebody else has to agree who may read bodies: a records manager or an evaluator."
        raise Refused(Problem("second", says))
    words = asked.reason.strip() + (f"\nagreed to by {asked.second}" if asked.second else "")
    log_with_words(connection, at, asked.by, "", act, words, salt, records)


def _roles(connection: sa.Connection, user: str) -> frozenset[str]:
    query = sa.select(account.c.roles).where(account.c.user_id == user, account.c.disabled.is_(False))
    said = connection.execute(query).scalar_one_or_none()
    return frozenset(json.loads(said)) if said else frozenset()
