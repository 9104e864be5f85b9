"""The steps of a recovery: the owner's password, and the second person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field, line_field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.recovery.acts import Agreement, Waiting
from crimint_desktop.ui.sign_in.choosing import passphrase_line, with_room
from crimint_desktop.ui.spelling.prose import mark_prose
from crimint_domain.errors import Problem

__all__ = ["AskStep", "SecondStep"]

_IN_BROWSER = (
    "They sign in with {provider}, in your browser, which asks for them even while you are signed in there. If they "
    "cannot come, read them the number of the request: at the service they agree with “crimint-service recovery "
    "approve”; then press Look again."
)
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
        self._go: QPushButton
        self._provider = ""
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(u(2.4))
        self.rows.addWidget(self._title)

    def greet(self) -> None:
        """Put the keyboard into the first field and say what is asked."""
        first = self._first()
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(first, self._title.text())

    def _first(self) -> QWidget:
        """The first field that is asked for, or the button where none is."""
        return next((edit for field, edit in self._fields.values() if not field.isHidden()), self._go)

    def show_problem(self, problem: Problem) -> None:
        """Say what is wrong, at the field where it can be mended."""
        for field, _edit in self._fields.values():
            field.show_problem("")
        self._error.show_words("")
        at = self._fields.get(problem.part)
        if at is None or at[0].isHidden():
            at = None
            self._error.show_words(problem.says)
        else:
            at[0].show_problem(problem.says)
        edit = at[1] if at is not None else self._first()
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(edit, QLineEdit):
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

    def __init__(self, user: str, asked: Callable[[str], object], elsewhere: Callable[[], object]) -> None:
        """``asked`` is handed the password of ``user``; ``elsewhere`` sends them to their browser instead."""
        super().__init__(f"1. Sign in as {user}", "recovery.ask.error")
        self._user = user
        self._asked = asked
        self._elsewhere = elsewhere
        self._where = Words("", quiet=True, wrap=True)
        self._where.setVisible(False)
        self._fields = {"password": passphrase_line("Your password", "recovery.password", self._press)}
        self._go = Button("Ask for recovery", self._press, identifier="recovery.ask", default=True)
        self.rows.addWidget(self._where)
        self.rows.addWidget(self._fields["password"][0])
        self.rows.addWidget(self._error)
        self.rows.addWidget(self._go, 0, Qt.AlignmentFlag.AlignLeft)

    def show_provider(self, provider: str, person: str) -> None:
        """Ask for a password, or send the owner to their own organisation in the browser where one is named."""
        self._provider = provider
        self._title.setText(f"1. Sign in as {person}" if provider and person else "1. Sign in as the copy's owner"
                            if provider else f"1. Sign in as {self._user}")  # fmt: skip
        self._where.setText(f"You sign in with {provider}, in your browser." if provider else "")
        self._where.setVisible(bool(provider))
        self._fields["password"][0].setVisible(not provider)
        _call(self._go, "Sign in with browser and ask" if provider else "Ask for recovery")

    def _press(self) -> None:
        if self._provider:
            self._elsewhere()
            return
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
        mark_prose(self._fields["reason"][1])
        self.rows.addWidget(self._request)
        self._where = Words(_ELSEWHERE, quiet=True, wrap=True)
        self.rows.addWidget(self._where)
        self._rooms = {part: with_room(*self._fields[part]) for part in self._fields}
        for part in ("second-user", "second-password", "reason"):
            self.rows.addWidget(self._rooms[part])
            if part != "second-password":
                self._fields[part][1].returnPressed.connect(self._press)
        self.rows.addWidget(self._error)
        buttons = Flow()
        buttons.setSpacing(u(2))
        self._go = Button("Agree", self._press, identifier="recovery.agree", default=True)
        buttons.add(self._go)
        buttons.add(Button("Look again", look, identifier="recovery.look"))
        self.rows.addLayout(buttons)

    def show_request(self, waiting: Waiting) -> None:
        """Show which request waits, and until when."""
        self._request.setText(f"Request {waiting.id}, until {waiting.until}")

    def show_provider(self, provider: str) -> None:
        """Ask for name and password, or for the browser where an identity provider is named."""
        self._provider = provider
        self._where.setText(_IN_BROWSER.format(provider=provider) if provider else _ELSEWHERE)
        for part in ("second-user", "second-password"):
            self._rooms[part].setVisible(not provider)
            self._fields[part][0].setVisible(not provider)
        _call(self._go, "Sign in with browser and agree" if provider else "Agree")

    def agreement(self) -> Agreement:
        """What the second person typed."""
        return Agreement(*(self._fields[part][1].text() for part in ("second-user", "second-password", "reason")))

    def _press(self) -> None:
        words = {
            "second-user": "The second person types their user name.",
            "second-password": "The second person types their password.",
            "reason": "Say how they know you, and what you need from this copy.",
        }
        problem = self.missing({"reason": words["reason"]} if self._provider else words)
        if problem is not None:
            self.show_problem(problem)
        else:
            self._agreed()


def _call(button: QPushButton, words: str) -> None:
    button.setText(words)
    button.setAccessibleName(words)
