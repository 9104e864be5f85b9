"""Choosing the offline passphrase: asked once the service has said that a copy may be kept on this computer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field, line_field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_domain.errors import Problem

__all__ = ["SHORTEST_PASSPHRASE", "ChoosePassphrase", "passphrase_line", "with_room"]

SHORTEST_PASSPHRASE = 10
_WHY = (
    "You are signed in. A copy of what you may read can be kept on this computer, encrypted, so that you can work "
    "without the network. Choose the passphrase that opens it."
)
_FIRST = (
    "At least 10 characters, such as three words that have nothing to do with each other. Nobody can look it up for "
    "you."
)


def passphrase_line(
    label: str, identifier: str, entered: Callable[[], object], hint: str = ""
) -> tuple[Field, QLineEdit]:
    """Make a field whose words are never shown; ``entered`` is called on the enter key."""
    field, edit = line_field(label, identifier=identifier, width=14, hint=hint)
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
    edit.returnPressed.connect(entered)
    return with_room(field, edit), edit


def with_room(field: Field, edit: QLineEdit) -> Field:
    """Let hints and errors be wider than the field they belong to."""
    field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    inner = field.layout()
    if inner is not None:
        inner.setAlignment(edit, Qt.AlignmentFlag.AlignLeft)
    return field


class ChoosePassphrase(QWidget):
    """Two fields and two ways on: with a copy kept here, or without. Each problem stands at its field."""

    def __init__(
        self, chosen: Callable[[str], object], *, words: str = _WHY, button: str = "Continue", without: bool = True,
        identifier: str = "sign-in.choose",
    ) -> None:  # fmt: skip
        """``chosen`` is handed the passphrase, or an empty text to keep nothing here (offered if ``without``)."""
        super().__init__()
        self._chosen = chosen
        self._first_field, self._first = passphrase_line(
            "New offline passphrase", f"{identifier}.passphrase", self._press, _FIRST
        )
        self._again_field, self._again = passphrase_line(
            "New offline passphrase again", f"{identifier}.again", self._press
        )
        self._error = ErrorLine(f"{identifier}.error")
        self._words = Words(words, role=Type.BODY, wrap=True)
        self.go_on = Button(button, self._press, identifier=f"{identifier}.continue", default=True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(2.6))
        for each in (self._words, self._first_field, self._again_field, self._error):
            rows.addWidget(each)
        buttons = Flow()
        buttons.setSpacing(u(2))
        buttons.add(self.go_on)
        if without:
            buttons.add(Button("Keep nothing here", lambda: chosen(""), identifier=f"{identifier}.without"))
        rows.addLayout(buttons)

    def greet(self) -> None:
        """Put the keyboard here and say what is asked."""
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._first, self._words.text())

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong, at the field where it can be mended."""
        self._first_field.show_problem("")
        self._again_field.show_problem("")
        self._error.show_words("")
        field, edit = {
            "passphrase": (self._first_field, self._first), "again": (self._again_field, self._again),
        }.get(problem.part, (None, self._first))  # fmt: skip
        if field is None:
            self._error.show_words(problem.says)
        else:
            field.show_problem(problem.says)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        announce(edit, problem.says, assertive=True)

    def _press(self) -> None:
        problem = self._problem()
        if problem is not None:
            self.show_problem(problem)
        else:
            self._chosen(self._first.text())

    def _problem(self) -> Problem | None:
        typed = self._first.text()
        if not typed:
            return Problem("passphrase", "Choose an offline passphrase.")
        if len(typed) < SHORTEST_PASSPHRASE:
            return Problem("passphrase", f"Choose a passphrase of at least {SHORTEST_PASSPHRASE} characters.")
        if typed != self._again.text():
            return Problem("again", "The two passphrases differ. Type the same one twice.")
        return None
