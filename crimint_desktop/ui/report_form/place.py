"""Where a person is in a page: the field by its name, and the caret in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QTextEdit, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.report_form.block import Block

__all__ = ["bring_back", "come_back", "in_words", "of", "refused", "restore"]

_WORDS = 3


def of(page: QWidget) -> dict[str, Any]:
    """Return the field that has the keyboard and its caret; empty where there is none."""
    field = page.focusWidget()
    if field is None or not page.isAncestorOf(field):
        return {}
    caret = 0
    if isinstance(field, QTextEdit):
        caret = field.textCursor().position()
    elif isinstance(field, QLineEdit):
        caret = field.cursorPosition()
    return {"field": field.objectName(), "caret": caret}


def restore(page: QWidget, place: dict[str, Any]) -> None:
    """Put the keyboard and the caret back; nothing happens where the field is no longer there."""
    field = page.findChild(QWidget, str(place.get("field", "")))
    if field is None:
        return
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    caret = int(place.get("caret", 0))
    if isinstance(field, QTextEdit):
        cursor = QTextCursor(field.document())
        cursor.setPosition(min(caret, max(0, field.document().characterCount() - 1)))
        field.setTextCursor(cursor)
    elif isinstance(field, QLineEdit):
        field.setCursorPosition(caret)


def come_back(page: QWidget, blocks: Iterable[Block], place: dict[str, Any]) -> None:
    """Put everything back as it was before a lock, and say where that is; the field says its own name."""
    bring_back(blocks, place)
    restore(page, place)
    announce(page, f"You are back where you were. {in_words(page)}".strip())


def in_words(page: QWidget) -> str:
    """Say where the caret stands, by the words before it; empty where there is none."""
    field = page.focusWidget()
    if isinstance(field, QTextEdit):
        text, caret = field.toPlainText(), field.textCursor().position()
    elif isinstance(field, QLineEdit):
        text, caret = field.text(), field.cursorPosition()
    else:
        return ""
    before = text[:caret].split()
    if not before:
        return "The caret is at the beginning."
    if not text[caret:].strip():
        return "The caret is at the end."
    return f"The caret is after “{' '.join(before[-_WORDS:])}”."


def refused(blocks: Iterable[Block]) -> dict[str, Any]:
    """Return what stands in fields but is in no report yet, because it cannot be taken as it is."""
    typed: dict[str, str] = {}
    for block in blocks:
        for part in block.faults:
            control = block.fields[part].control
            if isinstance(control, QLineEdit):
                typed[part] = control.text()
    return {"typed": typed} if typed else {}


def bring_back(blocks: Iterable[Block], place: dict[str, Any]) -> None:
    """Put back what could not be taken, as if it was typed again."""
    typed: dict[str, Any] = place.get("typed") or {}
    for block in blocks:
        for part, field in block.fields.items():
            if part in typed and isinstance(field.control, QLineEdit):
                field.control.setText(str(typed[part]))
                field.control.setModified(True)
                field.control.editingFinished.emit()
