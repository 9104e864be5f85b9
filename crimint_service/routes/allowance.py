"""How much one device, or one address that names none, may ask for: beyond it the answer is 429 and when to return."""

from __future__ import annotations

import math
import time
from typing import Final

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from crimint_service.faults import Fault

__all__ = ["Allowance"]

_LONGEST_KEY: Final = 64


class Allowance:
    """Counts requests by who sends them, in this process. Used from one event loop."""

    def __init__(self, each_minute: int) -> None:
        self._limit = RateLimitItemPerMinute(each_minute)
        self._window = SlidingWindowCounterRateLimiter(MemoryStorage())

    def take(self, who: str) -> None:
        """Count one request; raises Fault 429 with the seconds to wait when there have been too many."""
        key = who[:_LONGEST_KEY]
        if self._window.hit(self._limit, key):
            return
        again = self._window.get_window_stats(self._limit, key).reset_time
        wait = max(1, math.ceil(again - time.time()))
        raise Fault(429, "too-many-requests", "This device asks too often. Wait, then go on.", retry_after_s=wait)
