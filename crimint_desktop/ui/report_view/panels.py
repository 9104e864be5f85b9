"""Panels that open in place: grading an item again, and taking a step that needs a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.grading import GradingControl
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Refused
from crimint_domain.grading import CURRENT_SCHEME, Grading
from crimint_domain.handling import Handling
from crimint_domain.lifecycle import Step
from crimint_domain.report import Item

_REASON_HINT: Final = "It stays in the report's history."
_STEP_HINT: Final = "Your reason stays in the report's history."
_ERASES: Final = "dispose"
_CLOSED: Final = (
    "The report is closed for good: nobody can change, evaluate or release it any more. It can still be read."
)
WHAT_HAPPENS: Final[Mapping[str, str]] = {
    "return": "The author can change the report and submit it again.",
    "withdraw": _CLOSED,
    "duplicate": _CLOSED,
    "send-on": _CLOSED,
    "reject": _CLOSED,
    "archive": "The report can be read as before. It cannot be released again, and stays until it is disposed of.",
    _ERASES: (
        "The report is erased at the service and on every device: its text, its files and its history. Nobody can "
        "bring it back."
    ),
}
"""What each step that asks for a reason does; said with the field, before anything is done."""


class _Panel(QWidget):
    """A title, what is asked, and two buttons; problems stand at their fields, and the keyboard goes to the first."""

    def __init__(
        self, title: str, identifier: str, does: Button, cancelled: Callable[[], object], hint: str = _REASON_HINT
    ) -> None:  # fmt: skip
        super().__init__()
        self.setObjectName(identifier)
        self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, u(1), 0, u(1))
        self.body.setSpacing(u(2))
        self.body.addWidget(Words(title, role=Type.STRONG))
        self._error = ErrorLine(f"{identifier}.error")
        self.reason = TextArea(lines=(2, 6))
        self.reason_field = Field(
            "Why", self.reason, identifier=f"{identifier}.reason", hint=hint, required=True
        )  # fmt: skip
        self.does = does
        buttons = Flow()
        buttons.setSpacing(u(2))
        buttons.add(does)
        buttons.add(Button("Cancel", cancelled, identifier=f"{identifier}.cancel"))
        self._cancelled = cancelled
        self._buttons = buttons

    def _finish(self) -> None:
        self.body.addWidget(self.reason_field)
        self.body.addWidget(self._error)
        self.body.addLayout(self._buttons)

    def show_unavailable(self, says: str) -> None:
        """Say what the world did; what was typed stays."""
        self._error.show_words(says)
        announce(self, says, assertive=True)

    def _show_general(self, refused: Refused, known: tuple[str, ...]) -> None:
        general = [each.says for each in refused.problems if each.part not in known]
        self._error.show_words(" ".join(general))
        said = next((each.says for each in refused.problems if each.part == "reason"), "")
        self.reason_field.show_problem(said)
        announce(self, refused.problems[0].says, assertive=True)

    # Qt's overrides

    def keyPressEvent(self, event: object) -> None:
        """Ctrl+Enter does it, Esc cancels."""
        key, modifiers = event.key(), event.modifiers()  # type: ignore[attr-defined]  # a QKeyEvent, named loosely
        if key == Qt.Key.Key_Escape and not modifiers:
            self._cancelled()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and modifiers == Qt.KeyboardModifier.ControlModifier:
            self.does.click()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]  # as above


class RegradePanel(_Panel):
    """Weighs one item again. Starts from the grade as it is; an older scheme's grade stays beside it, unconverted."""

    def __init__(
        self, number: int, item: Item, codes: CodeLists, *, keep: Callable[[RegradePanel], object],
        cancelled: Callable[[], object],
    ) -> None:  # fmt: skip
        """Offer the grade of ``item``; ``keep`` is told when it should be kept."""
        button = Button("Keep this grade", lambda: keep(self), identifier="report.regrade.keep", default=True)
        super().__init__(f"Grade item {number} again", "report.regrade", button, cancelled)
        self.item = item
        self.number = number
        self.control = GradingControl(codes, identifier="report.regrade.grading")
        self.control.call(f"Item {number}")
        current = item.grading is None or item.grading.scheme == CURRENT_SCHEME
        self.control.set_value(item.grading if current else None, item.handling if current else None)
        self.body.addWidget(self.control)
        self._finish()

    def value(self) -> tuple[Grading, Handling, str]:
        """Give the grade, the handling and the reason as they stand, finished or not."""
        grading = self.control.grading() or Grading(CURRENT_SCHEME)
        return grading, self.control.handling() or Handling(CURRENT_SCHEME), self.reason.text().strip()

    def focus(self) -> None:
        """Put the keyboard into the code."""
        self.control.focus_code()

    def show_refused(self, refused: Refused) -> None:
        """Show each problem at its field and go to the first."""
        by_part = {each.part: each.says for each in refused.problems}
        self.control.show_problems(by_part.get("grading", ""), by_part.get("handling", ""))
        self._show_general(refused, ("grading", "handling", "reason"))
        if by_part.keys() & {"grading", "handling"}:
            self.control.focus_problem()
        elif "reason" in by_part:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)


class StepPanel(_Panel):
    """Says what a step does, and asks why it is taken."""

    def __init__(
        self, step: Step, *, take: Callable[[StepPanel], object], cancelled: Callable[[], object]
    ) -> None:  # fmt: skip
        """Ask for the reason of ``step``; ``take`` is told when it should be taken."""
        words = step.words.rstrip("…")
        button = Button(words, lambda: take(self), identifier="report.step.take", default=True)
        happens = WHAT_HAPPENS.get(step.name, "")
        kept = "" if step.name == _ERASES else _STEP_HINT
        hint = " ".join(each for each in (happens, kept) if each)
        super().__init__(_ASKED.get(step.name, words), "report.step", button, cancelled, hint)
        self.step = step
        self._finish()

    def focus(self) -> None:
        """Put the keyboard where the reason is written."""
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_refused(self, refused: Refused) -> None:
        """Show each problem at its field and go to the first."""
        self._show_general(refused, ("reason",))
        self.focus()


_ASKED: Final[Mapping[str, str]] = {
    "return": "Return to the author: say what is missing",
    "withdraw": "Withdraw this report",
    "duplicate": "Mark as a duplicate: say of which report",
    "send-on": "Not intelligence: say where it was sent on to",
    "reject": "Reject this report",
    "archive": "Archive this report",
    "dispose": "Dispose of this report",
}
