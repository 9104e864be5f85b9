"""When a copy does not open: recovery by two people, or a new copy with the old one set aside."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.bands import MarkingBand, StatusBar
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.explain.keys import HelpKeys
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Choice, Hairline, Words, answered, question
from crimint_desktop.ui.recovery.acts import RecoveryActs, Waiting
from crimint_desktop.ui.recovery.steps import AskStep, SecondStep
from crimint_desktop.ui.sign_in.acts import Way
from crimint_desktop.ui.sign_in.choosing import ChoosePassphrase
from crimint_desktop.ui.spelling.walk import SpellingWalk
from crimint_domain.errors import Problem, Refused, Unavailable

__all__ = ["RecoveryWindow"]

_COLUMN, _BESIDE = 32, 2
"""Ems: the width of the words, and what is kept free beside them where the window is narrower."""
_NOTHING_LOST = (
    "What you wrote and did not send is in this copy. Recovering it keeps that; a second person has to agree, and it "
    "is written down."
)
_WAITING = "Waiting for your browser. Sign in there, then come back here."
_NEW = (
    "If it cannot be recovered, begin a new copy: everything that was sent comes again from the service. The old copy "
    "is set aside on this computer, not deleted, and an administrator can still recover it."
)
_SET_ASIDE = (
    "The old copy is set aside on this computer, with what you wrote in it and did not send. Only an administrator can "
    "bring that back. What was sent comes again from the service."
)
_CHOOSE = "A second person has agreed. Choose a new passphrase for the copy; then it opens with everything in it."


class RecoveryWindow(QWidget):
    """One step after the other, each with what it needs and nothing else."""

    def __init__(self, acts: RecoveryActs, jobs: Jobs, *, service: str, user: str) -> None:
        """Help ``user`` with their copy of ``service``."""
        super().__init__()
        self._acts = acts
        self._jobs = jobs
        self._busy: Future[Any] | None = None
        self.setObjectName("window")
        self.setWindowTitle("Recover - CrimInt+")
        self.setAccessibleName("A copy that does not open")
        self.status = StatusBar(keys="F1 help")
        self.ask = AskStep(user, self._ask, self._ask_with_browser)
        self.second = SecondStep(self._agree, self._look)
        self.choose = ChoosePassphrase(
            self._finish, words=_CHOOSE, button="Open the copy", without=False, identifier="recovery.choose"
        )
        self._step: AskStep | SecondStep | ChoosePassphrase = self.ask
        self._new = Button("Begin a new copy…", self._ask_begin_new, identifier="recovery.begin-new")
        self._provider = ""
        self._stop = Button("Cancel", acts.stop, identifier="recovery.stop")
        self._stop.setVisible(False)
        self._back = Button("Back to sign-in", self._leave, identifier="recovery.back")
        self._build(service)
        walk = SpellingWalk(self, acts.spelling, jobs) if acts.spelling is not None else None
        HelpKeys(self, check_spelling=(lambda: walk.go(self)) if walk is not None else None)
        self._show(self.ask)

    def _build(self, service: str) -> None:
        bands = (MarkingBand("", "", identifier="marking.top"), MarkingBand("", "", identifier="marking.bottom"))
        for band in bands:
            band.show_marking("OFFICIAL")
        inner = QWidget()
        inner.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(inner)
        column.setSpacing(u(2.4))
        column.addStretch(1)
        column.addWidget(Words("A copy that does not open", role=Type.TITLE))
        column.addWidget(Words(service, quiet=True))
        column.addWidget(Words(_NOTHING_LOST, wrap=True))
        for step in (self.ask, self.second, self.choose):
            column.addWidget(step)
        column.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(u(2))
        column.addWidget(Hairline())
        column.addWidget(Words(_NEW, quiet=True, wrap=True))
        buttons = Flow()
        buttons.setSpacing(u(2))
        buttons.add(self._new)
        buttons.add(self._back)
        column.addLayout(buttons)
        column.addStretch(2)
        content = QWidget()
        middle = QHBoxLayout(content)
        middle.addStretch(1)
        middle.addWidget(inner)
        middle.addStretch(1)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for each in (bands[0], Scroll(content, identifier="recovery.scroll"), Hairline(), self.status, bands[1]):
            rows.addWidget(each, int(isinstance(each, Scroll)))
        self._inner = inner
        self._measure()
        self.status.say("Nothing was changed so far.", icon="info", aloud=False)

    def show_way(self, way: Way) -> None:
        """Ask for passwords, or send both people to their organisation in the browser."""
        if self._busy is None and way.provider != self._provider:
            self._provider = way.provider
            self.ask.show_provider(way.provider, way.person)
            self.second.show_provider(way.provider)
            self._step.greet()

    def _show(self, step: AskStep | SecondStep | ChoosePassphrase) -> None:
        for each in (self.ask, self.second, self.choose):
            each.setVisible(each is step)
        self._step = step
        step.greet()

    # the steps

    def _ask(self, password: str) -> None:
        self._begin(self._acts.ask(password), "Asking the service…", self._asked)

    def _ask_with_browser(self) -> None:
        if self._busy is None:
            self._begin(self._acts.ask_with_browser(), _WAITING, self._asked, browser=True)

    def _asked(self, waiting: Waiting) -> None:
        self.second.show_request(waiting)
        self.status.say("Asked. It waits for a second person.", icon="clock")
        self._show(self.second)

    def _agree(self) -> None:
        if self._busy is not None:
            return
        said = self.second.agreement()
        if self._provider:
            self._begin(
                self._acts.agree_with_browser(said.reason), _WAITING, lambda _none: self._look(), browser=True
            )  # fmt: skip
        else:
            self._begin(self._acts.agree(said), "Asking the service…", lambda _none: self._look())

    def _look(self) -> None:
        self._begin(self._acts.look(), "Looking whether somebody has agreed…", self._looked)

    def _looked(self, agreed: bool) -> None:
        if agreed:
            self.status.say("A second person has agreed.", icon="check")
            self._show(self.choose)
        else:
            self.status.say("Nobody has agreed yet.", icon="clock")

    def _finish(self, passphrase: str) -> None:
        self._begin(self._acts.finish(passphrase), "Opening the copy…", lambda _shown: None)

    def _ask_begin_new(self) -> None:
        """Say what will happen, and ask; Enter and Esc leave the copy as it is."""
        choices = (Choice("Begin a new copy"), Choice("Leave it as it is", default=True, escape=True))
        box = question(self, "Begin a new copy", "Begin a new copy?", choices, detail=_SET_ASIDE)
        box.finished.connect(lambda _code: self._begin_new() if answered(box) == 0 else None)
        box.finished.connect(box.deleteLater)
        box.open()

    def _begin_new(self) -> None:
        self._begin(self._acts.begin_new(), "Setting the old copy aside…", self._acts.back)

    # what comes of them

    def _leave(self) -> None:
        self._acts.stop()
        self._acts.back("")

    def _begin(self, future: Future[Any], words: str, done: Callable[[Any], object], *, browser: bool = False) -> None:
        if self._busy is not None:
            return
        self._busy = future
        self._stop.setVisible(browser)
        self.status.say(words, icon="sending")

        def over(answer: object) -> None:
            self._rest()
            done(answer)

        self._jobs.when(self, future, over, self._refused, unavailable=self._failed)

    def _rest(self) -> None:
        self._busy = None
        self._stop.setVisible(False)

    def _refused(self, refused: Refused) -> None:
        self._rest()
        self.status.say("Nothing was changed.", aloud=False)
        self._step.show_problem(refused.problems[0])

    def _failed(self, fault: Unavailable) -> None:
        self._rest()
        self.status.say("Nothing was changed.", aloud=False)
        self._step.show_problem(Problem("", fault.says))

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Be no wider than the window."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        self._measure()

    def changeEvent(self, event: object) -> None:
        """Follow the application's font."""
        super().changeEvent(event)  # type: ignore[arg-type]  # a QEvent, named loosely
        if hasattr(self, "_inner"):
            self._measure()

    def _measure(self) -> None:
        self._inner.setFixedWidth(min(ems(_COLUMN), self.width() - ems(_BESIDE)))
