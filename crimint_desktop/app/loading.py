"""Loading what is slow, one thread at a time.

Some libraries import themselves in circles. Where two threads enter such a circle at once, Python lets one of them see
half of a module rather than wait for ever; a sign-in that is quicker than the loading behind it would fail with that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Loading"]


class Loading:
    """Belongs to one program. Whatever is imported on a lane before all is loaded is imported here."""

    def __init__(self) -> None:
        self._turn = threading.RLock()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """While this is held nothing is loaded elsewhere. Waits for its turn."""
        with self._turn:
            yield

    def session(self) -> None:
        """Load what the first question to a service needs."""
        with self._turn:
            from crimint_desktop.remote.line import load_session

            load_session()

    def everything(self) -> None:
        """Load all that a desk needs; it costs nothing once that is done."""
        with self._turn:
            import crimint_desktop.app.handing_in
            import crimint_desktop.app.vouching
            import crimint_desktop.app.workplace  # noqa: F401 - the window that comes next
            from crimint_desktop.store.connection import load_driver

            load_driver()
            self.session()
