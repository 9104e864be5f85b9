"""Waiting until a window stands there for the eye: what is not needed for that must not hold it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

__all__ = ["after_first_paint"]

_AT_LATEST_MS: Final = 1_000


def after_first_paint(window: QWidget, then: Callable[[], object]) -> None:
    """Call ``then`` once ``window`` has been painted; a second later at the latest, because a window that is shown
    minimised, or behind others, may not be painted. Never if it is gone by then."""
    _FirstPaint(window, then)


class _FirstPaint(QObject):
    def __init__(self, window: QWidget, then: Callable[[], object]) -> None:
        super().__init__(window)
        self._then = then
        self._over = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(_AT_LATEST_MS)
        window.installEventFilter(self)

    def _go_on(self) -> None:
        if not self._over:
            self._over = True
            self._then()

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go on in the next turn: what stands in the window is painted in this one."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._timer.start(0)
        return False
