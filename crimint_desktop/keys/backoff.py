"""A pause between wrong passphrases.

It slows down a person who guesses at the keyboard of an unattended desk. It is no defence against somebody who has
copied the files: they need not run this program. Against them stand the keyring secret and Argon2id. The count
therefore lives in this process only; a count in a file could be put back by whoever can copy the file, and would
only pretend to be more. Starting the program again resets it and takes longer than the first pauses.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Backoff"]

_FREE_TRIES: Final = 3
_LONGEST_S: Final = 60.0


class Backoff:
    """Three tries are free; after each further one the pause doubles from one second to at most one minute."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Count from nought. ``monotonic`` returns seconds and never goes back."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._again_at = 0.0

    def ask(self) -> None:
        """Return if a try is allowed now; raise :class:`Unavailable` (``passphrase-pause``) if not."""
        with self._lock:
            wait = self._again_at - self._monotonic()
            if self._failures > _FREE_TRIES and wait > 0:
                raise Unavailable(
                    f"Too many wrong passphrases. Try again in {max(1, round(wait))} s.",
                    cause="passphrase-pause",
                    retry_after_s=wait,
                )

    def failed(self) -> None:
        """Count a wrong passphrase."""
        with self._lock:
            self._failures += 1
            pause = min(_LONGEST_S, 2.0 ** max(0, self._failures - _FREE_TRIES - 1))
            self._again_at = self._monotonic() + pause

    def succeeded(self) -> None:
        """Forget all failures."""
        with self._lock:
            self._failures = 0
            self._again_at = 0.0
