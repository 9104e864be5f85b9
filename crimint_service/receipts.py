"""What became of a change, kept for ever under the change's id in the same transaction as its effect."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

import sqlalchemy as sa

from crimint_domain.change import ALREADY_DONE, ERASED, INVALID, Change, Receipt, content_hash
from crimint_service.tables import kept_change, receipt

__all__ = ["again", "keep_change", "keep_receipts", "keyed_hash", "stored"]


def keyed_hash(key: bytes, change: Change) -> str:
    """Return the hash by which a repeat is known; keyed, so that it tells nothing of what was written."""
    return hmac.digest(key, content_hash(change).encode(), "sha256").hex()


def stored(connection: sa.Connection, changes: Iterable[str]) -> Mapping[str, sa.Row[tuple[object, ...]]]:
    """Return the receipts there are for these changes."""
    query = sa.select(receipt).where(receipt.c.change_id.in_(list(changes)))
    return {row.change_id: row for row in connection.execute(query)}


def again(row: sa.Row[tuple[object, ...]], author: str, hashed: str) -> Receipt:
    """Answer a change that has a receipt: the same to the same person for the same content, else a refusal."""
    known = row._mapping
    if known["author"] != author:
        return Receipt(known["change_id"], INVALID, problem="This change's identifier is already used.")
    if not known["content_hash"]:
        return Receipt(known["change_id"], ERASED, problem="The record has been erased.")
    if not hmac.compare_digest(known["content_hash"], hashed):
        return Receipt(known["change_id"], INVALID, problem="This change's identifier was used for another content.")
    first = Receipt(known["change_id"], known["status"], version=known["version"], problem=known["problem"])
    return Receipt(first.id, ALREADY_DONE, version=first.version) if first.accepted else first


def keep_receipts(
    connection: sa.Connection,
    done: Iterable[tuple[Change, Receipt]],
    author: str,
    device: str,
    key: bytes,
    at: str,
) -> None:
    """Keep the final ones among these receipts."""
    rows = [
        {
            "change_id": change.id, "record_id": change.record, "author": author, "device": device,
            "content_hash": keyed_hash(key, change), "status": outcome.status, "version": outcome.version,
            "problem": outcome.problem, "at": at,
        }
        for change, outcome in done
        if outcome.final
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(receipt), rows)


def keep_change(connection: sa.Connection, change: Change, unit: str, author: str, device: str, at: str) -> None:
    """Keep what somebody wrote who had lost access when it arrived: the record's evaluators decide what it is worth."""
    content = asdict(change)
    connection.execute(
        sa.insert(kept_change).values(
            change_id=change.id, record_id=change.record, unit=unit, author=author, device=device,
            content=json.dumps(content, ensure_ascii=False), at=at,
        )
    )  # fmt: skip
