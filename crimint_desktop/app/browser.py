"""The system's browser, opened for whoever asks from whatever thread."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TookTooLong

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

__all__ = ["Browser", "open_address"]

_WITHIN_S = 15.0


def open_address(url: str) -> bool:
    """Open an address in the browser the person has chosen; say whether the system could. UI thread only."""
    return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))


class Browser(QObject):
    """Hands addresses to ``opening`` in the UI thread: the one place where this program opens anything elsewhere."""

    _asked = Signal(str, object)

    def __init__(self, opening: Callable[[str], bool] = open_address, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._opening = opening
        self._asked.connect(self._open)

    def open(self, url: str) -> bool:
        """Open an address, from any thread; say whether that was possible."""
        done: Future[bool] = Future()
        self._asked.emit(url, done)
        try:
            return done.result(_WITHIN_S)
        except TookTooLong:
            return False

    def _open(self, url: str, done: Future[bool]) -> None:
        try:
            done.set_result(self._opening(url))
        except Exception as error:  # it belongs to whoever asked
            done.set_exception(error)
