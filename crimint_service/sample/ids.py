"""Identifiers of made-up records: UUIDv7 from seeded chance, in the order of the moments they are made for."""

from __future__ import annotations

from random import Random

__all__ = ["Ids"]


class Ids:
    """Makes identifiers for one moment after another."""

    def __init__(self, rng: Random) -> None:
        self._bits = rng.getrandbits
        self._front = ""

    def at(self, milliseconds: int) -> None:
        """Set the moment, in Unix milliseconds, that stands in front of what is made from here on."""
        digits = f"{milliseconds:012x}"
        self._front = f"{digits[:8]}-{digits[8:]}-7"

    def new(self) -> str:
        """Return an identifier."""
        tail = f"{self._bits(72):018x}"
        return f"{self._front}{tail[:3]}-a{tail[3:6]}-{tail[6:]}"
