"""Every conflict that waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.conflicts import ConflictLine
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.conflict.wording import when
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table


@dataclass(frozen=True, slots=True)
class ConflictsActs:
    """What the list may do."""

    waiting: Callable[[], Future[tuple[ConflictLine, ...]]]
    settle: Callable[[str], object]
    local: Callable[[datetime], datetime]


class ConflictsPage(Page):
    """Rows open on Enter; an empty list says that there is nothing to settle."""

    def __init__(self, acts: ConflictsActs, jobs: Jobs) -> None:
        """Fill itself when shown."""
        super().__init__("Conflicts", identifier="conflicts", sentence="Two people changed the same part: you decide")
        self._may = acts
        self._jobs = jobs
        columns = (
            Column("Report"),
            Column("With", 16),
            Column("Parts", 4, figures=True),
            Column("Since", 7),
            Column("Reference", 8),
        )
        self.table = Table(columns, title="Conflicts", identifier="conflicts.table", framed=False)
        self.table.on_open(acts.settle)
        self._nothing = Words("Nothing to settle.", quiet=True)
        body = QWidget()
        rows = QVBoxLayout(body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.table, 1)
        padded = QWidget()
        inner = QVBoxLayout(padded)
        inner.setContentsMargins(u(4), u(4), u(4), u(4))
        inner.addWidget(self._nothing)
        inner.addStretch(1)
        self._empty = padded
        self._asked = False
        rows.addWidget(padded, 1)
        self.set_body(body)
        self.show_lines(())

    def refresh(self) -> None:
        """Ask again."""
        self._jobs.when(self, self._may.waiting(), self._answered)

    def _answered(self, lines: tuple[ConflictLine, ...]) -> None:
        self.show_lines(lines)
        if self._asked and self.isVisible():
            self._asked = False
            self.focus_first()
            if not lines:
                announce(self, self._nothing.text())

    def show_lines(self, lines: tuple[ConflictLine, ...]) -> None:
        """Show what waits."""
        self.table.set_rows([self._row(line) for line in lines])
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self.say_counts(f"{len(lines)} to settle" if lines else "")

    def _row(self, line: ConflictLine) -> Row:
        title = Cell(line.title or "(no title)", icon="conflicts", slot=True, strong=True)
        since = Cell(when(self._may.local(line.at)))
        return Row(line.id, (title, Cell(line.theirs_by), Cell(str(line.clashes)), since, Cell(line.reference)))

    def shown(self) -> None:
        """Show what waits now, the keyboard on it as soon as it is known."""
        self._asked = True
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the first conflict; on the page itself while there is none."""
        (self.table if self.table.isVisibleTo(self) else self).setFocus(Qt.FocusReason.OtherFocusReason)
