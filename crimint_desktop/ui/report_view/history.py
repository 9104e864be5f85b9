"""The history of a report: its versions in a table, and beneath it what the current one changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.differences import Difference, DifferenceTable, runs_told
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.page import Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.reading import ReadingText, Set, Stretch
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.report_view.changes import PartChange, Version
from crimint_desktop.ui.report_view.tab_order import stops_in, tab_through
from crimint_desktop.ui.report_view.wording import moment
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.wording import spoken_changes

_HOW: Final[Mapping[str, Set]] = {"same": Set.PLAIN, "added": Set.ADDED, "removed": Set.REMOVED}
WAITING = "Asking the service for the history…"
RULE = "Underlined and bold: added in this version. Struck through: removed by it."


class HistoryPart(Section):
    """Moving through the versions shows what each changed; all of it was logged when it was asked for."""

    def __init__(self, setting: ReadingSetting, ask: Callable[[], object]) -> None:
        """Show nothing until asked; ``ask`` asks (again) for the history."""
        super().__init__("History", identifier="report.history")
        self._setting = setting
        self._told: tuple[Version, ...] = ()
        self.table = Table(
            (Column("Version", 5), Column("When", 9.8), Column("Who", 14), Column("What")),
            title="Versions", identifier="report.history.versions", whole=True,
        )  # fmt: skip
        self._words = Words("", quiet=True, wrap=True)
        self._problem = ErrorLine("report.history.problem")
        self.again = Button("Ask again", ask, identifier="report.history.again")
        self._changes = QWidget()
        self._changes.setObjectName("report.history.changes")
        self._lines = QVBoxLayout(self._changes)
        self._lines.setContentsMargins(0, u(1), 0, 0)
        self._lines.setSpacing(u(2))
        for part in (self._words, self._problem, self.again, self.table, self._changes):
            self.body.addWidget(part)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._show_version(now.row()))
        self._arrange("", "")

    def show_waiting(self) -> None:
        """Say that the service is being asked."""
        self._arrange(WAITING, "")

    def show_problem(self, says: str) -> None:
        """Say why there is no history to show."""
        self._arrange("", says)

    def show_versions(self, told: tuple[Version, ...]) -> None:
        """Show the versions, newest first."""
        self._told = told
        self.set_note("1 version" if len(told) == 1 else f"{len(told)} versions, newest first")
        self.table.set_rows([self._row(each) for each in told])
        self._arrange("" if told else "The service keeps no versions of this report yet: it has not been sent.", "")
        self._show_version(self.table.currentIndex().row())

    def _arrange(self, words: str, problem: str) -> None:
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._problem.show_words(problem)
        self.again.setVisible(bool(problem))
        listed = not words and not problem and bool(self._told)
        self.table.setVisible(listed)
        self._changes.setVisible(listed)

    def _row(self, each: Version) -> Row:
        when = moment(self._setting.local(each.at)) if each.at else "Not known"
        return Row(str(each.number), (Cell(str(each.number)), Cell(when), Cell(each.by), Cell(each.what)))

    # what one version changed

    def _show_version(self, at: int) -> None:
        while self._lines.count():
            taken = self._lines.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        if not 0 <= at < len(self._told):
            return
        told = self._told[at]
        self._lines.addWidget(Words(f"What version {told.number} changed", role=Type.STRONG))
        if told.reason:
            self._lines.addWidget(Words(f"Reason: {told.reason}", wrap=True))
        if not told.changes:
            said = "It is the first version." if told.number == self._told[-1].number else "No words of the report."
            self._lines.addWidget(Words(said, quiet=True))
            return
        self._lines.addWidget(self._changes_table(told))
        texts = [change for change in told.changes if change.runs]
        for number, change in enumerate(texts, 1):
            self._lines.addWidget(Words(f"{change.name}, as it reads now", role=Type.STRONG))
            self._lines.addWidget(_compared(change, f"report.history.text{number}"))
        if texts:
            self._lines.addWidget(Words(RULE, quiet=True, wrap=True))
        tab_through(self.table, *stops_in(self._changes))

    def _changes_table(self, of: Version) -> Table:
        table = DifferenceTable(
            Column("Part", 14), title=f"What version {of.number} changed", identifier="report.history.change-table"
        )
        table.set_differences(
            Difference(change.name, how, words) for change in of.changes for how, words in _hows(change)
        )
        return table


def _hows(change: PartChange) -> Iterator[tuple[str, str]]:
    if change.aside:
        yield "set aside", change.now
    elif change.first:
        yield "written", change.now
    elif change.runs:
        yield from runs_told(change.runs)
    else:
        yield "before", change.before
        yield "now", change.now


def _compared(change: PartChange, identifier: str) -> ReadingText:
    text = name(ReadingText(framed=True), f"{change.name}, compared", identifier=identifier)
    text.show_words(*(Stretch(run.text, _HOW[run.kind]) for run in change.runs))
    text.setAccessibleDescription(spoken_changes(change.runs))
    return text
