"""Changing the offline passphrase: the old one, the new one twice; words typed are never shown."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import ErrorLine, Field, line_field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words
from crimint_domain.errors import Problem, Unavailable

SHORTEST_PASSPHRASE = 10


class PassphraseForm(QWidget):
    """Three fields and a button; what is wrong stands under its field."""

    def __init__(self, change: Callable[[str, str], Future[None]], jobs: Jobs) -> None:
        """``change`` takes the old and the new passphrase; it raises Refused (parts ``old``, ``new``)."""
        super().__init__()
        self._change = change
        self._jobs = jobs
        self._busy = False
        self._fields: tuple[tuple[str, Field, QLineEdit], ...] = tuple(
            (part, *line_field(words, identifier=f"settings.passphrase.{part}", width=16))
            for part, words in (
                ("old", "Offline passphrase now"),
                ("new", "New passphrase, at least 10 characters"),
                ("again", "New passphrase again"),
            )
        )
        self._error = ErrorLine("settings.passphrase.error")
        self._said = Words("", quiet=True, wrap=True)
        self._button = Button("Change passphrase", self._press, identifier="settings.passphrase.change")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, u(2), 0, 0)
        rows.setSpacing(u(2))
        rows.addWidget(Words("Offline passphrase", role=Type.STRONG))
        for _part, field, edit in self._fields:
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
            edit.returnPressed.connect(self._press)
            # What is wrong may take more words than the field is wide.
            field.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            inner = field.layout()
            if inner is not None:
                inner.setAlignment(edit, Qt.AlignmentFlag.AlignLeft)
            rows.addWidget(field)
        rows.addWidget(self._error)
        foot = Flow()
        foot.setSpacing(u(3))
        foot.add(self._button)
        foot.add(self._said, basis=ems(10))
        rows.addLayout(foot)

    def _typed(self, part: str) -> str:
        return next(edit.text() for each, _field, edit in self._fields if each == part)

    def _press(self) -> None:
        if self._busy:
            return
        missing = self._problem()
        if missing is not None:
            self._refuse(missing)
            return
        self._busy = True
        self._clear()
        self._said.setText("Changing the passphrase…")
        self._jobs.when(
            self,
            self._change(self._typed("old"), self._typed("new")),
            lambda _none: self._changed(),
            lambda refused: self._refuse(refused.problems[0]),
            unavailable=self._fault,
        )

    def _problem(self) -> Problem | None:
        if not self._typed("old"):
            return Problem("old", "Type the passphrase you use now.")
        if len(self._typed("new")) < SHORTEST_PASSPHRASE:
            return Problem("new", f"Choose a passphrase of at least {SHORTEST_PASSPHRASE} characters.")
        if self._typed("new") != self._typed("again"):
            return Problem("again", "The two new passphrases differ. Type the same one twice.")
        return None

    def _changed(self) -> None:
        self._busy = False
        for _part, _field, edit in self._fields:
            edit.clear()
        self._said.setText("Changed. Use the new passphrase from now on.")
        announce(self, "The offline passphrase is changed.")

    def _refuse(self, problem: Problem) -> None:
        self._busy = False
        self._clear()
        found = next((each for each in self._fields if each[0] == problem.part), self._fields[0])
        found[1].show_problem(problem.says)
        found[2].setFocus(Qt.FocusReason.OtherFocusReason)
        found[2].selectAll()
        announce(found[2], problem.says, assertive=True)

    def _fault(self, fault: Unavailable) -> None:
        self._busy = False
        self._clear()
        self._error.show_words(fault.says)
        announce(self, fault.says, assertive=True)

    def _clear(self) -> None:
        self._said.setText("")
        self._error.show_words("")
        for _part, field, _edit in self._fields:
            field.show_problem("")
