"""The first window: painted before anything slow is loaded."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.bands import MarkingBand, StatusBar
from crimint_desktop.ui.buttons import Button, flat
from crimint_desktop.ui.fields import ErrorLine, Field, check_box, line_field
from crimint_desktop.ui.first_paint import after_first_paint
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.panel import Panel
from crimint_desktop.ui.plain import Hairline, Words
from crimint_desktop.ui.sign_in.acts import Known, SignInActs, Typed, Way
from crimint_desktop.ui.sign_in.choosing import ChoosePassphrase
from crimint_domain.errors import Problem, Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_COLUMN, _BESIDE = 28, 2
"""Ems: the width of the form, and what is kept free beside it where the window is narrower."""
_KEPT = "Opens the copy kept on this device. It never leaves the device and nobody can look it up for you."
_LEASE = "After each sign-in, what is kept here can be opened without the service for as long as your force allows."
_NOTHING_KEPT = (
    "This computer has no safe place for a key: nothing is kept here. What you write goes to the service as you type."
)
_NOT_MINE = "This is not my usual &computer: keep nothing here"
_BROKEN = "A copy is kept here whose key is missing or damaged. It cannot be opened as it is."
_WAITING = "Waiting for your browser. Sign in there, then come back here."
_LEGAL = (
    "For authorised users and a policing purpose. "
    "Opening any record is logged with your name, the time and your reason."
)


class SignInWindow(QWidget):
    """Service, user name, password, the offline passphrase where a copy is kept; sign in, or work offline with it.

    Where a copy may be kept for the first time, the passphrase is asked for afterwards.
    """

    def __init__(self, acts: SignInActs, jobs: Jobs, *, service: str, user: str, version: str) -> None:
        """Greet ``user`` of ``service``; nothing is asked of anybody before the first paint."""
        super().__init__()
        self._acts = acts
        self._jobs = jobs
        self._known = Known(has_cache=True)
        self._busy: Future[Any] | None = None
        self._choosing: ChoosePassphrase | None = None
        self._way = Way()
        self.setObjectName("window")
        self.setWindowTitle("Sign in - CrimInt+")
        self.setAccessibleName("Sign in")
        self.top = MarkingBand("", "", identifier="marking.top")
        self._bottom = MarkingBand("", "", identifier="marking.bottom")
        self.status = StatusBar(keys="F1 help")
        self._service_field, self._service = line_field("Service", identifier="sign-in.service", width=20)
        self._user_field, self._user = line_field("User name", identifier="sign-in.user", width=14)
        self._password_field, self._password = line_field("Password", identifier="sign-in.password", width=14)
        self._passphrase_field, self._passphrase = line_field(
            "Offline passphrase", identifier="sign-in.passphrase", width=14, hint=_KEPT
        )
        self._not_mine = check_box(_NOT_MINE, identifier="sign-in.keep-nothing", changed=lambda _on: self._show_parts())
        self._person = Words("", wrap=True)
        self._error = ErrorLine("sign-in.error")
        self._lease = Words(_LEASE, quiet=True, wrap=True)
        self._nothing_kept = Words(_NOTHING_KEPT, wrap=True)
        self._recover = flat("The copy does not open…", self._press_recover, identifier="sign-in.recover")
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
        """Ask what this device keeps for the person whose name stands there."""
        asked = (self._service.text(), self._user.text())
        if all(asked) or (asked[0] and self._way.provider):
            self._jobs.when(self, self._acts.known(*asked), self._show_known, unavailable=lambda _fault: None)

    def ask_the_way(self) -> None:
        """Ask the service how one signs in to it; also when its address has changed."""
        if self._service.text() and self._busy is None:
            self._jobs.when(
                self, self._acts.way(self._service.text()), self.show_way, lambda _refused: None,
                unavailable=lambda _fault: None,
            )  # fmt: skip

    def show_way(self, way: Way) -> None:
        """Ask for a name and a password, or send the person to their own organisation in the browser."""
        if self._busy is not None or way == self._way:
            return
        was_elsewhere, self._way = bool(self._way.provider), way
        if way.provider or was_elsewhere:
            self._user.setText(way.user)
            self.ask_what_is_known()
        says = "Sign in with browser" if way.provider else "Sign in"
        for button, words in ((self._sign_in, says), (self._stop, "Cancel" if way.provider else "Stop")):
            button.setText(words)
            button.setAccessibleName(words)
        person = f" Last signed in here: {way.person}." if way.person else ""
        where = f"You sign in with {way.provider}, in your browser.{person}" if way.provider else ""
        self._person.setText(where)
        self._sign_in.setAccessibleDescription(where)
        self._show_parts()

    def focus_first_empty(self) -> None:
        """Put the keyboard into the first empty field."""
        for edit in (self._service, self._user, self._password, self._passphrase):
            if edit.isVisible() and not edit.text():
                edit.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    # how it is built

    def _build(self) -> None:
        for edit in (self._password, self._passphrase):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        for edit in (self._service, self._user, self._password, self._passphrase):
            edit.returnPressed.connect(self._press_sign_in)
        after_first_paint(self, self._bind_keys)
        for edit in (self._service, self._user):
            edit.editingFinished.connect(self.ask_what_is_known)
        self._service.editingFinished.connect(self.ask_the_way)
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
        self._nothing_kept.hide()
        self._stop.hide()

    def _bind_keys(self) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut  # slow to load while the window waits

        from crimint_desktop.ui.explain.keys import HelpKeys

        HelpKeys(self)
        for keys, steps in (("Ctrl++", 1), ("Ctrl+=", 1), ("Ctrl+-", -1), ("Ctrl+0", 0)):
            QShortcut(QKeySequence(keys), self).activated.connect(lambda by=steps: self._acts.step_text(by))

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

    def _form(self) -> Panel:
        frame = Panel()
        frame.setObjectName("sign-in.form")
        frame.setForegroundRole(QPalette.ColorRole.Mid)
        around = QVBoxLayout(frame)
        around.setContentsMargins(u(5), u(4.5), u(5), u(4.5))
        self._proving = QWidget()
        around.addWidget(self._proving)
        rows = QVBoxLayout(self._proving)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(2.6))
        for field in (self._service_field, self._user_field, self._password_field, self._passphrase_field):
            # Hints and errors may be wider than the field they belong to.
            field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            inner = field.layout()
            if inner is not None:
                inner.setAlignment(field.control, Qt.AlignmentFlag.AlignLeft)
            rows.addWidget(field)
        rows.insertWidget(1, self._person)
        for each in (self._nothing_kept, self._not_mine, self._error):
            rows.addWidget(each)
        buttons = Flow()
        buttons.setSpacing(u(2))
        for button in (self._sign_in, self._offline, self._stop):
            buttons.add(button)
        rows.addLayout(buttons)
        rows.addWidget(self._recover, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _measure(self) -> None:
        self._frame.setFixedWidth(min(ems(_COLUMN), self.width() - ems(_BESIDE)))

    # what is known of the person

    def _show_known(self, known: Known) -> None:
        self._known = known
        self._show_parts()

    def _show_parts(self) -> None:
        known = self._known
        can_keep, elsewhere = not known.keyring_trouble, bool(self._way.provider)
        self._user_field.setVisible(not elsewhere)
        self._password_field.setVisible(not elsewhere)
        self._person.setVisible(elsewhere)
        self._passphrase_field.setVisible(self._opens_cache())
        self._not_mine.setVisible(can_keep)
        self._offline.setVisible(known.has_cache and can_keep)
        self._recover.setVisible((known.has_cache or known.broken) and can_keep)
        self._nothing_kept.setText(_BROKEN if known.broken and can_keep else _NOTHING_KEPT)
        self._nothing_kept.setVisible(not can_keep or (known.broken and not self._not_mine.isChecked()))
        self._lease.setVisible(can_keep)

    def _opens_cache(self) -> bool:
        """Whether the passphrase of a cache is to be typed now."""
        return self._known.has_cache and not self._known.keyring_trouble and not self._not_mine.isChecked()

    # pressing

    def _typed(self) -> Typed:
        passphrase = self._passphrase.text() if self._opens_cache() else ""
        keep = not self._not_mine.isChecked()
        return Typed(self._service.text(), self._user.text(), self._password.text(), passphrase, keep)

    def _press_sign_in(self) -> None:
        elsewhere = bool(self._way.provider)
        missing = self._missing(("service",) if elsewhere else ("service", "user", "password"))
        if missing is None and self._opens_cache() and not self._passphrase.text():
            missing = Problem("passphrase", "Type the offline passphrase.")
        if missing is not None:
            self._show_refused(Refused(missing))
        elif self._busy is None and elsewhere:
            self._begin(self._acts.sign_in_with_browser(self._typed()), _WAITING, self._signed_in)
        elif self._busy is None:
            self._begin(self._acts.sign_in(self._typed()), "Signing in…", self._signed_in)

    def _press_offline(self) -> None:
        missing = self._missing(("service", "user"))
        if missing is None and not self._passphrase.text():
            missing = Problem("passphrase", "Type the offline passphrase.")
        if missing is not None:
            self._show_refused(Refused(missing))
        elif self._busy is None:
            self._begin(self._acts.work_offline(self._typed()), "Opening the offline cache…", self._opened)

    def _missing(self, parts: tuple[str, ...]) -> Problem | None:
        words = {"service": "the address of the service", "user": "your user name", "password": "your password"}
        for part in parts:
            if not self._edit_of(part).text().strip():
                return Problem(part, f"Type {words[part]}.")
        return None

    def _press_recover(self) -> None:
        self._acts.recover(self._service.text(), self._user.text())

    def _signed_in(self, opened: bool) -> None:
        self._end("" if opened else "Signed in. A passphrase is still to be chosen.")
        if not opened:
            self._ask_for_passphrase()

    def _opened(self, _shown: bool) -> None:
        self._end("")

    def _ask_for_passphrase(self) -> None:
        """Put the choice of a passphrase where the proving was."""
        layout = self._frame.layout()
        if self._choosing is None and layout is not None:
            self._choosing = ChoosePassphrase(self._choose)
            layout.addWidget(self._choosing)
        if self._choosing is not None:
            self._proving.hide()
            self._choosing.show()
            self._choosing.greet()

    def _choose(self, passphrase: str) -> None:
        if self._busy is None:
            words = "Making the offline cache…" if passphrase else "Opening…"
            self._begin(self._acts.choose(passphrase), words, self._opened)

    def _press_stop(self) -> None:
        self._acts.give_up()
        if self._busy is not None:
            self._busy.cancel()
        self._end("Stopped. Nothing was changed.")

    def _begin(self, future: Future[Any], words: str, done: Callable[[Any], object]) -> None:
        self._busy = future
        self._clear_errors()
        self._stop.show()
        self.status.say(words, icon="sending")
        self._jobs.when(self, future, done, self._show_refused, unavailable=self._show_fault)

    def _end(self, words: str) -> None:
        self._busy = None
        self._stop.hide()
        if words:
            self.status.say(words)

    # errors

    def _edit_of(self, part: str) -> QLineEdit:
        return {
            "service": self._service, "user": self._user, "password": self._password,
            "passphrase": self._passphrase,
        }.get(part, self._service if self._way.provider else self._password)  # fmt: skip

    def _fields(self) -> dict[QLineEdit, Field]:
        return {
            self._service: self._service_field, self._user: self._user_field, self._password: self._password_field,
            self._passphrase: self._passphrase_field,
        }  # fmt: skip

    def _clear_errors(self) -> None:
        self._error.show_words("")
        for field in self._fields().values():
            field.show_problem("")

    def _show_refused(self, refused: Refused) -> None:
        if self._choosing is not None and self._choosing.isVisible():
            self._end("Signed in. A passphrase is still to be chosen.")
            self._choosing.show_problem(refused.problems[0])
            return
        self._end("Not signed in.")
        self._clear_errors()
        problem = refused.problems[0]
        if self._way.provider:
            self._follow_person(problem)
        edit = self._edit_of(problem.part)
        if problem.part:
            self._fields()[edit].show_problem(problem.says)
        else:
            self._error.show_words(problem.says)
        edit.setFocus(Qt.FocusReason.OtherFocusReason)
        edit.selectAll()
        announce(edit, problem.says, assertive=True)

    def _follow_person(self, problem: Problem) -> None:
        """Whoever signed in in the browser may be somebody else than was expected here."""
        if problem.part == "passphrase" and not self._known.has_cache:
            self._known = replace(self._known, has_cache=True)
            self._show_parts()
        self.ask_the_way()

    def _show_fault(self, fault: Unavailable) -> None:
        if self._choosing is not None and self._choosing.isVisible():
            self._end("")
            self._choosing.show_problem(Problem("", fault.says))
            return
        self._end("Not signed in.")
        self._clear_errors()
        says = fault.says
        if self._known.has_cache and fault.cause in ("service-down", "service-slow"):
            says += " You can work offline with what is kept here."
        self._error.show_words(says)
        announce(self._sign_in, says, assertive=True)
        self._sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Be no wider than the window."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        self._measure()

    def changeEvent(self, event: object) -> None:
        """Follow the application's font."""
        super().changeEvent(event)  # type: ignore[arg-type]  # a QEvent, named loosely
        if hasattr(self, "_frame"):
            self._measure()
