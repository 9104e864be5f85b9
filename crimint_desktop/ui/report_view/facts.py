"""The facts of a report as one text: one Tab stop, names in the second voice, every word can be selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette, QTextBlockFormat, QTextCharFormat, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui import metrics
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.reading import ReadingText
from crimint_desktop.ui.report_view.wording import Fact

_NAMES = 5.9
"""Ems: the column of the names."""


class FactsText(ReadingText):
    """Names in one column, words in the other; words that do not fit go on beneath themselves."""

    def __init__(self, *, identifier: str, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        self._facts: tuple[Fact, ...] = ()
        self._writing = False
        super().__init__(parent)
        name(self, "Facts", identifier=identifier)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these facts, one a line."""
        self._facts = tuple(facts)
        # The first line is read anyway, since the caret stands in it.
        self.setAccessibleDescription(". ".join(f"{fact.name}: {fact.words.rstrip('.')}" for fact in self._facts[1:]))
        self._write()

    def _write(self) -> None:
        self._writing = True
        self.setTabStopDistance(ems(_NAMES))
        self.clear()
        cursor = QTextCursor(self.document())
        quiet = QTextCharFormat()
        quiet.setForeground(self.palette().brush(QPalette.ColorRole.PlaceholderText))
        for at, fact in enumerate(self._facts):
            if at:
                cursor.insertBlock()
            cursor.setBlockFormat(_hanging())
            cursor.insertText(f"{fact.name}\t", quiet)
            cursor.insertText(" ".join(fact.words.split()), QTextCharFormat())
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self._writing = False

    def _dress(self) -> None:
        wanted = metrics.font(Type.BODY)
        if self.font() != wanted:
            self._setting = True
            self.setFont(wanted)
            self._setting = False

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        followed = (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange)
        if event.type() in followed and self._facts and not self._writing:
            self._write()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave scrolling to the page."""
        event.ignore()


def _hanging() -> QTextBlockFormat:
    made = QTextBlockFormat()
    made.setLeftMargin(ems(_NAMES))
    made.setTextIndent(-ems(_NAMES))
    made.setBottomMargin(u(0.5))
    return made
