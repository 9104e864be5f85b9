"""Knowing when a window is on the screen, without a hook in the program: a filter on its own events."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

__all__ = ["FirstPaint", "memory_mb", "tell"]


class FirstPaint(QObject):
    """Calls ``then`` with the time once the window and what stands in it have been painted, its events done."""

    def __init__(self, window: QWidget, then: Callable[[float], object]) -> None:
        super().__init__(window)
        self._then = then
        self._window = window
        self._painting = False
        window.installEventFilter(self)
        if window.isVisible():
            self._watch_the_screen()

    def _watch_the_screen(self) -> None:
        """A window that is covered by what stands in it is not asked to paint itself: its place on the screen is."""
        handle = self._window.windowHandle()
        assert handle is not None, "a window that is shown has its place on the screen"
        handle.installEventFilter(self)

    def _painted(self) -> None:
        self._then(time.monotonic())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait until the window is exposed for the first time; all that stands in it is painted in the same pass."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            self._watch_the_screen()
        elif event.type() == QEvent.Type.Expose and not self._painting:
            self._painting = True
            QTimer.singleShot(0, self, self._painted)
        return False


def memory_mb() -> float:
    """Return the memory of this process that is in RAM, in MB; 0 where the system does not say it so."""
    try:
        with open("/proc/self/status", encoding="ascii") as lines:
            return next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmRSS:"))
    except OSError:
        return 0.0


def tell(**measured: float) -> None:
    """Hand what was measured to whoever started this process."""
    print(json.dumps(measured), file=sys.stdout, flush=True)
