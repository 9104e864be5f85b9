"""Erasing a record: its body, its history and everything written about it go in one transaction.

What stays is the identifier, the version, the reason, when and by whom; and a line in every stream the record ever
stood in, so that whoever may still hold it lets go of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_service import feed
from crimint_service.access import Place
from crimint_service.tables import (
    account,
    attachment,
    attachment_part,
    erasure,
    erasure_proposal,
    gone,
    insert_into,
    kept_change,
    kept_decision,
    receipt,
    record,
    record_version,
    search_line,
    version_proof,
)

__all__ = ["KEPT_WITHOUT_WORDS", "TRACES", "Erased", "Trace", "erase", "forget", "places_of", "remember"]


@dataclass(frozen=True, slots=True)
class Trace:
    """A table in which something a person wrote of a record is kept, and which of its rows are the record's.

    The rows are deleted, or, where ``emptied`` names columns, stay without the words in them.
    """

    table: sa.Table
    rows: Callable[[str], sa.ColumnElement[bool]]
    emptied: Mapping[str, object] = field(default_factory=dict)


TRACES: Final = (
    Trace(
        attachment_part,
        lambda name: attachment_part.c.attachment_id.in_(
            sa.select(attachment.c.id).where(attachment.c.record_id == name)
        ),
    ),
    Trace(attachment, lambda name: attachment.c.record_id == name),
    Trace(search_line, lambda name: search_line.c.record_id == name),
    Trace(record, lambda name: record.c.id == name),
    Trace(record_version, lambda name: record_version.c.record_id == name),
    Trace(kept_change, lambda name: kept_change.c.record_id == name),
    Trace(kept_decision, lambda name: kept_decision.c.record_id == name, MappingProxyType({"reason": ""})),
    Trace(receipt, lambda name: receipt.c.record_id == name, MappingProxyType({"content_hash": "", "problem": ""})),
    # What the log says of its versions stays; without the salts, it says nothing of what they held.
    Trace(version_proof, lambda name: version_proof.c.record_id == name, MappingProxyType({"salt": ""})),
    # The one that led to the erasure keeps its words: they are its reason.
    Trace(
        erasure_proposal,
        lambda name: sa.and_(erasure_proposal.c.record_id == name, erasure_proposal.c.state != "erased"),
        MappingProxyType({"words": "", "answer": ""}),
    ),
)
"""Where a record leaves traces. A subject that keeps something about records adds its tables here, children first."""

KEPT_WITHOUT_WORDS: Final = frozenset({"erasure", "gone", "served"})
"""Tables that name records and hold nothing of what was written in them."""

# Whoever asks for an erasure and whoever agrees to it.
_ASKS: Final = frozenset({"records"})
_AGREES: Final = frozenset({"records", "lio"})


@dataclass(frozen=True, slots=True)
class Erased:
    """What stays of a record. ``at`` is UTC text; ``by`` and ``second`` are users, ``second`` empty where a step of
    the lifecycle led to it."""

    record: str
    version: int
    at: str
    by: str
    second: str
    reason: str


def erase(
    connection: sa.Connection, name: str, *, by: str, second: str, reason: str, at: str,
    unlinked: Sequence[feed.Move] = (),
) -> Erased:  # fmt: skip
    """Erase a record for ever at the word of two people; the last thing a transaction does. ``unlinked`` are records
    that pointed to it and no longer do, written and still to be numbered: whoever erases a card goes through
    :func:`crimint_service.unlinking.erase`.

    Raises Refused when the record is not there or was erased before, when a reason is missing, or when the two are
    not two people who may decide this.
    """
    if not reason.strip():
        raise Refused(Problem("reason", "Say why the record is erased."))
    _refuse_unentitled(connection, by, second)
    places = places_of(connection, name)
    there = connection.execute(
        sa.delete(record).where(record.c.id == name).returning(record.c.folder_id, record.c.label_id, record.c.version)
    ).one_or_none()
    if there is None:
        raise Refused(Problem("record", "There is no such record, or it was erased before."))
    place, version = Place(there.folder_id, there.label_id), int(there.version)
    forget(connection, name)
    done = Erased(name, version + 1, at, by, second, reason)
    remember(connection, done)
    move = feed.Move(name, (place, version), None, version + 1, "erased", tuple(sorted(places - {place})))
    feed.sequence(connection, (move, *unlinked), at)
    return done


def forget(connection: sa.Connection, name: str) -> None:
    """Wipe everything that was written of a record, wherever it is kept."""
    for trace in TRACES:
        chosen = trace.rows(name)
        if trace.emptied:
            connection.execute(sa.update(trace.table).where(chosen).values(dict(trace.emptied)))
        else:
            connection.execute(sa.delete(trace.table).where(chosen))


def remember(connection: sa.Connection, done: Erased) -> bool:
    """Write down that a record was erased; say whether that was not known yet."""
    statement = insert_into(connection, erasure).values(
        record_id=done.record, version=done.version, by_user=done.by, at=done.at, reason=done.reason,
        second_user=done.second,
    )  # fmt: skip
    return bool(connection.execute(statement.on_conflict_do_nothing()).rowcount)


def places_of(connection: sa.Connection, name: str) -> frozenset[Place]:
    """Return every stream a record ever stood in."""
    found: set[Place] = set()
    for table in (record_version, gone):
        query = sa.select(table.c.folder_id, table.c.label_id).where(table.c.record_id == name).distinct()
        found |= {Place(folder, label) for folder, label in connection.execute(query)}
    return frozenset(found)


def _refuse_unentitled(connection: sa.Connection, by: str, second: str) -> None:
    if by == second:
        raise Refused(Problem("second", "An erasure needs two people: somebody else has to agree."))
    query = sa.select(account.c.user_id, account.c.roles).where(
        account.c.user_id.in_((by, second)), account.c.disabled.is_(False)
    )
    roles = {user: frozenset(json.loads(said)) for user, said in connection.execute(query)}
    if not roles.get(by, frozenset()) & _ASKS:
        raise Refused(Problem("by", "Only a records manager can ask for an erasure."))
    if not roles.get(second, frozenset()) & _AGREES:
        raise Refused(Problem("second", "Only a records manager or an evaluator can agree to an erasure."))
