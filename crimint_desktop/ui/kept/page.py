"""A change kept for one's unit, because its author had lost access when it arrived: take it over, or dismiss it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Page, Scroll
from crimint_desktop.ui.plain import Choice, Words, answered, question
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["KeptActs", "KeptPage", "KeptView"]

_WHAT = (
    "It was sent by somebody who has since lost access to the report, so it was not applied. Take it over as a draft "
    "of your own and use of it what is worth keeping, or dismiss it. Either way your reason stays at the service."
)
_DISMISSED = "What they set is deleted at the service. Nobody can bring it back. Your reason stays."


@dataclass(frozen=True, slots=True)
class KeptView:
    """A kept change: whose, of which report (its reference, or empty), and what they set, in words."""

    id: str
    author_name: str
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class KeptActs:
    """Each takes the reason and returns at once; the futures raise Refused (part ``reason``) and Unavailable.
    ``done`` leaves the page with a sentence."""

    take_over: Callable[[str], Future[str]]
    dismiss: Callable[[str], Future[None]]
    done: Callable[[str], object]


class KeptPage(Page):
    """What was set, why one decides as one does, and the two ways."""

    def __init__(self, kept: KeptView, acts: KeptActs, jobs: Jobs) -> None:
        """Show what was kept; the service has written down that it was shown."""
        about = f" for {kept.reference}" if kept.reference else ""
        super().__init__("Kept for you", identifier="kept", sentence=f"From {kept.author_name}{about}")
        self._may = acts
        self._jobs = jobs
        self._busy = False
        self.words = TextArea(lines=(4, 20))
        self.words.setPlainText(kept.words)
        self.words.setReadOnly(True)
        self.reason = TextArea(lines=(2, 6))
        self._reason_field = Field("Why", self.reason, identifier="kept.reason", required=True)
        self._error = ErrorLine("kept.error")
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.setSpacing(u(2.4))
        rows.addWidget(Words(_WHAT, wrap=True))
        for each in (Field("What they set", self.words, identifier="kept.words"), self._reason_field, self._error):
            rows.addWidget(each)
        buttons = Flow()
        buttons.setSpacing(u(2))
        buttons.add(Button("Take over as a draft", self._take_over, identifier="kept.take-over", default=True))
        buttons.add(Button("Dismiss…", self._ask_to_dismiss, identifier="kept.dismiss"))
        rows.addLayout(buttons)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="kept.scroll"))
        self.marking = "OFFICIAL-SENSITIVE"

    def _take_over(self) -> None:
        self._decide(self._may.take_over, "Taken over. It stands among your drafts.")

    def _ask_to_dismiss(self) -> None:
        """Say what will happen, and ask; Enter and Esc dismiss nothing."""
        if self._busy or not self._has_reason():
            return
        choices = (Choice("Dismiss it"), Choice("Keep it waiting", default=True, escape=True))
        box = question(self, "Dismiss", "Dismiss what was kept?", choices, detail=_DISMISSED)
        box.finished.connect(lambda _code: self._dismiss() if answered(box) == 0 else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _dismiss(self) -> None:
        self._decide(self._may.dismiss, "Dismissed. Your reason stays at the service.")

    def _has_reason(self) -> bool:
        if self.reason.toPlainText().strip():
            return True
        self._show(Problem("reason", "Say why you decide so."))
        return False

    def _decide(self, act: Callable[[str], Future[Any]], says: str) -> None:
        if self._has_reason() and not self._busy:
            self._busy = True
            reason = self.reason.toPlainText().strip()
            self._jobs.when(
                self, act(reason), lambda _done: self._may.done(says), self._refused, unavailable=self._failed
            )

    def _refused(self, refused: Refused) -> None:
        self._busy = False
        self._show(refused.problems[0])

    def _failed(self, fault: Unavailable) -> None:
        self._busy = False
        self._show(Problem("", fault.says))

    def _show(self, problem: Problem) -> None:
        at_reason = problem.part == "reason"
        self._reason_field.show_problem(problem.says if at_reason else "")
        self._error.show_words("" if at_reason else problem.says)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self.reason, problem.says, assertive=True)
