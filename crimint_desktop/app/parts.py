"""The real parts that values are passed in for in tests: clock, chance, keyring, code lists."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime

from crimint_desktop.app.opening import Opener
from crimint_desktop.config import Profile
from crimint_desktop.keys.backoff import Backoff
from crimint_desktop.keys.keyring_secret import open_keyring
from crimint_domain.ids import uuid7
from resources.code_lists import code_lists

__all__ = ["SystemClock", "make_opener", "new_id"]

_CHANCE_BYTES = 10


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        """Return the time in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never run backwards."""
        return time.monotonic()


def new_id() -> str:
    """Make a fresh UUIDv7."""
    return uuid7(time.time_ns() // 1_000_000, os.urandom(_CHANCE_BYTES))


def make_opener(profile: Profile) -> Opener:
    """Return what opens desks on this computer."""
    return Opener(profile, code_lists(), SystemClock(), new_id, open_keyring, Backoff(time.monotonic))
