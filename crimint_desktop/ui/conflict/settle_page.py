"""One conflict: every clashing part, what was merged already, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.actions.conflicts import ConflictView
from crimint_desktop.ui.a11y import announce, tell
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.conflict.part import MINE, THEIRS, THIRD, PartView, Sides
from crimint_desktop.ui.conflict.wording import how_merged, is_text, name_of, when
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Page, Scroll, Section
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Refused
from crimint_domain.parts import Value

_LIST_FROM = 72
_FOOT_FROM_HEIGHT = 20
"""Ems: a lower page has no room for words beside its buttons."""
_MERGED = "merged"


@dataclass(frozen=True, slots=True)
class SettleActs:
    """What settling may do. ``done`` is told when the conflict is settled or put off."""

    settle: Callable[[str, Mapping[str, Value]], Future[None]]
    look_again: Callable[[str], object]
    open_report: Callable[[str], object]
    done: Callable[[], object]
    codes: CodeLists
    local: Callable[[datetime], datetime]
    single_keys: Callable[[], bool]
    one_column: Callable[[], bool]


class SettlePage(Page):
    """Nothing is preselected; Settle pressed early names what is missing and puts the keyboard there."""

    def __init__(self, view: ConflictView, acts: SettleActs, jobs: Jobs) -> None:
        """Show one conflict."""
        report, conflict = view.report, view.conflict
        super().__init__("Conflict", identifier="conflict", sentence=f"{report.reference}  {report.title}".strip())
        self._view = view
        self._may = acts
        self._jobs = jobs
        self.head.add(flat("Open report", lambda: acts.open_report(conflict.record), identifier="conflict.open-report"))
        sides = self._sides()
        self.parts = tuple(
            PartView(number, name_of(clash.part, report), clash, sides, acts.codes)
            for number, clash in enumerate(conflict.clashes, 1)
        )
        self._list = RowList(title="Parts to settle", identifier="conflict.parts", height=2.65)
        self._list.chosen.connect(self._go_to)
        self._error = ErrorLine("conflict.error")
        self._left = Words("", wrap=True)
        self._short = False
        self._settle = Button("Settle", self._press_settle, identifier="conflict.settle", default=True)
        self._build()
        self.marking = report.marking.text
        for part in self.parts:
            part.chosen.connect(self._count)
            part.set_one_column(acts.one_column())
        self._count()
        self.does("conflict.settle", self._press_settle)
        self.does("go.next-problem", lambda: self._next(1))
        self.does("go.previous-problem", lambda: self._next(-1))

    def _sides(self) -> Sides:
        conflict, local = self._view.conflict, self._may.local
        return Sides(
            f"Version {conflict.before_version}" if conflict.before_version else "Before both",
            f"You, {when(local(conflict.mine_since))}",
            f"{conflict.theirs_by}, {when(local(conflict.theirs_at))}",
        )

    def _build(self) -> None:
        content = QWidget()
        rows = self._page_rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(4))
        rows.addWidget(self._error)
        for part in self.parts:
            rows.addWidget(part)
            rows.addWidget(Hairline())
        rows.addWidget(self._merged())
        rows.addStretch(1)
        self._scroll = Scroll(content, identifier="conflict.scroll")
        self._list_pane = QWidget()
        side = QVBoxLayout(self._list_pane)
        side.setContentsMargins(0, u(3), 0, 0)
        side.addWidget(self._list)
        body = QWidget()
        columns = QHBoxLayout(body)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(0)
        columns.addWidget(self._list_pane)
        columns.addWidget(Hairline(upright=True))
        columns.addWidget(self._scroll, 1)
        self.set_body(body)
        self.add_bar(self._foot())

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = self._foot_row = QHBoxLayout(foot)
        row.setContentsMargins(u(4), u(2), u(4), u(2))
        row.setSpacing(u(2))
        row.addWidget(self._left, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(Button("Later", self._may.done, identifier="conflict.later", spoken="Settle later"))
        row.addWidget(self._settle)
        return foot

    def _merged(self) -> QWidget:
        merged = self._view.conflict.merged
        section = Section(
            "Already merged", identifier="conflict.merged",
            note=_others(len(merged)),
        )  # fmt: skip
        if merged:
            table = Table(
                (Column("Merged without you"), Column("How", 16)), title="Already merged",
                identifier="conflict.merged.table", whole=True,
            )  # fmt: skip
            table.set_rows(
                [
                    Row(each.part, (Cell(name_of(each.part, self._view.report)), Cell(how_merged(each))))
                    for each in merged
                ]
            )
            section.body.addWidget(table)
        return section

    # choosing

    def _count(self) -> None:
        open_parts = [part for part in self.parts if not part.is_chosen]
        rows = [Row(str(at), (_contents_cell(at + 1, part),)) for at, part in enumerate(self.parts)]
        merged = len(self._view.conflict.merged)
        note = f"{merged} {'change' if merged == 1 else 'changes'}, nothing to do"
        rows.append(Row(_MERGED, (Cell("Already merged", icon="check", second=note),)))
        self._list.set_rows(rows)
        kept = "Nothing is lost: what you do not choose stays in the report's history."
        count = len(open_parts)
        if not count:
            self._error.show_words("")
        self._left.setText(f"Choose for {count} more {'part' if count == 1 else 'parts'}. {kept}" if count else kept)
        self.say_counts(f"{len(self.parts) - count} of {len(self.parts)} chosen")

    def _go_to(self, key: str) -> None:
        if key == _MERGED:
            self._scroll.verticalScrollBar().setValue(self._scroll.verticalScrollBar().maximum())
        else:
            self._scroll.ensureWidgetVisible(self.parts[int(key)], 0, u(4))
            self.parts[int(key)].focus()

    def _next(self, step: int) -> None:
        now = next((at for at, part in enumerate(self.parts) if part.isAncestorOf(self.focusWidget() or self)), -1)
        order = [(now + step * distance) % len(self.parts) for distance in range(1, len(self.parts) + 1)]
        for at in order:
            if not self.parts[at].is_chosen:
                self._go_to(str(at))
                if at == now:
                    announce(self.parts[at], f"{self.parts[at].part_name} is not chosen yet")
                return
        announce(self, "Every part is chosen")

    def _press_settle(self) -> None:
        missing = [part for part in self.parts if not part.is_chosen]
        if missing:
            says = f"{missing[0].part_name} is not chosen yet."
            self._error.show_words(says)
            missing[0].focus()
            announce(missing[0], says, assertive=True)
            return
        choices = {part.clash.part: part.value() for part in self.parts}
        future = self._may.settle(self._view.conflict.id, choices)
        self._jobs.when(self, future, lambda _none: self._settled(), self._refused)

    def _settled(self) -> None:
        tell(self, "Settled. What was not chosen stays in the report's history.")
        self._may.done()

    def _refused(self, refused: Refused) -> None:
        says = refused.problems[0].says
        self._error.show_words(says)
        announce(self, says, assertive=True)
        self._may.look_again(self._view.conflict.id)

    # what the window asks

    def panes(self) -> tuple[QWidget, ...]:
        """The parts, then the list."""
        return (self._scroll, self._list_pane)

    def shown(self) -> None:
        """Stand in the columns that are chosen now."""
        for part in self.parts:
            part.set_one_column(self._may.one_column())

    def focus_first(self) -> None:
        """Put the keyboard on the first choice."""
        (self.parts[0] if self.parts else self).setFocus()
        if self.parts:
            self.parts[0].focus()

    # Qt's overrides

    def keyPressEvent(self, event: object) -> None:
        """M, T and W choose inside a part, where single keys are allowed."""
        keys = {Qt.Key.Key_M: MINE, Qt.Key.Key_T: THEIRS, Qt.Key.Key_W: THIRD}
        which = keys.get(event.key()) if self._may.single_keys() else None  # type: ignore[attr-defined]  # a QKeyEvent
        part = next((each for each in self.parts if each.isAncestorOf(self.focusWidget() or self)), None)
        if which and part is not None and (which != THIRD or is_text(part.clash.part)):
            part.choose(which)
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]  # as above

    def resizeEvent(self, event: object) -> None:
        """Leave the list out where there is no room for it; F8 goes through the parts."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        short = self.height() < ems(_FOOT_FROM_HEIGHT)
        if short != self._short:
            self._short = short
            # Where the window is low, what is left to do is said above the parts: it would take all the height below.
            if short:
                self._page_rows.insertWidget(0, self._left)
            else:
                self._foot_row.insertWidget(0, self._left, 1, Qt.AlignmentFlag.AlignVCenter)
        self._list_pane.setVisible(self.width() >= ems(_LIST_FROM) - ems(9.4))
        self._list_pane.setFixedWidth(ems(12))


def _others(count: int) -> str:
    if not count:
        return "Nothing else was changed."
    return "1 other change did not clash." if count == 1 else f"{count} other changes did not clash."


def _contents_cell(number: int, part: PartView) -> Cell:
    icon = "check" if part.is_chosen else "conflicts"
    return Cell(f"{number}  {part.part_name}", icon=icon, second=part.state_in_words())
