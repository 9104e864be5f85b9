"""The system's browser, opened for whoever asks from whatever thread."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

__all__ = ["Browser", "open_address"]

_WITHIN_S = 15.0


def open_address(url: str) -> bool:
    """Open an address in the browser the person has chosen; say whether the system could. UI thread only."""
    from PySide6.QtCore import QUrl  # after the first window
    from PySide6.QtGui import QDesktopServices

    return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))


class Browser(QObject):
    """Hands addresses to ``opening`` in the UI thread: the one place where this program opens anything elsewhere."""

    _asked = Signal(str, object)

    def __init__(self, opening: Callable[[str], bool] = open_address, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opening = opening
        self._waiting: set[Future[bool]] = set()
        self._closed = False
        self._asked.connect(self._open)

    def open(self, url: str) -> bool:
        """Open an address, from any thread; say whether that was possible."""
        from concurrent.futures import Future  # after the first window

        done: Future[bool] = Future()
        self._waiting.add(done)
        self._asked.emit(url, done)
        try:
            return not self._closed and done.result(_WITHIN_S)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(done)

    def close(self) -> None:
        """Open nothing any more, and let those go who wait: the UI thread is about to wait for them."""
        self._closed = True
        if not self._waiting:
            return
        from concurrent.futures import InvalidStateError  # as above

        for each in tuple(self._waiting):
            with contextlib.suppress(InvalidStateError):
                each.set_result(False)

    def _open(self, url: str, done: Future[bool]) -> None:
        if self._closed or done.done():
            return
        try:
            done.set_result(self._opening(url))
        except Exception as error:  # it belongs to whoever asked
            done.set_exception(error)
