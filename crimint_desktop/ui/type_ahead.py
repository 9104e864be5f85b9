"""Typing the beginning of a row goes to it, in whichever column its words stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QModelIndex
from PySide6.QtWidgets import QAbstractItemView, QApplication

__all__ = ["TypeAhead"]

_MOST = 2_000
"""Rows that are looked at from the current one on: a list of a million is searched by the search field."""


class TypeAhead:
    """What has been typed at one view since the last pause."""

    def __init__(self, view: QAbstractItemView, columns: Sequence[int]) -> None:
        """Search ``columns`` in this order."""
        self._view = view
        self._columns = columns
        self._typed = ""
        self._since = QElapsedTimer()

    def search(self, typed: str) -> None:
        """Go to the next row that begins with what was typed; typing one letter again goes on to the next such row."""
        paused = not self._since.isValid() or self._since.elapsed() > QApplication.keyboardInputInterval()
        self._since.start()
        again = not paused and self._typed == typed
        self._typed = typed if paused or again else self._typed + typed
        onwards = len(self._typed) == 1
        found = self._found(self._typed.casefold(), 1 if onwards else 0)
        if found is not None:
            self._view.setCurrentIndex(found)

    def _found(self, beginning: str, step: int) -> QModelIndex | None:
        model, now = self._view.model(), max(0, self._view.currentIndex().row())
        count = model.rowCount()
        for column in self._columns:
            for distance in range(min(count, _MOST)):
                index = model.index((now + step + distance) % count, column)
                if str(index.data() or "").casefold().startswith(beginning):
                    return model.index(index.row(), max(0, self._view.currentIndex().column()))
        return None
