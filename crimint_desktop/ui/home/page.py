"""Home: what needs you, your drafts, what waits to be sent, what is kept here, what you opened last."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.home import Elsewhere, HomeView
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.home import lines
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, target, u
from crimint_desktop.ui.offline.wording import held_line
from crimint_desktop.ui.page import Page, Scroll, Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.tables import Column, Table

_TWO_COLUMNS_FROM = 62
_REASON_FROM = 26
_TITLE_FROM = 14
_CONFLICT, _REPORT, _DRAFT, _KEPT, _OLD = "conflict", "report", "draft", "kept", "old"


@dataclass(frozen=True, slots=True)
class HomeActs:
    """What Home may do. ``sentence`` greets; ``local`` turns UTC into this computer's time; ``elsewhere`` asks the
    service what it alone knows to wait for this person; ``tell`` says a sentence in the status bar, and aloud."""

    look: Callable[[], Future[HomeView]]
    open_report: Callable[[str], object]
    edit: Callable[[str], object]
    settle: Callable[[str], object]
    new_report: Callable[[], object]
    change_reason: Callable[[], object]
    sentence: Callable[[], str]
    local: Callable[[datetime], datetime]
    now: Callable[[], datetime]
    offline: Callable[[], object] = lambda: None
    elsewhere: Callable[[], Future[Elsewhere]] | None = None
    open_kept: Callable[[str], object] = lambda _kept: None
    tell: Callable[[str], object] = lambda _words: None


class HomePage(Page):
    """Everything that waits, each block with one action; an empty block keeps its place and says so."""

    def __init__(self, acts: HomeActs, jobs: Jobs) -> None:
        """Fill itself when shown, and again when told that something changed."""
        super().__init__("Home", identifier="home", sentence=acts.sentence())
        self._may = acts
        self._jobs = jobs
        self._asked = 0
        self._view = HomeView((), (), (), (), (), ())
        self._elsewhere = Elsewhere()
        self._compact: bool | None = None
        self._focus_when_filled = False
        self._reason = flat("Change reason…", acts.change_reason, identifier="home.reason")
        self.head.add(self._reason)
        self.head.add(Button("New report", acts.new_report, identifier="home.new", icon="plus", default=True))
        self.needs = _Block(
            "Needs you", "needs", (Column("What"), Column("Why it waits for you", 26), Column("Since", 7))
        )
        self.drafts = _Block(
            "Your drafts", "drafts", (Column("Title"), Column("Saved", 6), Column("Items", 4, figures=True))
        )
        self.waiting = _Block("Waiting to be sent", "waiting", (Column("Change"), Column("State", 14)))
        self.recent = _Block("Recent", "recent", (Column("Report"), Column("Grading", 7), Column("State", 8)))
        another = flat("New report", acts.new_report, identifier="home.drafts.new", spoken="New report, a draft")
        self.drafts.add_action(another)
        self.needs.table.on_open(self._open)
        self.drafts.table.on_open(acts.edit)
        self.waiting.table.on_open(self._open_waiting)
        self.recent.table.on_open(acts.open_report)
        self.offline = _Line("Offline", "offline")
        self.offline.add_action(
            flat("Choose…", acts.offline, identifier="home.offline.choose", spoken="Choose what is kept on this device")
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(u(5))
        self._grid.setVerticalSpacing(u(5))
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.addLayout(self._grid)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="home.scroll"))
        self.does("report.new", acts.new_report)
        self._lay_out()
        QWidget.setTabOrder(another, self.drafts.table)  # it stands above the table
        self.show_view(self._view)

    def refresh(self) -> None:
        """Ask again for what waits; only the newest answer is shown."""
        self._asked += 1
        asked = self._asked
        self._jobs.when(self, self._may.look(), lambda view: self.show_view(view) if asked == self._asked else None)

    def show_view(self, view: HomeView) -> None:
        """Show what waits."""
        self._view = view
        told = lines.Told(self._may.local, self._may.now())
        needs = lines.needs(view, told, self._elsewhere)
        self.needs.show_rows(needs, lines.needs_note(needs), "Nothing waits for you.")
        self.drafts.show_rows(lines.drafts(view, told), "Only you can see them", "No drafts. Ctrl+N starts a report.")
        self.waiting.show_rows(lines.waiting(view, told), lines.waiting_note(view), "Everything has been sent.")
        self.recent.show_rows(lines.recent(view), "", "Nothing opened yet on this device.")
        self.offline.show_words(held_line(view.here, self._may.local, self._may.now()))
        if self._focus_when_filled and self.isVisible():
            self.focus_first()

    def show_elsewhere(self, elsewhere: Elsewhere) -> None:
        """Show what the service told beside what is known here."""
        self._elsewhere = elsewhere
        self.show_view(self._view)

    def _open(self, key: str) -> None:
        kind, _, rest = key.partition(":")
        ways: dict[str, Callable[[str], object]] = {
            _CONFLICT: self._may.settle, _REPORT: self._may.open_report, _DRAFT: self._may.edit,
            _KEPT: self._may.open_kept, _OLD: self._say_whose,
        }  # fmt: skip
        ways[kind](rest)

    def _say_whose(self, name: str) -> None:
        self._may.tell(f"{name} can be opened by its author only. Speak to them.")

    def _open_waiting(self, key: str) -> None:
        self._may.open_report(key.partition(":")[2])

    def _lay_out(self) -> None:
        # Where there is no room, Ctrl+R and the Tools menu still change the reason.
        self._reason.setVisible(self.width() >= ems(_REASON_FROM))
        compact = self.width() < ems(_TWO_COLUMNS_FROM)
        if compact == self._compact:
            return
        self._compact = compact
        places = (
            (self.needs, 0, 0, 1), (self.drafts, 1, 0, 1), (self.waiting, 2, 0, 1), (self.recent, 3, 0, 1),
            (self.offline, 4, 0, 1),
        ) if compact else (
            (self.needs, 0, 0, 2), (self.drafts, 1, 0, 1), (self.waiting, 1, 1, 1), (self.recent, 2, 0, 2),
            (self.offline, 3, 0, 2),
        )  # fmt: skip
        for block, row, column, span in places:
            self._grid.removeWidget(block)
            self._grid.addWidget(block, row, column, 1, span)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 0 if compact else 1)

    # what the window asks

    def shown(self) -> None:
        """Show what waits now."""
        self.head.set_words("Home", self._may.sentence())
        self.refresh()
        if self._may.elsewhere is not None:
            # Without the service there is nothing of this to be told, and that it is away is said elsewhere.
            asked = self._may.elsewhere()
            self._jobs.when(self, asked, self.show_elsewhere, lambda _no: None, unavailable=lambda _fault: None)

    def focus_first(self) -> None:
        """Put the keyboard where something waits."""
        self._focus_when_filled = False
        for block in (self.needs, self.drafts, self.waiting, self.recent):
            if block.table.isVisibleTo(self):
                block.table.setFocus()
                return
        super().focus_first()
        self._focus_when_filled = True

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)
        self._lay_out()


class _Line(Section):
    """A titled sentence."""

    def __init__(self, title: str, key: str) -> None:
        super().__init__(title, identifier=f"home.{key}")
        self._head.set_strut(target(1.6))
        self._words = Words("", wrap=True)
        self.body.addWidget(self._words)

    def show_words(self, words: str) -> None:
        """Show another sentence."""
        self._words.setText(words)


class _Block(Section):
    """A titled table that keeps its place when there is nothing in it."""

    def __init__(self, title: str, key: str, columns: tuple[Column, ...]) -> None:
        super().__init__(title, identifier=f"home.{key}")
        self._head.set_strut(target(1.6))
        self._rows: tuple[lines.Row, ...] = ()
        self._others = len(columns) - 1
        self._beside_from = _TITLE_FROM + sum(column.width or 0 for column in columns)
        self._narrow: bool | None = None
        self.table = Table(columns, title=title, identifier=f"home.{key}.table", whole=True)
        self._nothing = Words("", quiet=True, wrap=True)
        self.body.addWidget(self.table)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)

    def show_rows(self, rows: tuple[lines.Row, ...], note: str, nothing: str) -> None:
        """Show these rows, or the sentence that there are none."""
        self.set_note(note if rows else "")
        had_focus = self.table.hasFocus()
        self._rows = rows
        self._fill()
        self.table.setVisible(bool(rows))
        self._nothing.setText("" if rows else nothing)
        self._nothing.setVisible(not rows)
        if had_focus and not rows:
            self.window().setFocus()

    def _fill(self) -> None:
        self.table.set_rows([lines.in_two_lines(row) for row in self._rows] if self._narrow else self._rows)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the further columns beneath the first where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < ems(self._beside_from)
        if narrow != self._narrow:
            self._narrow = narrow
            for column in range(1, self._others + 1):
                self.table.setColumnHidden(column, narrow)
            self.table.set_two_lines(narrow)
            self._fill()
