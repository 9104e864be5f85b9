"""Files beside the report: added from this computer or pasted, each with words that say what it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.attachment.choosing import choose_files
from crimint_desktop.ui.attachment.wording import file_words, state_words
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import REQUIRED, ErrorLine, Field
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.report_form.asking import ask_to_remove_file
from crimint_desktop.ui.report_form.block import Block, lock
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.attachment import Attachment, attachment_document
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crimint_desktop.actions.attachments import Kept
    from crimint_desktop.ui.report_form.setting import FileActs
    from crimint_domain.report import Report

__all__ = ["AttachmentsBlock"]

_LOOK_AGAIN_MS = 2_000
_PATTERNS = "*.jpg *.jpeg *.png *.gif *.tif *.tiff *.pdf *.txt *.csv *.docx *.xlsx *.mp4 *.m4a *.mov *.wav"


class AttachmentsBlock(Block):
    """A row for each file: its name, kind and size, how far it has been sent, and the words for it."""

    def __init__(self, record: str, acts: FileActs, jobs: Jobs) -> None:
        """Put files beside the report ``record``."""
        super().__init__(
            "Attachments", identifier="form.attachments", note="Optional: pictures, PDF, text, Word, Excel, MP4, WAV"
        )
        self._record = record
        self._may = acts
        self._jobs = jobs
        self._rows: dict[str, _FileRow] = {}
        self._shown: tuple[Attachment, ...] = ()
        self._read_only = False
        self._error = ErrorLine("form.attachments.problem")
        self.body.addWidget(self._error)
        self._paste = flat(
            "Paste picture", self.paste, identifier="form.attachments.paste", spoken="Paste picture as an attachment"
        )
        self._add = flat("Add file…", self.choose, identifier="form.attachments.add", icon="attachment")
        self.add_action(self._paste)
        self.add_action(self._add)
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_AGAIN_MS)
        self._looking.timeout.connect(self._look)

    # what the form asks

    def fill(self, report: Report) -> None:
        """Show the report's files; rows that are shown already keep their words and the keyboard."""
        self._shown = report.attachments
        wanted = {each.id for each in report.attachments}
        for gone in [each for each in self._rows if each not in wanted]:
            row = self._rows.pop(gone)
            self.fields.pop(_part(gone), None)
            row.hide()
            row.deleteLater()
        for number, file in enumerate(report.attachments, 1):
            if file.id not in self._rows:
                self._add_row(file, number)
            self._rows[file.id].show_file(file)
        if self._rows and not self._looking.isActive():
            self._looking.start()
            QTimer.singleShot(0, self, self._look)

    def _add_row(self, file: Attachment, number: int) -> None:
        row = _FileRow(file, number, self)
        self._rows[file.id] = row
        self.add(_part(file.id), row.title)
        self.body.addWidget(row)
        row.set_read_only(self._read_only)

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        return part.startswith("attachments")

    def focus_part(self, part: str) -> None:
        """Put the keyboard on the words for a file, or on the button for one more."""
        row = self._rows.get(part.partition("/")[2])
        (row.area if row else self._add).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_empty(self) -> bool:
        """Whether there is none."""
        return not self._shown

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        self._read_only = read_only
        for button in (self._add, self._paste):
            button.setVisible(not read_only)
        for row in self._rows.values():
            row.set_read_only(read_only)

    # adding and removing

    def choose(self) -> None:
        """Let a file of this computer be chosen."""
        if self._read_only:
            return
        kinds = f"Files that are taken ({_PATTERNS});;All files (*)"
        for path in choose_files(self.window(), "Add files to the report", kinds):
            self.take(path)

    def take(self, path: str) -> None:
        """Put a file of this computer beside the report."""
        self._begin(self._may.attach(self._record, path))

    def paste(self) -> None:
        """Put the picture on the clipboard beside the report."""
        if self._read_only:
            return
        image = QGuiApplication.clipboard().image()
        if image.isNull():
            self._say("There is no picture on the clipboard. Copy one first, or add a file.")
            return
        self._begin(self._may.attach_pasted(self._record, _png(image)))

    def _begin(self, future: Future[Attachment]) -> None:
        self._say("")
        announce(self, "Reading the file")
        self._jobs.when(
            self, future, self._added, lambda refused: self._say(refused.problems[0].says),
            unavailable=lambda fault: self._say(fault.says),
        )  # fmt: skip

    def _added(self, file: Attachment) -> None:
        # Files stand in the order of their ids, which is that of time.
        self.tell(_part(file.id), attachment_document(file, ""))
        self._rows[file.id].area.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"{file.name} added. Say what it is.")

    def title_changed(self, file: Attachment) -> None:
        """Tell the words for a file."""
        self.tell(_part(file.id), attachment_document(file, ""))

    def remove(self, file: Attachment) -> None:
        """Take a file off the report."""
        self.tell(_part(file.id), None)
        self._jobs.when(self, self._may.forget(file.id), lambda _none: None)
        announce(self, f"{file.name} removed")
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str) -> None:
        self._error.show_words(words)
        if words:
            announce(self, words, assertive=True)

    # how they stand

    def _look(self) -> None:
        if self.isVisible() and self._rows:
            quiet = _nothing
            self._jobs.when(self, self._may.states(self._record), self._show_states, quiet, unavailable=quiet)

    def _show_states(self, states: Mapping[str, Kept]) -> None:
        for name, row in self._rows.items():
            row.show_state(state_words(states.get(name)))


