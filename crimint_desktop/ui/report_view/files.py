"""The files beside a report, as a reader finds them: what each is, in words, and a button that opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.attachment.wording import file_words
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Section
from crimint_desktop.ui.plain import Words
from crimint_domain.attachment import Attachment

__all__ = ["FilesReading"]


class FilesReading(Section):
    """Opening is a consultation of its own: nothing of a file is shown here."""

    def __init__(
        self, files: Sequence[Attachment], *, identifier: str, open_file: Callable[[Attachment], object] | None
    ) -> None:
        """Show ``files``; without ``open_file`` they are only named."""
        count = len(files)
        super().__init__(
            "Attachments", identifier=f"{identifier}.files", note=f"{count} files" if count != 1 else "1 file"
        )
        for number, file in enumerate(files, 1):
            self.body.addWidget(self._row(file, f"{identifier}.files.{number}", open_file))

    @staticmethod
    def _row(file: Attachment, identifier: str, open_file: Callable[[Attachment], object] | None) -> QWidget:
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(u(2))
        across.addWidget(IconLabel("attachment"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(file.name, wrap=True))
        words.addWidget(Words(file_words(file), quiet=True))
        if file.title:
            words.addWidget(Words(file.title, wrap=True))
        across.addLayout(words, 1)
        if open_file is not None:
            spoken = f"Open {file.name}, {file_words(file)}. {file.title}".strip()
            opens = flat("Open", lambda: open_file(file), identifier=f"{identifier}.open", spoken=spoken)
            across.addWidget(opens, 0, Qt.AlignmentFlag.AlignTop)
        return row
