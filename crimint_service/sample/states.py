"""How far each report has come: the newest are still on desks and in holding areas, the rest is released."""

from __future__ import annotations

from random import Random
from typing import Final

__all__ = ["States"]

_FRESH: Final = (
    ("submitted",) * 16 + ("returned",) * 5 + ("evaluated",) * 7 + ("draft",) * 5 + ("withdrawn", "duplicate")
    + ("not-intelligence", "rejected") + ("released",) * 61
)  # fmt: skip
_MOST_FRESH: Final = 900
_FRESH_SHARE: Final = 6
_ARCHIVED_UP_TO: Final = 0.3
_ARCHIVED: Final = 0.25


class States:
    """Gives states to the current reports in their order."""

    def __init__(self, count: int, legacy: int, rng: Random) -> None:
        self._chance = rng.random
        self._current = count - legacy
        self._fresh = min(self._current // _FRESH_SHARE, _MOST_FRESH)
        self._given = 0

    def next(self) -> str:
        """Return the state of the next report."""
        self._given += 1
        left = self._current - self._given
        if left < self._fresh:
            return _FRESH[int(len(_FRESH) * self._chance())]
        if self._given < self._current * _ARCHIVED_UP_TO and self._chance() < _ARCHIVED:
            return "archived"
        return "released"