class _FileRow(QWidget):
    def __init__(self, file: Attachment, number: int, block: AttachmentsBlock) -> None:
        super().__init__()
        at = f"form.attachments.{number}"
        self._file = file
        self._block = block
        self._name = Words("", role=Type.STRONG, wrap=True)
        self._state = Words("", quiet=True)
        self._remove = flat("Remove", self._ask_to_remove, identifier=f"{at}.remove", spoken=f"Remove {file.name}")
        self.area = TextArea(lines=(1, 4))
        label = "What the picture shows" if file.is_picture else "What it is"
        self.title = Field(
            label, self.area, identifier=f"{at}.title", required=file.is_picture,
            hint="Heard by those who cannot see it, and found by search." if file.is_picture else "",
        )  # fmt: skip
        self.area.setAccessibleName(f"{label}{REQUIRED if file.is_picture else ''}: {file.name}")
        head = QHBoxLayout()
        head.setSpacing(u(2))
        head.addWidget(IconLabel("attachment"), 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._name, 1)
        head.addWidget(self._state)
        head.addWidget(self._remove)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(1))
        rows.addLayout(head)
        rows.addWidget(self.title)
        self.area.textChanged.connect(lambda: self._typed(block))
        self.area.left.connect(block.left)

    def _ask_to_remove(self) -> None:
        ask_to_remove_file(self.window(), self._file.name, lambda: self._block.remove(self._file))

    def show_file(self, file: Attachment) -> None:
        """Show a file, and its words unless they are there already."""
        self._file = file
        self._name.setText(f"{file.name}  ({file_words(file)})")
        if self.area.text() != file.title:
            blocked = self.area.blockSignals(True)
            self.area.set_text(file.title)
            self.area.blockSignals(blocked)

    def show_state(self, words: str) -> None:
        """Show how far it has been sent."""
        if self._state.text() != words:
            self._state.setText(words)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        lock(self.area, read_only)
        self._remove.setVisible(not read_only)

    def _typed(self, block: AttachmentsBlock) -> None:
        if self.area.text() != self._file.title:
            file = self._file
            named = Attachment(file.id, file.name, file.type, file.size, file.digest, self.area.text())
            block.title_changed(named)


def _part(name: str) -> str:
    return f"attachments/{name}"


def _nothing(_fault: Refused | Unavailable) -> None:
    """How files stand is looked at again in a moment."""


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes where Qt takes text
    return bytes(buffer.data().data())
