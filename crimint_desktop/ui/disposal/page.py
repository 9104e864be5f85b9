"""Disposal: what is proposed to be erased, and what came of it. Asked of the service whenever it is shown."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.disposal import Erasure
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.disposal import wording
from crimint_desktop.ui.disposal.acts import DisposalActs
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page, Scroll
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.stack import Stack
from crimint_desktop.ui.tables import Table
from crimint_domain.errors import Refused, Unavailable

__all__ = ["DisposalPage"]

_NOT_HERE = "Proposals are kept at the service alone: nothing can be proposed or confirmed without it."


class DisposalPage(Page):
    """One row for each proposal; Enter opens it."""

    def __init__(self, acts: DisposalActs, jobs: Jobs) -> None:
        """Ask when shown."""
        super().__init__("Disposal", identifier="disposal", sentence=wording.EXPLAINED)
        self._may = acts
        self._jobs = jobs
        self._asked = 0
        self._erasures: tuple[Erasure, ...] = ()
        self.head.add(flat("Look again", self.refresh, identifier="disposal.again", icon="refresh"))
        self.head.add(Button("Propose…", acts.new, identifier="disposal.propose", default=True, spoken=_PROPOSE))
        self.table = Table(wording.LISTED, title="Proposals", identifier="disposal.table")
        self.table.on_open(acts.open)
        self._says = Words("", quiet=True, wrap=True)
        self._problem = ErrorLine("disposal.problem")
        self._again = Button("Ask again", self.refresh, identifier="disposal.retry")
        says = QWidget()
        rows = QVBoxLayout(says)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(3))
        for each in (self._says, self._problem):
            rows.addWidget(each)
        rows.addWidget(self._again, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addStretch(1)
        self._empty = Scroll(says, identifier="disposal.says")
        self._stack = Stack()
        self._stack.setObjectName("disposal.stack")
        self._stack.addWidget(self.table)
        self._stack.addWidget(self._empty)
        self.set_body(self._stack)
        self._say(wording.ASKING)

    def shown(self) -> None:
        """Ask how things stand now."""
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the proposals, else where one is made."""
        if self._erasures:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().focus_first()

    def refresh(self) -> None:
        """Ask the service."""
        self._asked += 1
        if not self._erasures:
            self._say(wording.ASKING)
        failed = partial(self._failed, self._asked)
        answer = partial(self.show_erasures, self._asked)
        self._jobs.when(self, self._may.listed(), answer, failed, unavailable=failed)

    def show_erasures(self, asked: int, erasures: tuple[Erasure, ...]) -> None:
        """Show what the service said."""
        if asked != self._asked:
            return
        first, was = not self._erasures, self.table.current_key()
        on_page = self.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._erasures = erasures
        self.table.set_rows([wording.line(self._may, each) for each in erasures])
        words = wording.counted(self._may, erasures)
        self.say_counts(words if erasures else "")
        if not erasures:
            self._say(wording.NOTHING)
            announce(self, wording.NOTHING)
            return
        self._stack.setCurrentWidget(self.table)
        self.table.set_current_key(was or erasures[0].id)
        if first:
            announce(self.table, words)
            if on_page or self.window().focusWidget() is None:
                self.focus_first()

    def _failed(self, asked: int, fault: Unavailable | Refused) -> None:
        if asked != self._asked:
            return
        away = isinstance(fault, Unavailable)
        says = fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
        self._erasures = ()
        self.say_counts("")
        self._say("", f"{says} {_NOT_HERE}" if away else says, again=True)
        announce(self, f"{says} {_NOT_HERE}" if away else says, assertive=True)

    def _say(self, words: str, problem: str = "", *, again: bool = False) -> None:
        self._says.setText(words)
        self._says.setVisible(bool(words))
        self._problem.show_words(problem)
        self._again.setVisible(again)
        self._stack.setCurrentWidget(self._empty)


_PROPOSE = "Propose to erase or restrict…"
