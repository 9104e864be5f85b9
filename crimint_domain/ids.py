"""Identifiers and the two ports through which time and chance enter the program.

Identifiers are UUIDv7 (RFC 9562 section 5.7): the client makes them, and because the time stands in front
they arrive in order, which keeps the indexes of cache and service dense.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

__all__ = ["Clock", "NewId", "bytes_of", "is_id", "text_of", "uuid7"]

_RANDOM_BYTES = 10
_ID_BYTES = 16


class Clock(Protocol):
    """Where the program learns the time."""

    def now(self) -> datetime:
        """Return the current time, timezone-aware, in UTC."""

    def monotonic(self) -> float:
        """Return seconds that never run backwards, for measuring leases and waits."""


class NewId(Protocol):
    """Makes a fresh identifier: a UUIDv7 in its usual text form."""

    def __call__(self) -> str:
        """Return the identifier."""


def uuid7(milliseconds: int, chance: bytes) -> str:
    """Lay out a UUIDv7 from Unix milliseconds and ten random bytes; raises ValueError for another length."""
    if len(chance) != _RANDOM_BYTES:
        raise ValueError("a UUIDv7 needs exactly ten random bytes")
    raw = bytearray(milliseconds.to_bytes(6, "big") + chance)
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    return text_of(bytes(raw))


def text_of(raw: bytes) -> str:
    """Write sixteen bytes as the usual 8-4-4-4-12 text."""
    if len(raw) != _ID_BYTES:
        raise ValueError("an identifier has sixteen bytes")
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def bytes_of(text: str) -> bytes:
    """Read the usual text form back into sixteen bytes; raises ValueError for anything else."""
    raw = bytes.fromhex(text.replace("-", ""))
    if len(raw) != _ID_BYTES:
        raise ValueError("an identifier has sixteen bytes")
    return raw


def is_id(text: object) -> bool:
    """Say whether ``text`` is an identifier written in the one accepted way (lower case, with hyphens)."""
    if not isinstance(text, str):
        return False
    try:
        return text_of(bytes_of(text)) == text
    except ValueError:
        return False
