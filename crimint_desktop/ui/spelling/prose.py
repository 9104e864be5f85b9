"""Fields that hold prose: their words, and how one of them is shown and replaced."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QLineEdit, QWidget

from crimint_desktop.ui.text_area import TextArea

__all__ = ["cursor_at", "is_prose", "mark_prose", "prose_in", "put", "start_of", "text_in"]

_PROSE = "prose"
_ONE_UNIT = "\uffff"
"""The last character that Qt counts as one place."""


def mark_prose(field: QLineEdit) -> QLineEdit:
    """Say that a line holds words of the language, so that F7 comes to it; text areas always do."""
    field.setProperty(_PROSE, True)
    return field


def is_prose(widget: QWidget | None) -> bool:
    """Say whether a person writes prose in ``widget`` now."""
    if isinstance(widget, TextArea):
        return not widget.isReadOnly() and widget.isEnabled()
    return isinstance(widget, QLineEdit) and bool(widget.property(_PROSE)) and not widget.isReadOnly()


def prose_in(page: QWidget) -> list[TextArea | QLineEdit]:
    """Find the fields of prose that can be seen in ``page``, in the order in which Tab reaches them."""
    found: list[TextArea | QLineEdit] = []
    at = page.nextInFocusChain()
    while at is not None and at is not page:
        if isinstance(at, TextArea | QLineEdit) and is_prose(at) and page.isAncestorOf(at) and at.isVisibleTo(page):
            found.append(at)
        at = at.nextInFocusChain()
    return found


def text_in(field: TextArea | QLineEdit) -> str:
    """Give what is written."""
    return field.text()


def start_of(field: TextArea | QLineEdit) -> int:
    """Give where the word at the caret begins to count: after what is selected."""
    if isinstance(field, QLineEdit):
        return 0
    return field.textCursor().selectionEnd()


def cursor_at(area: TextArea, text: str, at: int, length: int) -> QTextCursor:
    """Make a cursor that holds ``length`` characters of ``text`` from ``at`` on."""
    cursor = QTextCursor(area.document())
    first, last = _place(text, at), _place(text, at + length)
    cursor.setPosition(first)
    cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
    return cursor


def _place(text: str, at: int) -> int:
    """Qt counts in units of UTF-16: a character beyond the first 65,536 takes two."""
    before = text[:at]
    return at if before <= _ONE_UNIT and before.isascii() else len(before.encode("utf-16-le")) // 2


def put(field: TextArea | QLineEdit, at: int, length: int, word: str | None = None) -> None:
    """Select the word at ``at``, and write ``word`` in its place where one is given; both can be undone."""
    text = text_in(field)
    if isinstance(field, TextArea):
        cursor = cursor_at(field, text, at, length)
        if word is not None:
            cursor.insertText(word)
        field.setTextCursor(cursor)
        field.ensureCursorVisible()
        return
    field.setSelection(_place(text, at), _place(text[at:], length))
    if word is not None:
        field.insert(word)
