"""The page on which a file beside a report is looked at: nothing of it is shown before the looking was logged."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget

from crimint_desktop.actions.attachments import FileOpened, Shown
from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.attachment.choosing import choose_folder
from crimint_desktop.ui.attachment.picture import PictureView
from crimint_desktop.ui.attachment.wording import file_words
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Page, Scroll, Section
from crimint_desktop.ui.plain import Choice, Words, answered, question
from crimint_desktop.ui.reading import ReadingText
from crimint_domain.attachment import Attachment
from crimint_domain.errors import Refused, Unavailable

__all__ = ["AttachmentActs", "AttachmentPage"]

_SIDE = 2_400
_NOT_SHOWN = "This kind of file is not shown here. It can leave as a marked copy, which is logged."


@dataclass(frozen=True, slots=True)
class AttachmentActs:
    """``open`` logs before it answers; ``decode`` shows a page of what was opened (page from 0, most points of a side)
    and raises Refused for what cannot be shown; ``export`` logs, writes a marked copy into a folder and returns where
    it is; ``done`` shows the page before."""

    open: Callable[[str, str], Future[FileOpened]]
    decode: Callable[[FileOpened, int, int], Future[Shown]]
    export: Callable[[FileOpened, str, str], Future[Path]]
    done: Callable[[], object]


class AttachmentPage(Page):
    """A picture that can be made larger, the words of the page beneath it, and what the file says of itself."""

    def __init__(self, record: str, file: Attachment, acts: AttachmentActs, jobs: Jobs) -> None:
        """Open ``file``, which stands beside the report ``record``."""
        super().__init__("Attachment", identifier="attachment", sentence=file_words(file))
        self.record = record
        self.file = file
        self._may = acts
        self._jobs = jobs
        self._opened: FileOpened | None = None
        self._arrived = False
        self._page = 0
        self._pages = 1
        self.head.set_words(file.name, file_words(file))
        self.setAccessibleName(f"Attachment {file.name}")
        self._copy = flat(
            "Marked copy…", self.ask_to_export, identifier="attachment.export", spoken="Write a marked copy…"
        )
        self.head.add(self._copy)
        self._title = Words(file.title, wrap=True)
        self._error = ErrorLine("attachment.problem")
        self._state = Words("Opening…", quiet=True)
        self.picture = PictureView(identifier="attachment.picture")
        self.text = ReadingText()
        self.hidden = ReadingText()
        self._build()
        self._answer_keys()
        self._jobs.when(
            self, acts.open(record, file.id), self._show_file, self._failed, unavailable=self._failed
        )  # fmt: skip

    # how it is built

    def _build(self) -> None:
        name(self.text, "Words on this page", identifier="attachment.text")
        name(self.hidden, "Hidden details in this file", identifier="attachment.hidden")
        self.add_bar(self._make_bar(), lined=False)
        words = QWidget()
        rows = QVBoxLayout(words)
        rows.setContentsMargins(u(4), u(2), u(4), u(4))
        rows.setSpacing(u(3))
        self._words_part = Section("Words on this page", identifier="attachment.words-part")
        self._words_part.body.addWidget(self.text)
        self._hidden_part = Section("Hidden details in this file", identifier="attachment.hidden-part")
        self._hidden_part.body.addWidget(
            Words("The file carries these; they are not part of what it shows.", wrap=True)
        )
        self._hidden_part.body.addWidget(self.hidden)
        for each in (self._error, self._state, self._title, self.picture, self._words_part, self._hidden_part):
            rows.addWidget(each)
            if each is not self.picture:
                each.setMaximumWidth(ems(FORM_WIDTH))
        rows.addStretch(1)
        for each in (self.picture, self._words_part, self._hidden_part):
            each.hide()
        self._title.setVisible(bool(self.file.title))
        self.picture.setMinimumHeight(ems(24))
        scroll = Scroll(words, identifier="attachment.scroll")
        words.setAutoFillBackground(True)
        for ground in (words, scroll.viewport()):
            ground.setBackgroundRole(QPalette.ColorRole.Base)
        self.set_body(scroll)

    def _make_bar(self) -> QWidget:
        self._bar = QWidget()
        row = Flow(self._bar)
        row.setContentsMargins(u(4), u(1), u(4), u(1))
        row.setSpacing(u(2))
        self._previous = flat("Previous page", lambda: self.turn(-1), identifier="attachment.previous", icon="arrow-up")
        self._next = flat("Next page", lambda: self.turn(1), identifier="attachment.next", icon="arrow-down")
        self._where = Words("")
        self._larger = flat("Larger", lambda: self.size_picture(1), identifier="attachment.larger", icon="plus")
        self._smaller = flat("Smaller", lambda: self.size_picture(-1), identifier="attachment.smaller", icon="minus")
        self._fit = flat("Fit", lambda: self.size_picture(0), identifier="attachment.fit", spoken="Fit to the window")
        for each in (self._previous, self._where, self._next, self._smaller, self._larger, self._fit):
            row.add(each)
        self._bar.hide()
        return self._bar

    def _answer_keys(self) -> None:
        self.does("attachment.next", lambda: self.turn(1))
        self.does("attachment.previous", lambda: self.turn(-1))
        self.does("attachment.larger", lambda: self.size_picture(1))
        self.does("attachment.smaller", lambda: self.size_picture(-1))
        self.does("attachment.fit", lambda: self.size_picture(0))
        self.does("attachment.export", self.ask_to_export)

    # opening and turning pages

    def _show_file(self, opened: FileOpened) -> None:
        self._opened = opened
        self.say_marking(opened.marking)
        kind = opened.file.file_type
        if kind is None or not kind.shown:
            self._state.setText(_NOT_SHOWN)
            announce(self, _NOT_SHOWN)
            return
        self._show_page(0)

    def _show_page(self, number: int) -> None:
        if self._opened is not None:
            self._state.setText("Opening…")
            self._state.show()
            future = self._may.decode(self._opened, number, _SIDE)
            self._jobs.when(self, future, self._show_decoded, self._failed, unavailable=self._failed)

    def _show_decoded(self, shown: Shown) -> None:
        focused = self.focusWidget()
        self._page, self._pages = shown.page, max(1, shown.pages)
        self._state.hide()
        self._error.show_words("")
        words = " ".join(each for each in (self.file.title, self._where_words() if self._pages > 1 else "") if each)
        if shown.width:
            self.picture.show_points(shown.width, shown.height, shown.pixels, words)
        self.picture.setVisible(bool(shown.width))
        self.text.show_words(shown.text)
        self._words_part.setVisible(bool(shown.text.strip()))
        self.hidden.show_words(shown.hidden)
        self._hidden_part.setVisible(bool(shown.hidden.strip()))
        self._say_where(has_picture=bool(shown.width))
        waited = not self._arrived and focused is self._copy  # it held the keyboard while there was nothing else
        self._arrived = True
        if waited or focused is None or not focused.isVisibleTo(self):
            self.focus_first()

    def _say_where(self, *, has_picture: bool) -> None:
        many = self._pages > 1
        for each in (self._previous, self._where, self._next):
            each.setVisible(many)
        for each in (self._smaller, self._larger, self._fit):
            each.setVisible(has_picture)
        self._bar.setVisible(many or has_picture)
        self._where.setText(self._where_words())
        if many:
            announce(self, self._where_words())

    def _where_words(self) -> str:
        return f"Page {self._page + 1} of {self._pages}"

    def turn(self, by: int) -> None:
        """Show the next page (1) or the one before (-1)."""
        to = self._page + by
        if 0 <= to < self._pages:
            self._show_page(to)
        elif self._opened is not None:
            announce(self, "This is the last page" if by > 0 else "This is the first page")

    def size_picture(self, by: int) -> None:
        """Make the picture larger (1), smaller (-1), or fit it into the room (0)."""
        if self.picture.isVisible():
            announce(self, f"{self.picture.step(by)} per cent")

    def _failed(self, fault: Refused | Unavailable) -> None:
        says = fault.says if isinstance(fault, Unavailable) else fault.problems[0].says
        self._state.hide()
        self._error.show_words(says)
        announce(self, says, assertive=True)

    # copies

    def ask_to_export(self) -> QMessageBox | None:
        """Say what a copy means, and ask whether it is to be written."""
        if self._opened is None:
            announce(self, "The file is not open yet")
            return None
        marking = self._opened.marking or "no marking yet"
        says = (
            f"A copy of “{self.file.name}” is written outside this program, where it is not encrypted. Its name carries"
            f" the marking ({marking}), and the copy is logged as a disclosure by you. You answer for where it goes."
        )
        choices = (Choice("Write the copy"), Choice("Do not", default=True, escape=True))
        box = question(self, "Write a marked copy", says, choices)
        box.finished.connect(lambda _code: self._choose_folder() if answered(box) == 0 else None)
        box.finished.connect(box.deleteLater)
        box.open()
        return box

    def _choose_folder(self) -> None:
        folder = choose_folder(self.window(), "Where the marked copy is written")
        if folder:
            self.export_to(folder)

    def export_to(self, folder: str) -> None:
        """Write a marked copy into a folder."""
        if self._opened is not None:
            future = self._may.export(self._opened, self.record, folder)
            self._jobs.when(self, future, self._exported, self._failed, unavailable=self._failed)

    def _exported(self, path: Path) -> None:
        says = f"Written as {path.name}, and logged."
        self._state.setText(says)
        self._state.show()
        announce(self, says)

    # what the window asks

    def focus_first(self) -> None:
        """Put the keyboard on the picture, or on the words where there is none."""
        for each in (self.picture, self.text, self._copy):
            if each.isVisibleTo(self):
                each.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the page before."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._may.done()
            return
        super().keyPressEvent(event)
