"""The window of the process that follows a lock. Nothing of the records is in its memory: the old process is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.bands import MarkingBand, StatusBar
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import line_field
from crimint_desktop.ui.first_paint import after_first_paint
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Hairline, Words

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

_LOCKED = "Locked. What you wrote is saved."
_WITH_DRAFT = "Locked, draft saved."
_WHY_WIDTH = 26


@dataclass(frozen=True, slots=True)
class LockActs:
    """``unlock`` opens the cache with the passphrase; ``sign_out`` shows the sign-in screen instead."""

    unlock: Callable[[str], Future[bool]]
    sign_out: Callable[[], object]


class LockWindow(QWidget):
    """Asks for the offline passphrase; says whose program it is and nothing else."""

    def __init__(
        self, acts: LockActs, jobs: Jobs, *, user: str, marking: str = "OFFICIAL", says: str = "", draft: bool = False
    ) -> None:  # fmt: skip
        """Stand ready for ``user``; ``says`` is why the passphrase alone does not open it, if so, and ``draft`` whether
        a report was being written."""
        super().__init__()
        self._locked = _WITH_DRAFT if draft else _LOCKED
        self._acts = acts
        self._jobs = jobs
        self._busy = False
        self._says = says
        self.setObjectName("window")
        # Said as the name of a new window is, by every screen reader; an announcement might come before it listens.
        self.setWindowTitle(f"{self._locked.rstrip('.')} - CrimInt+")
        self.setAccessibleName(self._locked)
        self._field, self._passphrase = line_field(
            "Offline passphrase", identifier="lock.passphrase", width=16, hint=f"Locked for {user}."
        )
        self._passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self._passphrase.returnPressed.connect(self._press)
        self._unlock = Button("Unlock", self._press, identifier="lock.unlock", default=not says)
        self._sign_out = Button(
            "Sign in…" if says else "Sign out", acts.sign_out, identifier="lock.sign-out", default=bool(says)
        )
        self.status = StatusBar(keys="F1 help")
        self._build(marking)
        after_first_paint(self, self._bind_keys)

    def _bind_keys(self) -> None:
        from crimint_desktop.ui.explain.keys import HelpKeys  # slow to load while the window waits

        HelpKeys(self)

    def _build(self, marking: str) -> None:
        bands = (MarkingBand("", "", identifier="marking.top"), MarkingBand("", "", identifier="marking.bottom"))
        for band in bands:
            band.show_marking(marking)
        column = QVBoxLayout()
        column.setSpacing(u(2.4))
        column.addStretch(1)
        column.addWidget(Words("Locked", role=Type.TITLE))
        saved = "Draft saved." if self._locked == _WITH_DRAFT else "What you wrote is saved."
        column.addWidget(Words(saved, quiet=True))
        if self._says:
            why = Words(self._says, wrap=True)
            why.setMaximumWidth(ems(_WHY_WIDTH))
            column.addWidget(why)
        column.addSpacing(u(2))
        column.addWidget(self._field)
        for each in (self._field, self._unlock):
            each.setVisible(not self._says)
        buttons = Flow()
        buttons.setSpacing(u(2))
        buttons.add(self._unlock)
        buttons.add(self._sign_out)
        column.addLayout(buttons)
        column.addStretch(2)
        content = QWidget()
        middle = QHBoxLayout(content)
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addSpacing(ems(4))
        middle.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(bands[0])
        rows.addWidget(Scroll(content, identifier="lock.scroll"), 1)
        rows.addWidget(Hairline())
        rows.addWidget(self.status)
        rows.addWidget(bands[1])
        self.status.say(self._locked, icon="lock", aloud=False)

    def greet(self) -> None:
        """Put the keyboard where work goes on; the window's name says that the program is locked."""
        first: QWidget = self._sign_out if self._says else self._passphrase
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, self._says)

    def _press(self) -> None:
        if self._busy:
            return
        if not self._passphrase.text():
            self._refuse("Type the offline passphrase.")
            return
        self._busy = True
        self._field.show_problem("")
        self.status.say("Opening the offline cache…", icon="sending")
        self._jobs.when(
            self,
            self._acts.unlock(self._passphrase.text()),
            lambda _shown: None,
            lambda refused: self._refuse(refused.problems[0].says),
            unavailable=lambda fault: self._refuse(fault.says),
        )

    def _refuse(self, says: str) -> None:
        self._busy = False
        self.status.say(self._locked, icon="lock", aloud=False)
        self._field.show_problem(says)
        self._passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self._passphrase.selectAll()
        announce(self._passphrase, says, assertive=True)
