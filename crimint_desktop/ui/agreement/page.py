"""In step: whether this device and the service hold the same, what waits and why, and what came of each round."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.agreement import AgreementView
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.agreement import lines
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.home.lines import Told
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.page import Page, Scroll, Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.tables import Column, Table

__all__ = ["AgreementActs", "AgreementPage"]


@dataclass(frozen=True, slots=True)
class AgreementActs:
    """What the page may do. ``state`` is the sentence of the status line. ``save`` asks where to write the report for
    the administrator, writes it, and gives back what came of it in a sentence; nothing if nobody chose a place."""

    look: Callable[[], Future[AgreementView]]
    state: Callable[[], str]
    open_report: Callable[[str], object]
    round_now: Callable[[], object]
    save: Callable[[AgreementView, str], str]
    local: Callable[[datetime], datetime]
    now: Callable[[], datetime]


class AgreementPage(Page):
    """Looks again whenever it is shown or a round has ended."""

    def __init__(self, acts: AgreementActs, jobs: Jobs) -> None:
        """Fill itself when shown."""
        super().__init__(
            "In step", identifier="agreement", sentence="Whether this device and the service hold the same"
        )
        self._may = acts
        self._jobs = jobs
        self._view = AgreementView((), (), ())
        self._asked = False
        self.head.add(flat("Save a report…", self._save, identifier="agreement.save"))
        self.head.add(Button("Compare now", self._compare, identifier="agreement.round", icon="refresh", default=True))
        self._state = Words("", wrap=True, selectable=True)
        self._state.setAccessibleIdentifier("agreement.state")
        self._over_shared = Words("", role=Type.STRONG, wrap=True, selectable=True)
        self._over_shared.setAccessibleIdentifier("agreement.over-shared")
        self._waiting = _table("Waiting and refused", "waiting", _WAITING, two_lines=True)
        self._waiting.on_open(lambda key: acts.open_report(key.partition(":")[2]))
        self._folders = _table("Folders held here", "folders", _FOLDERS)
        self._rounds = _table("Rounds, newest first", "rounds", _ROUNDS)
        self._sections = {
            "waiting": _section("Waiting and refused", "waiting", self._waiting),
            "folders": _section("Held here", "folders", self._folders),
            "rounds": _section("What came of the rounds", "rounds", self._rounds),
        }
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(u(4), u(4), u(4), u(4))
        column.setSpacing(u(6))
        column.addWidget(self._state)
        column.addWidget(self._over_shared)
        for section in self._sections.values():
            column.addWidget(section)
        column.addStretch(1)
        self.set_body(Scroll(content, identifier="agreement.scroll"))
        self.show_view(self._view)

    def refresh(self) -> None:
        """Ask again."""
        self._jobs.when(self, self._may.look(), self._answered)

    def _answered(self, view: AgreementView) -> None:
        self.show_view(view)
        if self._asked and self.isVisible():
            self._asked = False
            self.focus_first()

    def show_view(self, view: AgreementView) -> None:
        """Show how it stands."""
        self._view = view
        told = Told(self._may.local, self._may.now())
        self._state.setText(self._may.state())
        self._over_shared.setText(lines.over_shared(view))
        self._over_shared.setVisible(bool(view.over_shared))
        self._waiting.set_rows(lines.waiting(view, told))
        self._folders.set_rows(lines.folders(view))
        self._rounds.set_rows(lines.rounds(view, told, lambda at: f"{self._may.local(at):%H:%M}"))
        for key, rows in (("waiting", view.waiting), ("folders", view.folders), ("rounds", view.rounds)):
            self._sections[key].setVisible(bool(rows))
        self.say_counts(lines.waiting_note(view))

    def _compare(self) -> None:
        self._may.round_now()  # which says so

    def _save(self) -> None:
        said = self._may.save(self._view, self._may.state())
        if said:
            announce(self, said)

    # what the window asks

    def shown(self) -> None:
        """Show how it stands now, the keyboard on it as soon as it is known."""
        self._asked = True
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on what waits, or on the button that compares."""
        table = next((each for each in (self._waiting, self._folders, self._rounds) if each.isVisibleTo(self)), None)
        if table is not None:
            table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()


_WAITING = (Column("Record", 15), Column("Why, and what to do"))
_FOLDERS = (Column("Folder"), Column("Records", 7, figures=True), Column("Streams", 7, figures=True))
_ROUNDS = (
    Column("When", 9), Column("What came of it"), Column("Sent", 5, figures=True),
    Column("Received", 6, figures=True), Column("Rounds", 6, figures=True),
)  # fmt: skip


def _table(title: str, key: str, columns: tuple[Column, ...], *, two_lines: bool = False) -> Table:
    return Table(columns, title=title, identifier=f"agreement.{key}.table", whole=True, two_lines=two_lines)


def _section(title: str, key: str, table: Table) -> Section:
    section = Section(title, identifier=f"agreement.{key}")
    section.body.addWidget(table)
    return section
