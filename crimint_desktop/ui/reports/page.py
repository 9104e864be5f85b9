"""Reports: the newest first, filtered and searched, with the one that was opened beside the list."""

from __future__ import annotations

from concurrent.futures import Future
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.reading import Hit, ListQuery, Opened
from crimint_desktop.actions.reading import Page as Answer
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Page
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.reports import counting
from crimint_desktop.ui.reports.acts import ReportsActs
from crimint_desktop.ui.reports.filters import Filters
from crimint_desktop.ui.reports.model import BLOCK, ReportRows
from crimint_desktop.ui.reports.reading_pane import PaneActs, ReadingPane
from crimint_desktop.ui.reports.rows import row_for
from crimint_desktop.ui.reports.table import ReportTable
from crimint_desktop.ui.rows import Row
from crimint_desktop.ui.stack import Stack
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.marking import highest

_PANE_FROM, _WIDE_FROM = 62, 96
"""Ems of the page: from here the pane stands beside the list; from here it is wide."""
_PANE, _WIDE_PANE = 25.5, 31
_SLOW_MS = 1000
_REFRESHED_AT_MOST = 5000
"""Rows: a list scrolled further down than this is brought up to date when it is asked for anew."""


class ReportsPage(Page):
    """Moving opens nothing and logs nothing; Enter opens, Enter again opens in full, Esc goes back."""

    def __init__(self, acts: ReportsActs, jobs: Jobs) -> None:
        """Fill itself when shown."""
        super().__init__("Reports", identifier="reports")
        self._may = acts
        self._jobs = jobs
        self._query = ListQuery()
        self._asked = 0
        self._opening = 0
        self._waiting: Future[Answer] | None = None
        self._counted: Answer | None = None
        self._filled = False
        self._to_list_when_filled = False
        self._model = ReportRows(self._line, self._ask_rows, self)
        self.filters = Filters(acts.setting.codes, acts.operations(), acts.units())
        self.table = ReportTable(self._model)
        self.pane = ReadingPane(
            PaneActs(self._edit, partial(self._full, True), self._full, self._back_to_list, acts.change_reason),
            acts.setting,
        )
        self._clear = flat("Clear filters", self.clear_filters, identifier="reports.clear")
        self._nothing = Words("", quiet=True, wrap=True)
        self._problem = ErrorLine("reports.problem")
        self._again = Button("Try again", self.ask_again, identifier="reports.again")
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._say_slow)
        self._build()
        self._connect()

    # what the window and others ask

    def shown(self) -> None:
        """Bring the list up to date."""
        self.filters.set_choices(self._may.operations(), self._may.units())
        if self._filled:
            self.refresh()
        else:
            self.ask_again()

    def focus_first(self) -> None:
        """Put the keyboard on the current row."""
        listed = self._stack.currentWidget() is self.table
        self._to_list_when_filled = not listed and not self._filled
        (self.table if listed else self.filters.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> tuple[QWidget, ...]:
        """The list with its filters, then what is open."""
        return (self._main, self.pane.words)

    def records_changed(self, records: frozenset[str]) -> None:
        """Be told that records changed on this device (empty: any may have); moves neither focus nor selection."""
        opened = self.pane.opened
        if opened is not None and opened.report.id in records:
            self.pane.say_newer()
        self.refresh()

    def refresh(self) -> None:
        """Bring the rows up to date in place. A search for words is not repeated by itself: each one is logged."""
        seen = self.table.rowAt(self.table.viewport().height() - 1)
        wanted = -(-(seen + 1 if seen >= 0 else self._model.rowCount()) // BLOCK) * BLOCK
        if self._query.text or self._waiting is not None or wanted > _REFRESHED_AT_MOST:
            return
        self._asked += 1
        future = self._may.rows(self._query, None, max(BLOCK, wanted))
        self._jobs.when(self, future, partial(self._refreshed, self._asked), unavailable=lambda _fault: None)

    def ask_again(self) -> None:
        """Ask for what the filters say, from the beginning; an answer to an earlier question is dropped."""
        self.stop()
        self._query = self.filters.query(self._may.setting.local(self._may.setting.now()))
        self._slow.start()
        self._waiting = self._may.rows(self._query, None, BLOCK)
        self._jobs.when(
            self, self._waiting, partial(self._answered, self._asked),
            partial(self._failed, self._asked), unavailable=partial(self._failed, self._asked),
        )  # fmt: skip

    def stop(self) -> None:
        """Stop waiting for an answer; what was shown stays."""
        self._asked += 1
        self._slow.stop()
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def clear_filters(self) -> None:
        """Let everything through again."""
        had_focus = self._clear.hasFocus()
        self.filters.clear()
        if had_focus:
            self.focus_first()

    def open_current(self) -> None:
        """Open the report of the current row."""
        self._open(self.table.current_key())

    # answers

    def _answered(self, asked: int, page: Answer) -> None:
        if asked != self._asked:
            return
        self._slow.stop()
        self._waiting = None
        self._filled = True
        self.table.set_two_lines(bool(self._query.text))
        self._model.start_over(page)
        self._show_counts(page)
        self._show_list_or(counting.nothing(self.filters.is_filtering()) if not page.hits else "")
        if page.hits:
            self.table.go_to_row(0)
            self.table.scrollToTop()
        if self.isVisible():
            announce(self.table if page.hits else self, counting.spoken(page))

    def _refreshed(self, asked: int, page: Answer) -> None:
        if asked != self._asked:
            return
        top = self.table.rowAt(0)
        first = self._model.hit(top)
        self._model.show_page(page)
        if first is not None and top > 0:
            now = self._model.row_of(first.row.id)
            if now >= 0:
                self.table.verticalScrollBar().setValue(now)
        self._show_counts(page)
        self._show_list_or(counting.nothing(self.filters.is_filtering()) if not page.hits else "")
        if page.hits and not self.table.currentIndex().isValid():
            self.table.go_to_row(0)

    def _failed(self, asked: int, fault: Unavailable | Refused) -> None:
        if asked != self._asked:
            return
        self._slow.stop()
        self._waiting = None
        says = counting.failed(fault)
        self._show_list_or("", problem=says)
        self.head.set_words("Reports", "")
        announce(self, says, assertive=True)

    def _ask_rows(self, first: int, before: int | None, limit: int) -> None:
        asked = self._asked
        future = self._may.rows(self._query, before, limit)

        def take(page: Answer) -> None:
            if asked == self._asked and not self._model.take(first, page):
                self.ask_again()

        self._jobs.when(self, future, take, unavailable=lambda _fault: self._model.failed(first))

    def _say_slow(self) -> None:
        self.head.set_words("Reports", counting.SEARCHING)
        announce(self, counting.SEARCHING)

    def _show_stopped(self) -> None:
        if self._counted is not None:
            self._show_counts(self._counted)
        else:
            self.head.set_words("Reports", "Stopped.")
        announce(self, "Stopped.")

    def _show_counts(self, page: Answer) -> None:
        self._counted = page
        filtering = self.filters.is_filtering()
        self.head.set_words("Reports", counting.sentence(page, self._may.held(), filtering=filtering))
        self._clear.setVisible(filtering)
        self.say_counts(counting.spoken(page))
        self._say_highest()

    def _say_highest(self) -> None:
        shown = {hit.row.marking for hit in self._counted.hits} if self._counted is not None else set()
        if self.pane.opened is not None:
            shown.add(self.pane.opened.report.marking)
        self.say_marking(highest(sorted(shown, key=lambda each: each.text)).text if shown else "")

    def _show_list_or(self, nothing: str, *, problem: str = "") -> None:
        self._nothing.setText(nothing)
        self._nothing.setVisible(bool(nothing))
        self._problem.show_words(problem)
        self._again.setVisible(bool(problem))
        at_work = self.focusWidget() in (self.table, self._again)
        self._stack.setCurrentWidget(self._empty if nothing or problem else self.table)
        untouched = self._to_list_when_filled and not self.filters.search.text()
        if at_work or (untouched and self._filled):
            self.focus_first()

    # opening

    def _open(self, record: str, *, then_full: bool = False) -> None:
        opened = self.pane.opened
        if not record:
            return
        if opened is not None and opened.report.id == record and self.pane.is_newest:
            self._full()
            return
        self._opening += 1
        opening = self._opening

        def show(answer: Opened) -> None:
            if opening == self._opening:
                self._show_opened(answer, then_full=then_full)

        def fail(fault: Unavailable | Refused) -> None:
            if opening == self._opening:
                self._not_opened(counting.failed(fault))

        self._jobs.when(self, self._may.open(record), show, fail, unavailable=fail)

    def _show_opened(self, opened: Opened, *, then_full: bool) -> None:
        self.pane.show_report(opened)
        self._say_highest()
        if then_full:
            self._full()
            return
        if self.detail_fits():
            announce(self.table, f"Opened {opened.report.reference}. F6 goes to it, Enter opens it in full.")
        else:
            self.show_detail()
            self.pane.show_way_back(True)
            self.pane.reading.focus_reading()

    def _not_opened(self, says: str) -> None:
        self.pane.show_problem(says)
        self._say_highest()
        if not self.detail_fits():
            self.head.set_words("Reports", says)
        announce(self.table, says, assertive=True)

    def _full(self, at_history: bool = False) -> None:
        current, opened = self.table.current_key(), self.pane.opened
        reading = self.pane.isAncestorOf(self.focusWidget() or self)
        if opened is not None and (reading or opened.report.id == current):
            self._may.open_full(opened, at_history)
        elif opened is not None and at_history:
            self._may.open_full(opened, True)
        else:
            self._open(current, then_full=True)

    def _edit(self) -> None:
        opened = self.pane.opened
        if opened is None:
            announce(self, "Nothing is open. Enter opens the current row.")
        elif not opened.may_edit:
            announce(self, counting.not_editable(opened))
        else:
            self._may.edit(opened.report.id)

    def _back_to_list(self) -> None:
        self.show_detail(False)
        self.pane.show_way_back(False)
        self.focus_first()

    def _find(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def _typed(self, text: str) -> None:
        if text:
            self.head.set_words("Reports", "Enter searches. Every search is logged.")
        elif self._counted is not None:
            self._show_counts(self._counted)

    # how it is built

    def _line(self, hit: Hit) -> Row:
        return row_for(hit, self._may.setting, snippets=bool(self._query.text))

    def _build(self) -> None:
        self.head.add(self._clear)
        self.head.add(Button("New report", self._may.new_report, identifier="reports.new", icon="plus"))
        self._clear.hide()
        self._empty = QWidget()
        rows = QVBoxLayout(self._empty)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(3))
        rows.addWidget(self._nothing)
        rows.addWidget(self._problem)
        rows.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        self._stack = Stack()
        self._stack.setObjectName("reports.stack")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._head_line.hide()
        self.add_bar(self.filters, lined=False)
        self.add_bar(Hairline(), lined=False)
        self.set_body(self._stack)
        self._stack.setCurrentWidget(self._empty)
        self._again.hide()
        self.set_detail(self.pane, width=_PANE, needs=_PANE_FROM)

    def _connect(self) -> None:
        self.filters.changed.connect(self.ask_again)
        self.filters.typed.connect(self._typed)
        self.filters.left.connect(self.focus_first)
        self.table.on_open(self._open)
        self.does("report.new", self._may.new_report)
        self.does("report.open", self._full)
        self.does("report.edit", self._edit)
        self.does("report.history", partial(self._full, True))
        self.does("edit.find", self._find)
        self.does("edit.clear-filters", self.clear_filters)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops a search, else goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            if self._waiting is not None:
                self.stop()
                self._show_stopped()
            else:
                self._back_to_list()
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the pane more room on a wide page, and the columns what is left."""
        self._detail_width = _WIDE_PANE if self.width() >= ems(_WIDE_FROM) else _PANE
        super().resizeEvent(event)
        self.pane.show_way_back(not self.detail_fits())
