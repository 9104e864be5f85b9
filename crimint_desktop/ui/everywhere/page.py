"""Search everywhere: asked only on Enter or with the button, because each search is logged here and at the service."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.everywhere import FoundHere, FoundPage
from crimint_desktop.actions.reading import ListQuery, Opened
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.everywhere import wording
from crimint_desktop.ui.everywhere.acts import EverywhereActs
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page, Scroll
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.reports.filters import Filters
from crimint_desktop.ui.reports.table import ReportTable
from crimint_desktop.ui.stack import Stack
from crimint_desktop.ui.tables import RowModel
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.marking import highest

__all__ = ["EverywherePage"]

_SEARCHING = "Asking the service…"
_OPENING = "Reading it at the service…"


class EverywherePage(Page):
    """Moving through what was found opens nothing; Enter opens, here or at the service."""

    def __init__(self, acts: EverywhereActs, jobs: Jobs) -> None:
        """Search nothing yet."""
        super().__init__("Search everywhere", identifier="everywhere", sentence=wording.EXPLAINED)
        self._may = acts
        self._jobs = jobs
        self._asked = 0
        self._query = ListQuery()
        self._found: FoundPage | None = None
        self._lines: tuple[FoundHere, ...] = ()
        self.filters = Filters(
            acts.setting.codes, acts.operations(), acts.units(), label="Search everywhere (Ctrl+F)", scope="everywhere"
        )
        self.filters.search.setAccessibleDescription("Enter searches at the service. Every search is logged.")
        self._model = RowModel(wording.COLUMNS, self)
        self.table = ReportTable(self._model, wording.COLUMNS, title="Found", identifier="everywhere.table")
        self._reason = Words("", quiet=True, wrap=True)
        self._change = flat("Change reason…", acts.change_reason, identifier="everywhere.reason")
        self._says = Words("", quiet=True, wrap=True)
        self._problem = ErrorLine("everywhere.problem")
        self._offer = Button("Search what is kept here", self._search_here, identifier="everywhere.instead")
        self._further = Button("Show more", self._ask_more, identifier="everywhere.more")
        self._build()
        self.table.on_open(self._open)
        self.filters.search.returnPressed.connect(self.search)
        self.filters.left.connect(self.focus_first)
        self.does("edit.find", self._to_search)

    # what the window and others ask

    def shown(self) -> None:
        """Say under which reason the next search is logged."""
        self._reason.setText(wording.reason_words(self._may.reason()))
        self.filters.set_choices(self._may.operations(), self._may.units())

    def focus_first(self) -> None:
        """Put the keyboard on what was found, else into the search field."""
        (self.table if self._lines else self.filters.search).setFocus(Qt.FocusReason.OtherFocusReason)

    def search(self) -> None:
        """Ask the service for what the field and the filters say."""
        now = self._may.setting.local(self._may.setting.now())
        self._query = replace(self.filters.query(now), text=self.filters.search.text().strip())
        self._ask("")

    # asking and answers

    def _ask(self, cursor: str) -> None:
        self._asked += 1
        asked = self._asked
        self.head.set_words("Search everywhere", _SEARCHING)
        self._jobs.when(
            self, self._may.search(self._query, cursor), partial(self._answered, asked, bool(cursor)),
            partial(self._failed, asked), unavailable=partial(self._failed, asked),
        )  # fmt: skip

    def _ask_more(self) -> None:
        if self._found is not None and self._found.cursor:
            self._ask(self._found.cursor)

    def _answered(self, asked: int, goes_on: bool, page: FoundPage) -> None:
        if asked != self._asked:
            return
        if goes_on and self._found is not None:
            page = replace(page, counted=self._found.counted, capped=self._found.capped)
        self._found = page
        self._lines = (*(self._lines if goes_on else ()), *page.lines)
        self._show_lines()
        words = wording.counted_words(page, self._lines)
        self.head.set_words("Search everywhere", words)
        self.say_counts(words)
        if self._lines and not goes_on:
            self.table.go_to_row(0)
            self.focus_first()
        announce(self.table if self._lines else self, words)

    def _show_lines(self) -> None:
        snippets = bool(self._query.text)
        self.table.set_two_lines(snippets)
        self.table.set_rows([wording.line(each, self._may.setting, snippets=snippets) for each in self._lines])
        self._say_state("" if self._lines else wording.NOTHING)
        self._further.setVisible(bool(self._found and self._found.cursor))
        markings = {each.hit.row.marking for each in self._lines}
        self.say_marking(highest(sorted(markings, key=lambda each: each.text)).text if markings else "")

    def _failed(self, asked: int, fault: Unavailable | Refused) -> None:
        if asked != self._asked:
            return
        away = isinstance(fault, Unavailable)
        says = fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
        self.head.set_words("Search everywhere", wording.EXPLAINED)
        words = wording.trouble(says, away=away)
        self._say_state("", problem=words, instead=away)
        announce(self, words, assertive=True)

    def _say_state(self, words: str, *, problem: str = "", instead: bool = False) -> None:
        self._says.setText(words)
        self._says.setVisible(bool(words))
        self._problem.show_words(problem)
        self._offer.setVisible(instead)
        if words or problem:
            self._further.hide()
        self._stack.setCurrentWidget(self._empty if words or problem else self.table)

    def _search_here(self) -> None:
        self._may.search_here(self.filters.search.text().strip())

    # opening

    def _open(self, record: str) -> None:
        found = next((each for each in self._lines if each.hit.row.id == record), None)
        if found is None:
            return
        if found.here:
            self._may.open_here(record)
            return
        self._asked += 1
        asked = self._asked
        self.head.set_words("Search everywhere", _OPENING)

        def show(opened: Opened) -> None:
            if asked == self._asked:
                self._back_to_counts()
                self._may.show_there(opened)

        def fail(fault: Unavailable | Refused) -> None:
            if asked == self._asked:
                says = fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
                self.head.set_words("Search everywhere", f"Not opened. {says}")
                announce(self.table, f"Not opened. {says}", assertive=True)

        self._jobs.when(self, self._may.open_there(record), show, fail, unavailable=fail)

    def _back_to_counts(self) -> None:
        if self._found is not None:
            self.head.set_words("Search everywhere", wording.counted_words(self._found, self._lines))

    def _to_search(self) -> None:
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    # how it is built

    def _build(self) -> None:
        self.head.add(self._change)
        self.head.add(Button("Search", self.search, identifier="everywhere.search-now", icon="search", default=True))
        why = QWidget()
        row = QHBoxLayout(why)
        row.setContentsMargins(u(4), 0, u(4), u(1))
        row.addWidget(self._reason, 1)
        says = QWidget()
        rows = QVBoxLayout(says)
        rows.setContentsMargins(u(4), u(1), u(4), u(1))
        rows.setSpacing(u(3))
        for each in (self._says, self._problem):
            rows.addWidget(each)
        rows.addWidget(self._offer, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        self._empty = Scroll(says, identifier="everywhere.says")
        self._stack = Stack()
        self._stack.setObjectName("everywhere.stack")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self._head_line.hide()
        for bar in (self.filters, why, Hairline()):
            self.add_bar(bar, lined=False)
        self.set_body(self._stack)
        foot = QWidget()
        at_foot = QHBoxLayout(foot)
        at_foot.setContentsMargins(u(4), u(1), u(4), u(1))
        at_foot.addWidget(self._further)
        at_foot.addStretch(1)
        self.add_bar(foot, lined=False)
        self._further.hide()
        self._say_state("Type what to search for and press Enter.")
