"""The questions that the program asks before it does what cannot be undone."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget

from accessibility.stages.attachment import a_page, some_files
from crimint_desktop.actions.attachments import FileOpened
from crimint_desktop.ui.report_form.asking import ask_to_discard

COVERS = ("crimint_desktop.ui.plain:question",)


def _alone(asked: QMessageBox | None) -> QWidget:
    """The question without the screen it stands over, which is looked at by itself."""
    assert asked is not None
    asked.setParent(None, asked.windowFlags())
    return asked


def discard_a_draft() -> QWidget:
    """Whether a draft is to be thrown away."""
    behind = QWidget()
    return _alone(ask_to_discard(behind, lambda: None))


def write_a_marked_copy() -> QWidget:
    """Whether a file is to leave the program, with all that this means."""
    file = some_files()[0]
    page = a_page(file)
    page._show_file(FileOpened(file, b"", "QM-26-004417", "OFFICIAL-SENSITIVE"))
    return _alone(page.ask_to_export())
