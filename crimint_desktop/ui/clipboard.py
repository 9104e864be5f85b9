"""What is copied from here stays between two programs: no clipboard history, no cloud, and gone when the window locks.

Windows keeps a history of the clipboard and can send it to other devices of the same account. Three formats beside what
is copied ask it not to; programs that keep histories elsewhere heed the hint that password stores give.
"""

from __future__ import annotations

import secrets
from typing import Final

from PySide6.QtCore import QMimeData, QObject
from PySide6.QtGui import QClipboard, QGuiApplication

__all__ = ["MARKS", "OwnClipboard", "clear_own"]

_OURS: Final = "application/x-crimint-own"
_TOKEN: Final = secrets.token_bytes(16)
_NO: Final = bytes(4)  # a number of 32 bits that is zero

MARKS: Final = (
    ('application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"', _NO),
    ('application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"', _NO),
    ('application/x-qt-windows-mime;value="CanUploadToCloudClipboard"', _NO),
    ("x-kde-passwordManagerHint", b"secret"),
)
"""The formats that keep a text out of histories, with what they hold."""


class OwnClipboard(QObject):
    """Marks whatever this program puts on the clipboard, by whichever way it came there."""

    def __init__(self, clipboard: QClipboard, parent: QObject | None = None) -> None:
        """Watch it from now on."""
        super().__init__(parent)
        self._clipboard = clipboard
        clipboard.dataChanged.connect(self._mark)

    def _mark(self) -> None:
        said = self._clipboard.mimeData()
        if said is None or said.hasFormat(_OURS) or not self._clipboard.ownsClipboard():
            return
        marked = QMimeData()
        for each in said.formats():
            marked.setData(each, said.data(each))
        if said.hasImage():
            marked.setImageData(said.imageData())
        for name, value in (*MARKS, (_OURS, _TOKEN)):
            marked.setData(name, value)
        self._clipboard.setMimeData(marked)


def clear_own() -> None:
    """Empty the clipboard if what stands there was put there by this program."""
    clipboard = QGuiApplication.clipboard()
    said = clipboard.mimeData()
    if said is not None and said.hasFormat(_OURS) and bytes(said.data(_OURS).data()) == _TOKEN:
        clipboard.clear()
