"""News: what was said in passing, newest first, to be read again at any time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table

__all__ = ["NewsActs", "NewsLine", "NewsPage"]


@dataclass(frozen=True, slots=True)
class NewsLine:
    """One thing that was said, and when, in UTC."""

    number: int
    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class NewsActs:
    """``lines`` gives what was said, newest first; ``local`` turns UTC into this computer's time; ``done`` shows the
    page before."""

    lines: Callable[[], tuple[NewsLine, ...]]
    local: Callable[[datetime], datetime]
    done: Callable[[], object]


class NewsPage(Page):
    """The whole of the current line stands beneath the list, however long it is."""

    def __init__(self, acts: NewsActs) -> None:
        """Show what was said so far."""
        super().__init__("News", identifier="news", sentence="What was said since you came, newest first")
        self._may = acts
        self.table = Table(
            (Column("When", 5), Column("What was said")), title="News", identifier="news.table", framed=False, main=1
        )
        self._whole = Words("", wrap=True, selectable=True)
        self._whole.setAccessibleIdentifier("news.whole")
        self._nothing = Words("Nothing was said yet.", quiet=True)
        self._lines: dict[str, NewsLine] = {}
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        foot = QWidget()
        beneath = QVBoxLayout(foot)
        beneath.setContentsMargins(u(4), u(2), u(4), u(3))
        beneath.addWidget(self._nothing)
        beneath.addWidget(self._whole)
        rows.addWidget(foot)
        self.set_body(body)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_current())
        self.refresh()

    def refresh(self) -> None:
        """Show what has been said by now; the current line stays the current one."""
        lines = self._may.lines()
        self._lines = {str(line.number): line for line in lines}
        self.table.set_rows([self._row(key, line) for key, line in self._lines.items()])
        self.table.setVisible(bool(lines))
        self._nothing.setVisible(not lines)
        self._whole.setVisible(bool(lines))
        self._show_current()

    def _row(self, key: str, line: NewsLine) -> Row:
        return Row(key, (Cell(f"{self._may.local(line.at):%H:%M}", quiet=True), Cell(line.words)))

    def _show_current(self) -> None:
        line = self._lines.get(self.table.current_key())
        self._whole.setText(line.words if line is not None else "")

    # what the window asks

    def shown(self) -> None:
        """Show what has been said by now."""
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the newest line."""
        if self._lines:
            self.table.set_current_key(next(iter(self._lines)))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the work."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._may.done()
            return
        super().keyPressEvent(event)
