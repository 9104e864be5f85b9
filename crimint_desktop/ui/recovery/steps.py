"""The steps of a recovery: the owner's password, and the second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field, line_field
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.recovery.acts import Agreement, Waiting
from crimint_desktop.ui.sign_in.choosing import passphrase_line, with_room
from crimint_domain.errors import Problem

__all__ = ["AskStep", "SecondStep"]

_ELSEWHERE = (
    "They sign in here, beside you. If they cannot come, read them the number of the request: at the service they "
    "agree with “crimint-service recovery approve”; then press Look again."
)


class _Step(QWidget):
    """Fields by the part they are for, one line for what belongs to none, and where the keyboard starts."""

    def __init__(self, title: str, error: str) -> None:
        super().__init__()
        self._fields: Mapping[str, tuple[Field, QLineEdit]] = {}
        self._title = Words(title, role=Type.SECTION, wrap=True)
        self._error = ErrorLine(error)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(u(2.4))
        self.rows.addWidget(self._title)

    def greet(self) -> None:
        """Put the keyboard into the first field and say what is asked."""
        first = next(iter(self._fields.values()))[1]
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(first, self._title.text())

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong, at the field where it can be mended."""
        for field, _edit in self._fields.values():
            field.show_problem("")
        self._error.show_words("")
        at = self._fields.get(problem.part)
        if at is None:
            self._error.show_words(problem.says)
        else:
            at[0].show_problem(problem.says)
        edit = at[1] if at is not None else next(iter(self._fields.values()))[1]
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        announce(edit, problem.says, assertive=True)

    def missing(self, words: Mapping[str, str]) -> Problem | None:
        """The first field that is empty, as a problem."""
        for part, says in words.items():
            if not self._fields[part][1].text().strip():
                return Problem(part, says)
        return None


class AskStep(_Step):
    """The owner proves who they are."""

    def __init__(self, user: str, asked: Callable[[str], object]) -> None:
        """``asked`` is handed the password of ``user``."""
        super().__init__(f"1. Sign in as {user}", "recovery.ask.error")
        self._asked = asked
        self._fields = {"password": passphrase_line("Your password", "recovery.password", self._press)}
        self.rows.addWidget(self._fields["password"][0])
        self.rows.addWidget(self._error)
        self.rows.addWidget(
            Button("Ask for recovery", self._press, identifier="recovery.ask", default=True), 0,
            Qt.AlignmentFlag.AlignLeft,
        )  # fmt: skip

    def _press(self) -> None:
        problem = self.missing({"password": "Type your password."})
        if problem is not None:
            self.show_problem(problem)
        else:
            self._asked(self._fields["password"][1].text())


class SecondStep(_Step):
    """Somebody else agrees: at this screen, or at the service."""

    def __init__(self, agreed: Callable[[], object], look: Callable[[], object]) -> None:
        super().__init__("2. A second person agrees", "recovery.second.error")
        self._agreed = agreed
        self._request = Words("", role=Type.STRONG, wrap=True)
        self._request.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByKeyboard)
        self._request.setAccessibleIdentifier("recovery.request")
        self._fields = {
            "second-user": line_field("Their user name", identifier="recovery.second-user", width=14),
            "second-password": passphrase_line("Their password", "recovery.second-password", self._press),
            "reason": line_field(
                "How they know you, and what you need", identifier="recovery.reason", width=24
            ),
        }  # fmt: skip
        self.rows.addWidget(self._request)
        self.rows.addWidget(Words(_ELSEWHERE, quiet=True, wrap=True))
        for part in ("second-user", "second-password", "reason"):
            self.rows.addWidget(with_room(*self._fields[part]))
            if part != "second-password":
                self._fields[part][1].returnPressed.connect(self._press)
        self.rows.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.setSpacing(u(2))
        buttons.addWidget(Button("Agree", self._press, identifier="recovery.agree", default=True))
        buttons.addWidget(Button("Look again", look, identifier="recovery.look"))
        buttons.addStretch(1)
        self.rows.addLayout(buttons)

    def show_request(self, waiting: Waiting) -> None:
        """Show which request waits, and until when."""
        self._request.setText(f"Request {waiting.id}, until {waiting.until}")

    def agreement(self) -> Agreement:
        """What the second person typed."""
        return Agreement(*(self._fields[part][1].text() for part in ("second-user", "second-password", "reason")))

    def _press(self) -> None:
        problem = self.missing(
            {
                "second-user": "The second person types their user name.",
                "second-password": "The second person types their password.",
                "reason": "Say how they know you, and what you need from this copy.",
            }
        )
        if problem is not None:
            self.show_problem(problem)
        else:
            self._agreed()
