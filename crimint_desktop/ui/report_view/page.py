"""One report in full: its words, the steps that are offered, grading again in place, and its history."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.actions.reading import Opened
from crimint_desktop.ui.a11y import announce, tell
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Page, Scroll
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.report_view.acts import ReportViewActs
from crimint_desktop.ui.report_view.changes import versions
from crimint_desktop.ui.report_view.content import ItemReading, ReportReading
from crimint_desktop.ui.report_view.history import HistoryPart
from crimint_desktop.ui.report_view.panels import RegradePanel, StepPanel
from crimint_desktop.ui.report_view.steps import StepButtons
from crimint_desktop.ui.report_view.tab_order import stops_in, tab_through
from crimint_desktop.ui.report_view.wording import logged_words
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.lifecycle import Step

_ROOMY = 52
"""Ems: a narrower page keeps the steps in a menu."""
NEWER = "A newer version has arrived."


class ReportViewPage(Page):
    """What is shown was logged before; after a change of one's own it is opened again, and logged again."""

    def __init__(
        self, record: str, acts: ReportViewActs, jobs: Jobs, *, opened: Opened | None = None, at_history: bool = False
    ) -> None:
        """Show ``opened`` at once where it is at hand, else open ``record``; ``at_history`` asks for its history."""
        super().__init__("Report", identifier="report")
        self.record = record
        self._may = acts
        self._jobs = jobs
        self._opened: Opened | None = None
        self._at_history = at_history
        self._opening = 0
        self._panel: RegradePanel | StepPanel | None = None
        self.reading = ReportReading(
            acts.setting, identifier="report.reading", full=True, regrade=self.regrade,
            open_file=lambda file: acts.open_file(record, file),
        )  # fmt: skip
        self.history = HistoryPart(acts.setting, self.ask_history)
        self._steps = StepButtons(self._take)
        self._edit = flat("Edit", self._press_edit, identifier="report.edit", icon="edit", spoken="Edit this report")
        self._show_history = flat("History", self.ask_history, identifier="report.show-history", icon="history")
        self._settle = flat(
            "Settle conflict", lambda: acts.settle(record), identifier="report.settle", icon="conflicts"
        )
        self._error = ErrorLine("report.problem")
        self._newer = Button("Show the newer version", self.reopen, identifier="report.newer")
        self._logged = Words("", quiet=True, wrap=True)
        self._reason = flat(
            "Reason…", acts.change_reason, identifier="report.reason", spoken="Reason…, change it"
        )  # fmt: skip
        self._build()
        self._answer_keys()
        if opened is not None:
            self.show_report(opened)
        else:
            self.reopen()

    # what others ask

    def reopen(self) -> None:
        """Open the report (again); the opening is logged before anything is shown."""
        self._opening += 1
        opening = self._opening

        def show(opened: Opened) -> None:
            if opening == self._opening:
                self.show_report(opened)

        self._jobs.when(self, self._may.open(self.record), show, self._failed, unavailable=self._failed)

    def show_report(self, opened: Opened) -> None:
        """Show a report whose opening has been logged."""
        focused_before = self._has_focus()
        self._opened = opened
        self._close_panel()
        report = opened.report
        version = f"Version {opened.version}" if opened.version else "Not sent yet"
        by = f", by {opened.by}" if opened.by else ""
        self.head.set_words(report.reference or "Report", f"{version}{by}")
        self.reading.show_report(opened)
        self.reading.show()
        self._foot.show()
        self._error.show_words("")
        self._newer.hide()
        self._edit.setVisible(opened.may_edit)
        self._settle.setVisible(opened.in_conflict)
        self._steps.show_steps(opened.offered)
        self._order_tabs()
        self._logged.setText(logged_words(opened, self._may.setting))
        self.say_marking(report.marking.text)
        self.say_counts(f"{len(report.items)} items" if len(report.items) != 1 else "1 item")
        if focused_before:
            self.reading.focus_reading()
        if self._at_history:
            self.ask_history()

    def records_changed(self, records: frozenset[str]) -> None:
        """Be told that records changed on this device: says so, and leaves what is being read as it is."""
        if self.record in records and self._opened is not None:
            self._newer.show()
            announce(self, NEWER)

    def regrade(self, item_id: str) -> None:
        """Open the panel that grades an item again, in place."""
        item = next((each for each in self.reading.items if each.item.id == item_id), None)
        if item is None or self._opened is None:
            return
        self._close_panel()
        panel = RegradePanel(
            item.number, item.item, self._may.setting.codes, keep=self._keep_grade, cancelled=self._cancel
        )  # fmt: skip
        self._open_panel(panel, item)

    def ask_history(self) -> None:
        """Ask the service for the history and put the keyboard there when it has come."""
        self._at_history = False
        if not self.history.isVisibleTo(self):
            self.history.show()
            self._history_line.show()
        self.history.show_waiting()
        future = self._may.history(self.record)
        self._jobs.when(self, future, self._show_versions, self._no_history, unavailable=self._no_history)

    # answers

    def _show_versions(self, lines: tuple[HistoryLine, ...]) -> None:
        self.history.show_versions(versions(lines, self._may.setting.codes))
        self._order_tabs()
        self._bring_into_sight(self.history)
        if lines:
            self.history.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _no_history(self, fault: Unavailable | Refused) -> None:
        says = _says(fault)
        self.history.show_problem(says)
        self._bring_into_sight(self.history)
        announce(self, says, assertive=True)

    def _failed(self, fault: Unavailable | Refused) -> None:
        says = _says(fault)
        self._error.show_words(says)
        if self._opened is None:
            self.reading.hide()
            self._foot.hide()
        announce(self, says, assertive=True)

    # what a person does

    def _press_edit(self) -> None:
        if self._opened is not None and self._opened.may_edit:
            self._may.edit(self.record)
        elif self._opened is not None and self._opened.may_regrade:
            self._regrade_current()
        else:
            announce(self, "You cannot edit this report as it stands.")

    def _regrade_current(self) -> None:
        if self._opened is None or not self._opened.may_regrade:
            announce(self, "You cannot grade this report again as it stands.")
            return
        if isinstance(self._panel, RegradePanel):
            self._panel.focus()
            return
        focused = self.focusWidget()
        items = self.reading.items
        here = next((each for each in items if focused is not None and each.isAncestorOf(focused)), None)
        if items:
            self.regrade((here or items[0]).item.id)

    def _keep_grade(self, panel: RegradePanel) -> None:
        grading, handling, reason = panel.value()
        future = self._may.regrade(self.record, panel.item.id, grading, handling, reason)

        def kept(_none: None) -> None:
            tell(self, f"Item {panel.number} graded. The earlier grade stays in the history.")
            self.reopen()

        self._send(panel, future, kept)

    def _take(self, step: Step) -> None:
        if step.needs_reason:
            self._close_panel()
            self._open_panel(StepPanel(step, take=self._take_with_reason, cancelled=self._cancel), None)
            return
        future = self._may.take_step(self.record, step.name, "")
        self._jobs.when(self, future, lambda _none: self._taken(step), self._failed, unavailable=self._failed)

    def _take_with_reason(self, panel: StepPanel) -> None:
        future = self._may.take_step(self.record, panel.step.name, panel.reason.text().strip())
        self._send(panel, future, lambda _none: self._taken(panel.step))

    def _taken(self, step: Step) -> None:
        tell(self, f"{step.words.rstrip('…')}: done here, and sent as soon as the service is reached.")
        self.reopen()

    def _press_release(self) -> None:
        """Release, unless a panel is open: its own Ctrl+Enter is the same key, and is what is meant then."""
        if self._panel is not None:
            self._panel.does.click()
        else:
            self._offered("release")

    def _offered(self, name: str) -> None:
        step = next((each for each in (self._opened.offered if self._opened else ()) if each.name == name), None)
        if step is None:
            announce(self, "This step is not offered with the report as it stands.")
        else:
            self._take(step)

    # the panels

    def _send(
        self, panel: RegradePanel | StepPanel, future: Future[None], done: Callable[[None], object]
    ) -> None:  # fmt: skip
        def refused(refusal: Refused) -> None:
            if panel is self._panel:
                panel.show_refused(refusal)

        def unavailable(fault: Unavailable) -> None:
            if panel is self._panel:
                panel.show_unavailable(fault.says)

        self._jobs.when(self, future, done, refused, unavailable=unavailable)

    def _open_panel(self, panel: RegradePanel | StepPanel, item: ItemReading | None) -> None:
        self._panel = panel
        if item is None:
            panel.setMaximumWidth(ems(FORM_WIDTH))
            self._above.addWidget(panel)
        else:
            item.rows.addWidget(panel)
        panel.show()
        self._order_tabs()
        panel.focus()
        self._bring_into_sight(panel)

    def _close_panel(self) -> None:
        if self._panel is not None:
            gone, self._panel = self._panel, None
            gone.hide()
            gone.setParent(None)
            gone.deleteLater()

    def _cancel(self) -> None:
        self._close_panel()
        self.focus_first()

    def _bring_into_sight(self, widget: QWidget) -> None:
        self._content.adjustSize()
        self._scroll.ensureWidgetVisible(widget, 0, u(4))

    def _has_focus(self) -> bool:
        return self._scroll.isAncestorOf(self.focusWidget() or self)

    def _order_tabs(self) -> None:
        above = stops_in(self._panel) if isinstance(self._panel, StepPanel) else []
        head = [self._settle, self._edit, self._show_history, *stops_in(self._steps)]
        tab_through(*head, self._newer, *above, *self.reading.stops(), *stops_in(self.history), self._reason)

    # how it is built

    def _build(self) -> None:
        for button in (self._settle, self._edit, self._show_history):
            self.head.add(button)
        self.head.add(self._steps)
        self._content = QWidget()
        rows = QVBoxLayout(self._content)
        rows.setContentsMargins(0, 0, 0, u(4))
        rows.setSpacing(0)
        self._above = QVBoxLayout()
        self._above.setContentsMargins(u(4), u(2), u(4), 0)
        self._above.addWidget(self._error)
        self._above.addWidget(self._newer, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(self._above)
        rows.addWidget(self.reading)
        self._history_line = Hairline()
        rows.addWidget(self._history_line)
        framed = QVBoxLayout()
        framed.setContentsMargins(u(4), u(4), u(4), 0)
        framed.addWidget(self.history)
        rows.addLayout(framed)
        rows.addStretch(1)
        self._scroll = Scroll(self._content, identifier="report.scroll")
        self._content.setAutoFillBackground(True)
        for ground in (self._content, self._scroll.viewport()):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
        self.set_body(self._scroll)
        self.add_bar(self._make_foot())
        self.history.hide()
        self._history_line.hide()
        self._settle.hide()
        self._edit.hide()
        self._newer.hide()

    def _make_foot(self) -> QWidget:
        self._foot = QWidget()
        row = Flow(self._foot)
        row.setContentsMargins(u(4), u(1), u(3), u(1))
        row.setSpacing(u(2))
        row.add(IconLabel("audit", quiet=True))
        self._logged.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        row.add(self._logged, basis=ems(14))
        row.add(self._reason)
        return self._foot

    def _answer_keys(self) -> None:
        self.does("report.edit", self._press_edit)
        self.does("report.history", self.ask_history)
        self.does("evaluate.grade", self._regrade_current)
        self.does("evaluate.release", self._press_release)
        self.does("evaluate.return", partial(self._offered, "return"))

    # what the window asks

    def focus_first(self) -> None:
        """Put the keyboard where reading starts."""
        if self._panel is not None:
            self._panel.focus()
        elif self._opened is not None:
            self.reading.focus_reading()

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the page before."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._may.done()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines of text short enough to read."""
        super().resizeEvent(event)
        self.reading.setMaximumWidth(ems(FORM_WIDTH) + 2 * u(4))
        if self._steps.set_compact(self.width() < ems(_ROOMY)):
            self._order_tabs()


def _says(fault: Unavailable | Refused) -> str:
    return fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
