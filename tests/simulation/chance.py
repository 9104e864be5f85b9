"""Where time, identifiers and secrets come from in a simulation: from the seed, and from nowhere else."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from crimint_domain.ids import uuid7

__all__ = ["BEGINNING", "Ids", "Secrets", "SimClock", "Time"]

BEGINNING = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
_ID_START_MS = 1_763_000_000_000


@dataclass
class Time:
    """The one true time, in seconds since the beginning; it only goes forward."""

    seconds: float = 0.0


@dataclass
class SimClock:
    """Somebody's clock: the true time and how wrong it is set. What is monotonic begins anew with each start."""

    time: Time
    wrong_by_s: float = 0.0
    started: float = 0.0

    def now(self) -> datetime:
        """Return what the clock shows."""
        return BEGINNING + timedelta(seconds=self.time.seconds + self.wrong_by_s)

    def monotonic(self) -> float:
        """Return the seconds since the start; they never run backwards."""
        return self.time.seconds - self.started


@dataclass
class Ids:
    """Identifiers in order, of a range that belongs to one participant."""

    who: int
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self) -> str:
        number = next(self.numbers)
        return uuid7(_ID_START_MS + number, bytes([self.who]) + number.to_bytes(9, "big"))


class Secrets:
    """In the place of the module ``secrets``: what nobody can guess, except with the seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def token_bytes(self, count: int = 32) -> bytes:
        """Return so many bytes."""
        return self.chance.randbytes(count)

    def token_hex(self, count: int = 32) -> str:
        """Return so many bytes in hexadecimal digits."""
        return self.token_bytes(count).hex()

    def token_urlsafe(self, count: int = 32) -> str:
        """Return a text of letters and digits."""
        return self.token_hex(count)
