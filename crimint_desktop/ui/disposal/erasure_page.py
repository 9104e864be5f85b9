"""One proposal: what it is about, the word of a second person, and how far the erasure has gone."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from crimint_desktop.actions.disposal import Act, Erasure
from crimint_desktop.ui.a11y import announce, name, tell
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.disposal import wording
from crimint_desktop.ui.disposal.acts import DisposalActs
from crimint_desktop.ui.fields import ErrorLine, Field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Page, Scroll, Section
from crimint_desktop.ui.plain import Choice, Words, answered, question
from crimint_desktop.ui.report_view.facts import FactsText
from crimint_desktop.ui.tables import Table
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["ErasurePage"]

_REASON_HINT = "Needed to decline. It is kept, so name nobody."


class ErasurePage(Page):
    """Shows what the service said; after a decision, what it says then."""

    def __init__(self, erasure: Erasure, acts: DisposalActs, jobs: Jobs) -> None:
        """Show a proposal; the service has written down that it was shown."""
        super().__init__(wording.reference(erasure), identifier="erasure")
        self._may = acts
        self._jobs = jobs
        self._busy = False
        self.erasure = erasure
        self.facts = FactsText(identifier="erasure.facts")
        self.reason = TextArea(lines=(2, 6))
        self._reason_field = Field("Why not", self.reason, identifier="erasure.reason", hint=_REASON_HINT)
        self._error = ErrorLine("erasure.error")
        self._happens = Words("", wrap=True)
        self._gone = Words("", wrap=True, selectable=True)
        self._gone.setAccessibleIdentifier("erasure.gone")
        self.devices = Table(wording.DEVICES, title="Devices", identifier="erasure.devices", whole=True)
        self._progress = Section("How far it has gone", identifier="erasure.progress")
        for each in (self._gone, self.devices):
            self._progress.body.addWidget(each)
        self._read = Button("Read the report", self._read_it, identifier="erasure.read")
        self._confirm = Button("Erase the report…", self.ask_to_confirm, identifier="erasure.confirm")
        self._decline = Button("Decline", partial(self._decide, "decline"), identifier="erasure.decline")
        self._withdraw = Button("Withdraw", partial(self._decide, "withdraw"), identifier="erasure.withdraw")
        self._again = flat("Look again", self._look_again, identifier="erasure.again", icon="refresh")
        self.head.add(self._again)
        self._build()
        self.show_erasure(erasure)

    def show_erasure(self, erasure: Erasure) -> None:
        """Show how it stands now."""
        self.erasure = erasure
        self.head.set_words(wording.reference(erasure), wording.about(erasure, self._may.me))
        self.facts.show_facts(wording.facts(self._may, erasure))
        self._happens.setText(wording.what_happens(erasure))
        self._confirm.setText(f"{wording.confirm_words(erasure)}…")
        name(self._confirm, f"{wording.confirm_words(erasure)}…", identifier="erasure.confirm")
        waits, mine = erasure.state == "waiting", erasure.by == self._may.me
        for each in (self._reason_field, self._confirm, self._decline, self._happens):
            each.setVisible(waits and not mine)
        self._withdraw.setVisible(waits and mine)
        self._read.setVisible(erasure.line is not None and erasure.line.kind == "report")
        gone = erasure.state in ("erased", "overtaken", "restricted")
        self._progress.setVisible(gone)
        self._gone.setText(wording.gone_words(erasure))
        self.devices.setVisible(bool(erasure.devices))
        rows = [wording.device(self._may, each, str(at)) for at, each in enumerate(erasure.devices)]
        self.devices.set_rows(rows)
        self.say_marking(erasure.line.marking.partition(" · ")[0] if erasure.line is not None else "")
        left = sum(each.done_at is None for each in erasure.devices)
        self.say_counts(f"{left:,} of {len(erasure.devices):,} devices may still hold it" if gone else "")

    def focus_first(self) -> None:
        """Put the keyboard on what is proposed."""
        self.facts.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_to_confirm(self) -> QMessageBox:
        """Say what will happen, and ask; Enter and Esc do nothing."""
        title = self.erasure.line.title if self.erasure.line is not None else ""
        does = wording.confirm_words(self.erasure)
        choices = (Choice(does), Choice(wording.leave_words(self.erasure), default=True, escape=True))
        says = f"{does}: {wording.reference(self.erasure)}, “{title}”?"
        box = question(self, does, says, choices, detail=wording.what_happens(self.erasure))
        box.finished.connect(lambda _code: self._decide("confirm") if answered(box) == 0 else None)
        box.finished.connect(box.deleteLater)
        box.open()
        return box

    def _read_it(self) -> None:
        self._may.read(self.erasure.record)

    def _look_again(self) -> None:
        if not self._busy:
            self._busy = True
            asked = self._may.look(self.erasure.id)
            self._jobs.when(self, asked, self._looked, self._refused, unavailable=self._failed)

    def _looked(self, erasure: Erasure) -> None:
        self._busy = False
        self._show_problem(Problem("", ""))
        self.show_erasure(erasure)
        gone = erasure.state in ("erased", "restricted")
        announce(self, wording.gone_words(erasure) if gone else wording.about(erasure, self._may.me))

    def _decide(self, act: Act) -> None:
        if self._busy:
            return
        self._busy = True
        asked = self._may.decide(self.erasure, act, self.reason.text().strip())
        self._jobs.when(self, asked, self._decided, self._refused, unavailable=self._failed)

    def _decided(self, erasure: Erasure) -> None:
        self._busy = False
        self._show_problem(Problem("", ""))
        self.show_erasure(erasure)
        self.focus_first()
        tell(self, wording.confirmed_words(erasure, self._may.me))

    def _refused(self, refused: Refused) -> None:
        self._busy = False
        self._show_problem(refused.problems[0])

    def _failed(self, fault: Unavailable) -> None:
        self._busy = False
        self._show_problem(Problem("", fault.says))

    def _show_problem(self, problem: Problem) -> None:
        at_reason = problem.part == "reason"
        self._reason_field.show_problem(problem.says if at_reason else "")
        self._error.show_words("" if at_reason else problem.says)
        if problem.says:
            announce(self, problem.says, assertive=True)
        if at_reason:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(3))
        rows.addWidget(self.facts)
        rows.addWidget(self._progress)
        for each in (self._happens, self._reason_field, self._error):
            each.setMaximumWidth(ems(FORM_WIDTH))
            rows.addWidget(each)
        buttons = Flow()
        buttons.setSpacing(u(2))
        for button in (self._read, self._confirm, self._decline, self._withdraw):
            buttons.add(button)
        rows.addLayout(buttons)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="erasure.scroll"))
