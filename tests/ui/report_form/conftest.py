"""The real form in the real window, in front of acts that remember what they were asked."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.actions.attachments import Kept
from crimint_desktop.actions.drafting import Editing
from crimint_desktop.actions.reading import Match
from crimint_desktop.ui import keymap
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.main_window import Frame, MainWindow
from crimint_desktop.ui.report_form.page import ReportFormPage
from crimint_desktop.ui.report_form.setting import FileActs, FormActs, FormSetting
from crimint_domain.attachment import Attachment
from crimint_domain.card import Card
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused, Unavailable
from crimint_domain.parts import Document
from crimint_domain.report import Report
from crimint_domain.submission import new_draft, problems_before_submission
from crimint_domain.views import report_document, report_from
from tests.builders import A_MOMENT, CountedIds, a_card, a_principal, an_id

T = TypeVar("T")


def done(value: T) -> Future[T]:
    """An answer that is there already."""
    future: Future[T] = Future()
    future.set_result(value)
    return future


def failed(fault: Exception) -> Future[Any]:
    """An answer that never comes, with its reason."""
    future: Future[Any] = Future()
    future.set_exception(fault)
    return future


@dataclass
class Files:
    """What stands behind the files of the form: takes what it is given, unless there is something against it."""

    given: list[tuple[str, Any]] = field(default_factory=list)
    against: Exception | None = None
    found: dict[str, Kept] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(500))

    def _take(self, act: str, name: str, kind: str) -> Future[Attachment]:
        self.given.append((act, name))
        if self.against is not None:
            return failed(self.against)
        return done(Attachment(an_id(next(self.numbers)), name, kind, 2_500_000, "a" * 64))

    def acts(self) -> FileActs:
        """The acts of a form's files."""
        return FileActs(
            attach=lambda _record, path: self._take("attach", path.rpartition("/")[2], "jpeg"),
            attach_pasted=lambda _record, _raw: self._take("paste", "Pasted picture.png", "png"),
            states=lambda _record: done(self.found),
            forget=self._forget,
        )

    def _forget(self, name: str) -> Future[None]:
        self.given.append(("forget", name))
        return done(None)


@dataclass
class Desk:
    """What stands behind the form: remembers every act in order; its disk can be full, its register can know names."""

    codes: CodeLists
    acts: list[tuple[str, Any]] = field(default_factory=list)
    kept: list[Document] = field(default_factory=list)
    disk_full: bool = False
    known: tuple[Match, ...] = ()
    files: Files = field(default_factory=Files)

    def _full(self) -> Unavailable:
        return Unavailable("The disk is full.", cause="disk-full")

    def keep(self, record: str, document: Document) -> Future[Any]:
        self.acts.append(("keep", record))
        if self.disk_full:
            return failed(self._full())
        self.kept.append(document)
        return done(A_MOMENT)

    def leave(self, record: str) -> Future[bool]:
        self.acts.append(("leave", record))
        return failed(self._full()) if self.disk_full else done(True)

    def submit(self, record: str, document: Document) -> Future[bool]:
        self.acts.append(("submit", record))
        if self.disk_full:
            return failed(self._full())
        self.kept.append(document)
        problems = problems_before_submission(report_from(record, document), self.codes)
        return failed(Refused(*problems)) if problems else done(True)

    def discard(self, record: str) -> Future[None]:
        self.acts.append(("discard", record))
        return done(None)

    def matches(self, text: str, kinds: tuple[str, ...]) -> Future[tuple[Match, ...]]:
        self.acts.append(("matches", text))
        return done(self.known)

    def new_card(self, kind: Any, title: str, cites: str) -> Future[Card]:
        self.acts.append(("new card", title))
        if not title.strip():
            return failed(Refused(Problem("title", "A card needs a name.")))
        return done(a_card(9, kind=kind, title=title))

    def told(self, act: str) -> list[Any]:
        """What was asked of one act."""
        return [about for each, about in self.acts if each == act]

    def form_acts(self) -> FormActs:
        """The acts of a form at this desk."""
        return FormActs(
            keep=self.keep, leave=self.leave, submit=self.submit, discard=self.discard, matches=self.matches,
            new_card=self.new_card, left=lambda record: self.acts.append(("left", record)),
            preview=lambda report: self.acts.append(("preview", report)), files=self.files.acts(),
        )  # fmt: skip


@dataclass
class Typist:
    """Fingers: every key press is counted, and goes where the keyboard is."""

    window: QWidget
    keys: int = 0

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key, with others held."""
        self.keys += 1
        QTest.keyClick(self.at(), key, held)
        QApplication.processEvents()

    def ctrl(self, key: Qt.Key) -> None:
        """Press a key with Ctrl."""
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def write(self, text: str, *, counted: bool = True) -> None:
        """Type characters one by one; the words of a report are not counted."""
        for character in text:
            self.keys += counted
            QTest.keyClicks(self.at(), character)
        QApplication.processEvents()

    def at(self) -> QWidget:
        """What has the keyboard."""
        return QApplication.focusWidget() or self.window


@dataclass
class Opened:
    """A form in its window."""

    page: ReportFormPage
    window: MainWindow
    desk: Desk
    fingers: Typist

    @property
    def document(self) -> Document:
        """What the form has."""
        return self.page.writing.document

    def here(self) -> str:
        """The name of what has the keyboard."""
        return self.fingers.at().objectName()

    def named(self, identifier: str) -> Any:
        """The one visible widget of this name."""
        return next(each for each in self.page.findChildren(QWidget, identifier) if each.isVisible())

    def go(self, identifier: str) -> Any:
        """Put the keyboard on a widget."""
        found = self.named(identifier)
        found.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        return found


def a_draft() -> Report:
    """The empty draft that Ctrl+N begins."""
    return new_draft(an_id(1), an_id(1, who=1), a_principal(), "quillmarsh", "MARZIPAN", A_MOMENT)


OpenForm = Callable[..., Opened]


@pytest.fixture
def open_form(qtbot, show, codes) -> OpenForm:
    """Open a form on a report in the main window; the new draft if none is given."""

    def opened(
        report: Report | None = None, *, document: Document | None = None, read_only: str = "",
        size: tuple[int, int] = (1366, 768), desk: Desk | None = None,
    ) -> Opened:  # fmt: skip
        report = report or a_draft()
        desk = desk or Desk(codes)
        faults: list[BaseException] = []
        jobs = Jobs(faults.append)
        setting = FormSetting(
            codes, (Entry("MARZIPAN", "MARZIPAN"), Entry("TREACLE", "TREACLE")), CountedIds(9), lambda at: at,
            lambda: A_MOMENT,
        )  # fmt: skip
        shown = document if document is not None else report_document(report)
        editing = Editing(report, shown, 0, None if read_only else A_MOMENT, read_only)
        window = MainWindow(Frame("Sample register", "PC 0042 Okonjo-Test", (), keymap.load()))
        jobs.setParent(window)
        show(window, *size)
        page = ReportFormPage(editing, desk.form_acts(), setting, jobs)
        window.open_page("form", page)
        QApplication.processEvents()
        return Opened(page, window, desk, Typist(window))

    return opened
