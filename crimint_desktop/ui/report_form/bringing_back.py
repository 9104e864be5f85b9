"""Undo for what was just removed from the form: one button, there until something else is done with it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button

__all__ = ["BringBack"]


class BringBack(Button):
    """Brings back what was removed, the last first; takes the keyboard, so that Space undoes at once."""

    def __init__(self, *, identifier: str) -> None:
        """Stand hidden."""
        super().__init__("Undo", self._press, identifier=identifier, flat=True)
        self._removed: list[tuple[str, Callable[[], object]]] = []
        self.hide()

    def offer(self, what: str, back: Callable[[], object]) -> None:
        """Say that ``what`` was removed, and offer to call ``back``."""
        self._removed.append((what, back))
        self._show()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{what} removed. Press Space to bring it back")

    def _press(self) -> None:
        if self._removed:
            what, back = self._removed.pop()
            back()
            self._show()
            announce(self, f"{what} is back")

    def _show(self) -> None:
        self.setVisible(bool(self._removed))
        if self._removed:
            words = f"{self._removed[-1][0]} removed. Undo"
            self.setText(words)
            self.setAccessibleName(words)
