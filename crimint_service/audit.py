"""The log: what the service handed out, and the chains that devices keep of what was shown on them.

An entry about a page or a body is committed before the answer leaves. A device's chain is taken without gaps and
without forks; reasons and query texts stand beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
import zstandard

from crimint_domain.audit import GENESIS, Entry, commitment, verify
from crimint_domain.errors import Refused
from crimint_service.faults import Fault
from crimint_service.tables import device, device_entry, entry_reason, served, served_query

__all__ = [
    "Acknowledged", "Reason", "acknowledged", "log_search", "log_served", "log_with_words", "take_entries",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """How far a device's chain has arrived."""

    sequence: int
    hash: str
    state: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason or a query of one entry, with the salt (hex) under which the chain commits to it."""

    sequence: int
    salt: str
    text: str


def log_served(
    connection: sa.Connection, at: str, user: str, device_id: str, act: str, subject: str, records: Sequence[str]
) -> int:
    """Write down that records (``id@version``) are about to be handed to this person at this device, and return the
    number of the entry."""
    packed = zstandard.ZstdCompressor(level=3).compress("\n".join(records).encode())
    statement = sa.insert(served).values(
        at=at, user_id=user, device=device_id, act=act, subject=subject, amount=len(records), records=packed
    )
    return int(connection.execute(statement.returning(served.c.id)).scalar_one())


def log_search(
    connection: sa.Connection, at: str, user: str, device_id: str, query: str, salt: bytes, records: Sequence[str]
) -> None:
    """Write down a search and what it is about to show, also when that is nothing."""
    log_with_words(connection, at, user, device_id, "search", query, salt, records)


def log_with_words(
    connection: sa.Connection, at: str, user: str, device_id: str, act: str, words: str, salt: bytes,
    records: Sequence[str],
) -> None:  # fmt: skip
    """Write down that something is about to be handed out, and the words it was asked for with.

    The entry holds a salted commitment to them; they stand beside it, where they can be erased.
    """
    number = log_served(connection, at, user, device_id, act, commitment(salt, words), records)
    connection.execute(sa.insert(served_query).values(served_id=number, salt=salt.hex(), text=words))


def acknowledged(connection: sa.Connection, user: str, device_id: str) -> Acknowledged:
    """Return how far this device's chain has arrived; locks it for whoever writes next."""
    query = sa.select(device.c.acked_seq, device.c.chain_hash, device.c.state).where(
        device.c.device_id == device_id, device.c.user_id == user
    )
    found = connection.execute(query.with_for_update()).one_or_none()
    return Acknowledged(*tuple(found)) if found else Acknowledged(0, GENESIS, "unknown")


def take_entries(
    connection: sa.Connection,
    at: str,
    user: str,
    device_id: str,
    entries: Sequence[Entry],
    *,
    start: int,
    previous: str,
    reasons: Sequence[Reason],
) -> Acknowledged:
    """Take a piece of a device's chain; what has arrived before is compared and passed over.

    Raises Fault: ``audit-gap`` (422) when a piece in between is missing, ``audit-invalid`` (422) for a broken
    piece, ``audit-fork`` (409) when it tells another story than what has arrived.
    """
    have = acknowledged(connection, user, device_id)
    if start > have.sequence + 1:
        raise Fault(
            422,
            "audit-gap",
            f"Entries after {have.sequence} are missing. Send them from there.",
            members={"acked_seq": have.sequence},
        )
    _check_piece(entries, user, device_id, start, previous)
    fresh = [each for each in entries if each.sequence > have.sequence]
    _refuse_another_story(connection, user, device_id, entries, have, previous)
    if fresh:
        connection.execute(sa.insert(device_entry), [_row(each, at) for each in fresh])
        connection.execute(
            sa.update(device)
            .where(device.c.device_id == device_id, device.c.user_id == user)
            .values(acked_seq=fresh[-1].sequence, chain_hash=fresh[-1].hash)
        )
    _take_reasons(connection, user, device_id, reasons, {each.sequence: each for each in fresh})
    return acknowledged(connection, user, device_id)


def _check_piece(entries: Sequence[Entry], user: str, device_id: str, start: int, previous: str) -> None:
    try:
        verify(entries, start=start, previous=previous)
    except Refused as refused:
        raise Fault(422, "audit-invalid", str(refused)) from refused
    if any(each.user != user or each.device != device_id for each in entries):
        raise Fault(422, "audit-invalid", "The log holds entries of another person or device.")


def _refuse_another_story(
    connection: sa.Connection, user: str, device_id: str, entries: Sequence[Entry], have: Acknowledged, previous: str
) -> None:
    where = (device_entry.c.device_id == device_id, device_entry.c.user_id == user)
    first = entries[0].sequence if entries else have.sequence + 1
    kept_query = sa.select(device_entry.c.sequence, device_entry.c.hash).where(
        *where, device_entry.c.sequence >= first - 1, device_entry.c.sequence <= have.sequence
    )
    kept: dict[int, str] = {0: GENESIS} | {row.sequence: row.hash for row in connection.execute(kept_query)}
    differs = kept.get(first - 1, have.hash) != previous or any(
        kept.get(each.sequence, each.hash) != each.hash for each in entries
    )
    if differs:
        raise Fault(409, "audit-fork", "This device's log differs from what it sent before. Call the service desk.")


def _row(entry: Entry, received_at: str) -> Mapping[str, Any]:
    return {
        "device_id": entry.device, "user_id": entry.user, "sequence": entry.sequence, "at": entry.at,
        "received_at": received_at, "monotonic_ms": entry.monotonic_ms, "action": entry.action, "act": entry.act,
        "records": json.dumps(entry.records), "commitment": entry.commitment, "previous": entry.previous,
        "hash": entry.hash,
    }  # fmt: skip


def _take_reasons(
    connection: sa.Connection, user: str, device_id: str, reasons: Sequence[Reason], fresh: Mapping[int, Entry]
) -> None:
    rows = []
    for reason in reasons:
        entry = fresh.get(reason.sequence)
        if entry is None:
            continue
        try:
            salt = bytes.fromhex(reason.salt)
        except ValueError as error:
            raise Fault(422, "audit-invalid", "A salt is not written in hexadecimal digits.") from error
        if commitment(salt, reason.text) != entry.commitment:
            raise Fault(422, "audit-invalid", f"The reason sent for entry {entry.sequence} is not the one it names.")
        rows.append(
            {
                "device_id": device_id,
                "user_id": user,
                "sequence": entry.sequence,
                "salt": reason.salt,
                "text": reason.text,
            }
        )
    if rows:
        connection.execute(sa.insert(entry_reason), rows)
