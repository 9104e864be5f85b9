"""Where the device's log stood when it was last looked at, kept outside the cache file.

A cache file put back from an older copy, or one whose last pages were cut off, is intact by its own checksums.
Only something outside the file can tell: the number of entries and the head of the hash chain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Protocol

__all__ = ["Anchor", "AnchorStore", "Anchored"]

_COUNT_DIGITS: Final = 16
_HEAD_DIGITS: Final = 48
_SHA256_HEX: Final = re.compile(r"[0-9a-f]{64}")


class AnchorStore(Protocol):
    """What an anchor needs of a keyring."""

    def write(self, entry: str, value: str) -> None:
        """Keep a value of 64 hexadecimal digits."""

    def read(self, entry: str) -> str | None:
        """Return it, or None."""


@dataclass(frozen=True, slots=True)
class Anchored:
    """The number of entries of the log, and the first 24 bytes of its head as hexadecimal digits."""

    count: int
    head_start: str

    def is_head(self, head_hex: str) -> bool:
        """Say whether the chain's head after ``count`` entries is the one that was anchored."""
        return head_hex.startswith(self.head_start)


class Anchor:
    """Reads and writes the anchor of one cache. Both may raise :class:`crimint_domain.errors.Unavailable`."""

    def __init__(self, keyring: AnchorStore, cache_id: str) -> None:
        """Keep the anchor of the cache with this id (:attr:`crimint_desktop.keys.header.Header.cache_id`)."""
        self._keyring = keyring
        self._entry = entry_of(cache_id)

    def write(self, count: int, head_hex: str) -> None:
        """Remember that the log has ``count`` entries and that its head is ``head_hex`` (SHA-256, 64 digits).

        A keyring value has room for 32 bytes: 8 for the count, 24 for the head. 192 bits are still far beyond
        finding a second chain with the same start.
        """
        if not _SHA256_HEX.fullmatch(head_hex):
            raise ValueError("a head is a SHA-256 in lower-case hexadecimal digits")
        if not 0 <= count < 2**64:
            raise ValueError("a count has at most 64 bits and no sign")
        self._keyring.write(self._entry, f"{count:016x}{head_hex[:_HEAD_DIGITS]}")

    def read(self) -> Anchored | None:
        """Return what was last written, or None when this cache was never anchored."""
        value = self._keyring.read(self._entry)
        if value is None:
            return None
        return Anchored(int(value[:_COUNT_DIGITS], 16), value[_COUNT_DIGITS:])


def entry_of(cache_id: str) -> str:
    """The keyring entry that holds the anchor of this cache."""
    return f"CrimInt+ log anchor of cache {cache_id}"
