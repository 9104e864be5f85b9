"""Identifiers of made-up records: UUIDv7 from seeded chance, in the order of the moments they are made for."""

from __future__ import annotations

from random import Random
from typing import Final

__all__ = ["Ids"]

# The last digit is left to the attributes of a card, so that each has an identifier of its own.
_COUNTED: Final = tuple(f"{number:03x}0" for number in range(1, 4_096))


class Ids:
    """Makes identifiers for one report after another: a moment, chance, and a count (RFC 9562 section 6.2)."""

    def __init__(self, rng: Random) -> None:
        self._bits = rng.getrandbits
        self._front = ""
        self._count = 0

    def at(self, milliseconds: int) -> None:
        """Set the moment, in Unix milliseconds, that stands in front of what is made from here on."""
        digits, chance = f"{milliseconds:012x}", f"{self._bits(56):014x}"
        self._front = f"{digits[:8]}-{digits[8:]}-7{chance[:3]}-a{chance[3:6]}-{chance[6:]}"
        self._count = 0

    def new(self) -> str:
        """Return an identifier; at most 4,095 for one moment."""
        count = self._count
        self._count = count + 1
        return self._front + _COUNTED[count]
