"""How much one session, or one address that has not proved any, may ask for: beyond it the answer is 429 and when to
return."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Final

from crimint_service.faults import Fault

__all__ = ["Allowance"]

_WINDOW_S: Final = 60.0


class Allowance:
    """Counts requests by who sends them, in this process, over a minute that slides. Safe to use from many threads:
    one count more or less does no harm."""

    def __init__(self, each_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._most = each_minute
        self._now = now
        self._minute = 0
        self._counted: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def take(self, who: str) -> None:
        """Count one request; raises Fault 429 with the seconds to wait when there have been too many."""
        minute, into = divmod(self._now(), _WINDOW_S)
        if minute != self._minute:
            # What was counted two minutes ago is forgotten, so that nobody fills this by being many.
            self._before = self._counted if minute == self._minute + 1 else {}
            self._minute, self._counted = int(minute), {}
        here, before = self._counted.get(who, 0), self._before.get(who, 0)
        if here + before * (1 - into / _WINDOW_S) >= self._most:
            raise Fault(
                429, "too-many-requests", "This device asks too often. Wait, then go on.",
                retry_after_s=self._wait(here, before, into),
            )  # fmt: skip
        self._counted[who] = here + 1

    def _wait(self, here: int, before: int, into: float) -> int:
        """Return after how many seconds one more fits: as the minute before slides away, or after this one."""
        if here < self._most and before:
            return max(1, math.ceil(_WINDOW_S * (1 - (self._most - here) / before) - into))
        return max(1, math.ceil(_WINDOW_S - into))
