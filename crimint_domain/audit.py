"""The log the law asks for (Data Protection Act 2018 s62) as a hash chain: pure values and functions.

Reasons and query texts stand beside the chain; the chain holds salted commitments to them, so that they can be
erased without breaking it. Entries about erasure hold no erased content.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from crimint_domain.errors import Problem, Refused

__all__ = ["ACTIONS", "GENESIS", "Action", "Entry", "chained", "commitment", "verify"]

Action = Literal["collection", "alteration", "consultation", "disclosure", "combination", "erasure"]
ACTIONS: Final[tuple[Action, ...]] = (
    "collection", "alteration", "consultation", "disclosure", "combination", "erasure",
)  # fmt: skip
GENESIS: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a log. ``at`` is the device's UTC time as text, ``monotonic_ms`` its clock that never runs back.

    ``act`` says what exactly was done within the action (``open``, ``search``, ``submit`` …); ``records`` holds
    ``id@version``; ``commitment`` hides the reason or query; ``previous`` and ``hash`` make the chain.
    """

    sequence: int
    at: str
    monotonic_ms: int
    action: Action
    act: str
    user: str
    device: str
    records: tuple[str, ...]
    commitment: str
    previous: str
    hash: str = ""


_HASHED: Final = tuple(name for name in Entry.__dataclass_fields__ if name != "hash")


def commitment(salt: bytes, text: str) -> str:
    """Return the salted commitment to a reason or a query; erasing salt and text leaves the chain whole."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def _hash_of(entry: Entry) -> str:
    body = {name: getattr(entry, name) for name in _HASHED}
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def chained(entry: Entry) -> Entry:
    """Return the entry with its hash, ready to be written behind ``entry.previous``."""
    return Entry(
        entry.sequence, entry.at, entry.monotonic_ms, entry.action, entry.act, entry.user, entry.device,
        entry.records, entry.commitment, entry.previous, _hash_of(entry),
    )  # fmt: skip


def verify(entries: Iterable[Entry], *, start: int = 1, previous: str = GENESIS) -> tuple[int, str]:
    """Check that a log is whole and return its length and last hash.

    ``start`` and ``previous`` are the first sequence number and the hash before it. Raises Refused naming the
    first entry that is missing, out of place or altered. A log cut at its end is not seen here: compare the
    result with the anchor kept outside the log.
    """
    expected, last = start, previous
    for entry in entries:
        if entry.sequence != expected:
            raise Refused(Problem("", f"The log is not whole: entry {expected} is missing."))
        if entry.previous != last or _hash_of(entry) != entry.hash:
            raise Refused(Problem("", f"The log is not whole: entry {entry.sequence} has been altered."))
        expected, last = expected + 1, entry.hash
    return expected - 1, last
