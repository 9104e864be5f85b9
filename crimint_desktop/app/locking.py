"""Locking: the window goes blank, words and place are saved, the process is replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from crimint_desktop.keys.successor import Lock
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.bands import MarkingBand
from crimint_desktop.ui.clipboard import clear_own
from crimint_desktop.ui.metrics import Type
from crimint_desktop.ui.plain import Words

__all__ = ["BlankWindow", "Locking"]

_AGAIN_MS = 3000


class BlankWindow(QWidget):
    """What stands on the screen between blank and locked; it takes no input."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("blank")
        self.setWindowTitle("Locking - CrimInt+")
        self.setAccessibleName("Locking")
        self._words = Words("Locking…", role=Type.SECTION, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        top, bottom = MarkingBand("", "", identifier="marking.top"), MarkingBand("", "", identifier="marking.bottom")
        for band in (top, bottom):
            band.show_marking("OFFICIAL")
        rows.addWidget(top)
        rows.addWidget(self._words, 1)
        rows.addWidget(bottom)

    def say(self, words: str) -> None:
        """Say why it is not locked yet."""
        self._words.setText(words)
        self.setAccessibleName(words)
        announce(self, words, assertive=True)


class Locking(QObject):
    """Blanks ``window`` first; then saves until it succeeds, starts the successor and leaves."""

    def __init__(
        self,
        window: QWidget,
        save: Callable[[], None],
        spawn: Callable[[], object],
        leave: Callable[[], NoReturn] | Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._lock = Lock(save, spawn, leave)
        self.blank: BlankWindow | None = None

    def begin(self) -> None:
        """Lock now; asking again while it is under way changes nothing."""
        if self.blank is not None:
            return
        clear_own()
        self.blank = BlankWindow()
        self.blank.setGeometry(self._window.geometry())
        self.blank.show()
        self._window.hide()
        for other in QApplication.topLevelWidgets():  # questions, menus and tips do not go with their window
            if other is not self.blank and other.isVisible():
                other.hide()
        self.blank.repaint()
        QTimer.singleShot(0, self, self._attempt)

    def _attempt(self) -> None:
        reason = self._lock.attempt()
        if reason.cause == "leaving":
            return
        if self.blank is not None:
            self.blank.say(f"Not locked yet. {reason.says} What you wrote is still in memory; trying again.")
        wait = round((reason.retry_after_s or 0) * 1000) or _AGAIN_MS
        QTimer.singleShot(wait, self, self._attempt)
