"""Where a person is in a page: the field by its name, and the caret in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QTextEdit, QWidget

__all__ = ["of", "restore"]


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
