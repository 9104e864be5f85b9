"""A change: one user's edit of one record, and the service's receipt for it.

The change's id is its idempotency key. On creation it carries the whole document, afterwards only the parts it
sets, so that an older client cannot drop what it does not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from crimint_domain.parts import Document, Value

__all__ = ["FINAL_STATUSES", "STATUSES", "Change", "Receipt", "content_hash"]

CREATED: Final = 201
UPDATED: Final = 200
ALREADY_DONE: Final = 208
NOT_ALLOWED: Final = 403
NOT_FOUND: Final = 404
CLASH: Final = 409
ERASED: Final = 410
INVALID: Final = 422
EARLIER_FAILED: Final = 424
SEND_AGAIN: Final = 429
ACCEPTED: Final = frozenset({CREATED, UPDATED, ALREADY_DONE})
FINAL_STATUSES: Final = ACCEPTED | {NOT_ALLOWED, NOT_FOUND, ERASED, INVALID}
STATUSES: Final = FINAL_STATUSES | {CLASH, EARLIER_FAILED, SEND_AGAIN}


@dataclass(frozen=True, slots=True)
class Change:
    """What the client sends. Exactly one of ``document`` (creation) and ``parts`` is given; ``step`` asks for a
    lifecycle step after the parts have been set. ``base_version`` is 0 for a creation. ``aside`` holds values a
    person weighed and did not choose when settling a conflict: kept in the record's history, applied nowhere."""

    id: str
    kind: str
    schema: int
    record: str
    base_version: int
    document: Document | None = None
    parts: Mapping[str, Value] | None = None
    step: str = ""
    reason: str = ""
    aside: Mapping[str, Value] | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a change. ``current`` is the version that stands now (with 409), ``problem`` a sentence."""

    id: str
    status: int
    version: int = 0
    problem: str = ""
    current: int = 0

    @property
    def accepted(self) -> bool:
        """Whether the service has taken the change, now or before."""
        return self.status in ACCEPTED

    @property
    def final(self) -> bool:
        """Whether sending it again cannot alter the answer: only then does it leave the outbox."""
        return self.status in FINAL_STATUSES


def content_hash(change: Change) -> str:
    """Return the hash by which a repeated change is known to be the same: SHA-256 over its canonical JSON."""
    content = [
        change.kind, change.schema, change.record, change.base_version, change.document,
        None if change.parts is None else dict(change.parts), change.step, change.reason,
        None if change.aside is None else dict(change.aside),
    ]  # fmt: skip
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
