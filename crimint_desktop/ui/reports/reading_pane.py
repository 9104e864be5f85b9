"""The pane beside the list: the report that was opened, whatever row is current now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.report_view.content import ReportReading
from crimint_desktop.ui.report_view.tab_order import tab_through
from crimint_desktop.ui.report_view.wording import logged_words
from crimint_desktop.ui.stack import Stack

NOTHING_OPEN = "Enter opens the report of the current row here. Every opening is logged with its reason."
NEWER = "A newer version has arrived. Enter on its row opens it."


@dataclass(frozen=True, slots=True)
class PaneActs:
    """What the pane's buttons do."""

    edit: Callable[[], object]
    history: Callable[[], object]
    open_full: Callable[[], object]
    back: Callable[[], object]
    change_reason: Callable[[], object]


class ReadingPane(QWidget):
    """Shows nothing that was not logged; keeps its report while the selection moves."""

    def __init__(self, acts: PaneActs, setting: ReadingSetting, parent: QWidget | None = None) -> None:
        """Show that nothing is open."""
        super().__init__(parent)
        self._setting = setting
        self.opened: Opened | None = None
        self.is_newest = True
        self.setObjectName("reports.pane")
        self.setAccessibleName("Opened report")
        self.reading = ReportReading(setting, identifier="reports.reading")
        self._scrolling = Scroll(self.reading, identifier="reports.pane.scroll")
        self.reading.setAutoFillBackground(True)
        self.reading.setBackgroundRole(QPalette.ColorRole.Base)
        self._scrolling.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self._back = flat("List", acts.back, identifier="reports.pane.back", icon="arrow-left", spoken="Back to list")
        self._edit = flat("Edit", acts.edit, identifier="reports.pane.edit", icon="edit", spoken="Edit this report")
        self._history = flat("History", acts.history, identifier="reports.pane.history", icon="history")
        self._full = flat("Open in full", acts.open_full, identifier="reports.pane.full")
        self._nothing = Words(NOTHING_OPEN, quiet=True, wrap=True)
        self._problem = ErrorLine("reports.pane.problem")
        self._logged = Words("", quiet=True, wrap=True)
        self._logged.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._newer = Words(NEWER, wrap=True)
        self._reason = flat("Reason…", acts.change_reason, identifier="reports.pane.reason", spoken="Change the reason")
        self._build()
        self.show_nothing()

    @property
    def words(self) -> QWidget:
        """What is read, without the buttons above it: the keyboard comes in here."""
        return self._stack

    def show_report(self, opened: Opened) -> None:
        """Show a report whose opening has been logged."""
        self.opened = opened
        self.reading.show_report(opened)
        tab_through(self._full, *self.reading.stops(), self._reason)
        self._scrolling.verticalScrollBar().setValue(0)
        self._edit.setVisible(opened.may_edit)
        self._logged.setText(logged_words(opened, self._setting))
        self.is_newest = True
        self._newer.hide()
        self._stack.setCurrentWidget(self._scrolling)
        for part in (self._foot, self._full, self._history):
            part.show()

    def show_nothing(self) -> None:
        """Say how something is opened."""
        self._show_words(NOTHING_OPEN, "")

    def show_problem(self, words: str) -> None:
        """Say why nothing was opened; what was open before is closed."""
        self._show_words("", words)

    def say_newer(self) -> None:
        """Say that what is shown is no longer the newest version."""
        self.is_newest = False
        self._newer.show()

    def show_way_back(self, shown: bool) -> None:
        """Offer the way back to the list, where the pane stands in its place."""
        self._back.setVisible(shown)

    def _show_words(self, quiet: str, problem: str) -> None:
        self.opened = None
        self._nothing.setText(quiet)
        self._nothing.setVisible(bool(quiet))
        self._problem.show_words(problem)
        self._stack.setCurrentWidget(self._words)
        for part in (self._foot, self._edit, self._full, self._history):
            part.hide()

    # how it is built

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        bar = QWidget()
        bar.setMinimumHeight(ems(2.1))
        actions = Flow(bar)
        actions.setContentsMargins(u(3), u(0.6), u(3), u(0.6))
        actions.setSpacing(u(2))
        for button in (self._back, self._edit, self._history):
            actions.add(button)
        actions.push()
        actions.add(self._full)
        rows.addWidget(bar)
        rows.addWidget(Hairline())
        self._words = QWidget()
        self._words.setAutoFillBackground(True)
        self._words.setBackgroundRole(QPalette.ColorRole.Base)
        said = QVBoxLayout(self._words)
        said.setContentsMargins(u(4), u(4), u(4), u(4))
        said.addWidget(self._nothing)
        said.addWidget(self._problem)
        said.addStretch(1)
        self._stack = Stack()
        self._stack.setObjectName("reports.pane.stack")
        self._stack.addWidget(self._words)
        self._stack.addWidget(self._scrolling)
        rows.addWidget(self._stack, 1)
        rows.addWidget(self._make_foot())
        self._back.hide()

    def _make_foot(self) -> QWidget:
        self._foot = QWidget()
        whole = QVBoxLayout(self._foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(Hairline())
        row = QHBoxLayout()
        row.setContentsMargins(u(4), u(1), u(3), u(1))
        row.setSpacing(u(2))
        row.addWidget(IconLabel("audit", quiet=True), 0, Qt.AlignmentFlag.AlignVCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._newer)
        words.addWidget(self._logged)
        row.addLayout(words, 1)
        row.addWidget(self._reason)
        whole.addLayout(row)
        return self._foot
