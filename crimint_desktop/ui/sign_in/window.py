"""The first window: painted before anything slow is loaded."""

from __future__ import annotations

from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPalette, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.bands import MarkingBand, StatusBar
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field, line_field
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.sign_in.acts import Known, SignInActs, Typed
from crimint_domain.errors import Problem, Refused, Unavailable

SHORTEST_PASSPHRASE = 10
_COLUMN = 28
_KEPT = "Opens the copy kept on this device. It never leaves the device and nobody can look it up for you."
_FIRST = (
    "Choose one of at least 10 characters. It opens the copy kept on this device, and nobody can look it up for you."
)
_LEASE = "After each sign-in, what is kept here can be opened without the service for as long as your force allows."
_NOTHING_KEPT = "This computer has no safe place for the key: nothing is kept here, you can work while connected."
_LEGAL = (
    "For authorised users and a policing purpose. "
    "Opening any record is logged with your name, the time and your reason."
)


class SignInWindow(QWidget):
    """Service, user name, password, offline passphrase; sign in, or work offline with what is kept here."""

    def __init__(self, acts: SignInActs, jobs: Jobs, *, service: str, user: str, version: str) -> None:
        """Greet ``user`` of ``service``; nothing is asked of anybody before the first paint."""
        super().__init__()
        self._acts = acts
        self._jobs = jobs
        self._known = Known(has_cache=True)
        self._busy: Future[None] | None = None
        self.setObjectName("window")
        self.setWindowTitle("Sign in - CrimInt+")
        self.setAccessibleName("Sign in")
        self.top = MarkingBand("", "", identifier="marking.top")
        self._bottom = MarkingBand("", "", identifier="marking.bottom")
        self.status = StatusBar(keys="")
        self._service_field, self._service = line_field("Service", identifier="sign-in.service", width=20)
        self._user_field, self._user = line_field("User name", identifier="sign-in.user", width=14)
        self._password_field, self._password = line_field("Password", identifier="sign-in.password", width=14)
        self._passphrase_field, self._passphrase = line_field(
            "Offline passphrase", identifier="sign-in.passphrase", width=14, hint=_KEPT
        )
        self._again_field, self._again = line_field(
            "Offline passphrase again", identifier="sign-in.passphrase-again", width=14
        )
        self._error = ErrorLine("sign-in.error")
        self._lease = Words(_LEASE, quiet=True, wrap=True)
        self._nothing_kept = Words(_NOTHING_KEPT, wrap=True)
        self._sign_in = Button("Sign in", self._press_sign_in, identifier="sign-in.sign-in", default=True)
        self._offline = Button("Work offline", self._press_offline, identifier="sign-in.work-offline")
        self._stop = Button("Stop", self._press_stop, identifier="sign-in.stop")
        self._version = version
        self._build()
        self._service.setText(service)
        self._user.setText(user)
        self._show_known(self._known)

    def greet(self, environment: str, marking: str = "OFFICIAL") -> None:
        """Show what kind of register this is, at top and bottom."""
        for band in (self.top, self._bottom):
            band.set_sides(environment, "")
            band.show_marking(marking)

    def ask_what_is_known(self) -> None:
        """Ask what this device keeps for the person whose name stands there; called after the first paint."""
        asked = (self._service.text(), self._user.text())
        if all(asked):
            self._jobs.when(self, self._acts.known(*asked), self._show_known, unavailable=lambda _fault: None)

    def focus_first_empty(self) -> None:
        """Put the keyboard into the first empty field."""
        for edit in (self._service, self._user, self._password, self._passphrase):
            if edit.isVisible() and not edit.text():
                edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    # how it is built

    def _build(self) -> None:
        for edit in (self._password, self._passphrase, self._again):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        for edit in (self._service, self._user, self._password, self._passphrase, self._again):
            edit.returnPressed.connect(self._press_sign_in)
        for keys, steps in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda by=steps: self._acts.step_text(by))
        for edit in (self._service, self._user):
            edit.editingFinished.connect(self.ask_what_is_known)
        self.greet("")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.top)
        rows.addWidget(Scroll(self._centred(), identifier="sign-in.scroll"), 1)
        rows.addWidget(Hairline())
        rows.addWidget(self.status)
        rows.addWidget(self._bottom)
        self.status.say("Not signed in.", icon="cloud", aloud=False)
        self._again_field.hide()
        self._nothing_kept.hide()
        self._stop.hide()

    def _centred(self) -> QWidget:
        content = QWidget()
        outer = QHBoxLayout(content)
        outer.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(u(1.6))
        column.addStretch(1)
        column.addWidget(Words("CrimInt+", role=Type.TITLE))
        column.addWidget(Words("Intelligence reports, on and off the network", quiet=True))
        column.addSpacing(u(2))
        self._frame = self._form()
        column.addWidget(self._frame)
        column.addSpacing(u(2))
        column.addWidget(self._lease)
        for line in (_LEGAL, f"Version {self._version}   ·   Text size: Ctrl and + or -"):
            column.addWidget(Words(line, quiet=True, wrap=True))
        column.addStretch(2)
        outer.addLayout(column)
        outer.addStretch(1)
        self._measure()
        return content

    def _form(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("sign-in.form")
        frame.setFrameShape(QFrame.Shape.Box)
        frame.setAutoFillBackground(True)
        frame.setBackgroundRole(QPalette.ColorRole.Base)
        frame.setForegroundRole(QPalette.ColorRole.Mid)
        rows = QVBoxLayout(frame)
        rows.setContentsMargins(u(5), u(4.5), u(5), u(4.5))
        rows.setSpacing(u(2.6))
        for field in (
            self._service_field, self._user_field, self._password_field, self._passphrase_field, self._again_field,
        ):  # fmt: skip
            # Hints and errors may be wider than the field they belong to.
            field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            inner = field.layout()
            if inner is not None:
                inner.setAlignment(field.control, Qt.AlignmentFlag.AlignLeft)
            rows.addWidget(field)
        rows.addWidget(self._nothing_kept)
        rows.addWidget(self._error)
        buttons = QHBoxLayout()
        buttons.setSpacing(u(2))
        for button in (self._sign_in, self._offline, self._stop):
            buttons.addWidget(button)
        buttons.addStretch(1)
        rows.addLayout(buttons)
        return frame

    def _measure(self) -> None:
        self._frame.setFixedWidth(ems(_COLUMN))

    # what is known of the person

    def _show_known(self, known: Known) -> None:
        self._known = known
        first = not known.has_cache and not known.keyring_trouble
        self._passphrase_field.setVisible(not known.keyring_trouble)
        self._passphrase_field.hint.setText(_FIRST if first else _KEPT)
        self._passphrase.setAccessibleDescription(_FIRST if first else _KEPT)
        self._again_field.setVisible(first)
        self._nothing_kept.setVisible(bool(known.keyring_trouble))
        self._lease.setVisible(not known.keyring_trouble)

    # pressing

    def _typed(self) -> Typed:
        passphrase = "" if self._known.keyring_trouble else self._passphrase.text()
        return Typed(self._service.text(), self._user.text(), self._password.text(), passphrase)

    def _press_sign_in(self) -> None:
        missing = self._missing(("service", "user", "password"))
        if missing is None and not self._known.keyring_trouble:
            missing = self._passphrase_problem()
        if missing is not None:
            self._show_refused(Refused(missing))
        elif self._busy is None:
            self._begin(self._acts.sign_in(self._typed()), "Signing in…")

    def _press_offline(self) -> None:
        missing = self._missing(("service", "user"))
        if missing is None and not self._known.has_cache:
            missing = Problem("user", "There is no offline cache of this user here yet. Sign in once while connected.")
        if missing is None and not self._passphrase.text():
            missing = Problem("passphrase", "Type the offline passphrase.")
        if missing is not None:
            self._show_refused(Refused(missing))
        elif self._busy is None:
            self._begin(self._acts.work_offline(self._typed()), "Opening the offline cache…")

    def _missing(self, parts: tuple[str, ...]) -> Problem | None:
        words = {"service": "the address of the service", "user": "your user name", "password": "your password"}
        for part in parts:
            if not self._edit_of(part).text().strip():
                return Problem(part, f"Type {words[part]}.")
        return None

    def _passphrase_problem(self) -> Problem | None:
        typed = self._passphrase.text()
        if not typed:
            return Problem("passphrase", "Type the offline passphrase.")
        if self._known.has_cache:
            return None
        if len(typed) < SHORTEST_PASSPHRASE:
            return Problem("passphrase", f"Choose a passphrase of at least {SHORTEST_PASSPHRASE} characters.")
        if typed != self._again.text():
            return Problem("again", "The two passphrases differ. Type the same one twice.")
        return None

    def _press_stop(self) -> None:
        self._acts.give_up()
        if self._busy is not None:
            self._busy.cancel()
        self._end("Stopped. Nothing was changed.")

    def _begin(self, future: Future[None], words: str) -> None:
        self._busy = future
        self._clear_errors()
        self._stop.show()
        self.status.say(words, icon="sending")
        self._jobs.when(self, future, lambda _none: self._end(""), self._show_refused, unavailable=self._show_fault)

    def _end(self, words: str) -> None:
        self._busy = None
        self._stop.hide()
        if words:
            self.status.say(words)

    # errors

    def _edit_of(self, part: str) -> QLineEdit:
        return {
            "service": self._service, "user": self._user, "password": self._password,
            "passphrase": self._passphrase, "again": self._again,
        }.get(part, self._password)  # fmt: skip

    def _fields(self) -> dict[QLineEdit, Field]:
        return {
            self._service: self._service_field, self._user: self._user_field, self._password: self._password_field,
            self._passphrase: self._passphrase_field, self._again: self._again_field,
        }  # fmt: skip

    def _clear_errors(self) -> None:
        self._error.show_words("")
        for field in self._fields().values():
            field.show_problem("")

    def _show_refused(self, refused: Refused) -> None:
        self._end("Not signed in.")
        self._clear_errors()
        problem = refused.problems[0]
        edit = self._edit_of(problem.part)
        if problem.part:
            self._fields()[edit].show_problem(problem.says)
        else:
            self._error.show_words(problem.says)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        announce(edit, problem.says, assertive=True)

    def _show_fault(self, fault: Unavailable) -> None:
        self._end("Not signed in.")
        self._clear_errors()
        says = fault.says
        if self._known.has_cache and fault.cause in ("service-down", "service-slow"):
            says += " You can work offline with what is kept here."
        self._error.show_words(says)
        announce(self._sign_in, says, assertive=True)
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def changeEvent(self, event: object) -> None:
        """Follow the application's font."""
        super().changeEvent(event)  # type: ignore[arg-type]  # a QEvent, named loosely
        if hasattr(self, "_frame"):
            self._measure()
