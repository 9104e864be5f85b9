"""What a person does at one workstation: presses keys, types, looks. Nothing here calls an act of the program."""

from __future__ import annotations

import time

from PySide6.QtCore import QEventLoop, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAccessible, QKeySequence, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QLineEdit, QTextEdit, QWidget

from crimint_desktop.ui.bands import StatusBar

__all__ = [
    "Seen",
    "choose_row",
    "grab",
    "press",
    "press_last",
    "see",
    "tab_to",
    "type_words",
    "wait_ms",
    "wait_until_active",
]

Seen = dict[str, object]
_MOST_TABS = 120
_MOST_ROWS = 400


def wait_ms(milliseconds: int) -> None:
    """Let the program go on for so long. A loop of its own, because QTest's wait would hold up Python's threads."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def press(keys: str) -> None:
    """Press keys as written in the keymap: ``Ctrl+N``, ``Down``."""
    press_last(keys)
    wait_ms(1)


def press_last(keys: str) -> None:
    """Press keys that end the program; nothing is waited for, so that its own loop can end."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # a sequence of keys is one
    QTest.keyClick(_target(), combination.key(), combination.keyboardModifiers())


def type_words(words: str) -> None:
    """Type words where the keyboard is."""
    for at, word in enumerate(words.split(" ")):
        QTest.keyClicks(_target(), f" {word}" if at else word)
        wait_ms(0)


def tab_to(starts: str) -> bool:
    """Press Tab until what has the keyboard is called something that begins so; False if nothing is."""
    for _ in range(_MOST_TABS):
        focused = _focused()
        if focused is not None and _name_of(focused).startswith(starts):
            return True
        press("Tab")
    return False


def choose_row(holds: str) -> bool:
    """Move down the list that has the keyboard until the current row holds these words; False if none does."""
    view = _focused()
    if not isinstance(view, QAbstractItemView):
        return False
    QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(_MOST_ROWS):
        at = view.currentIndex()
        if holds in _row(view, at):
            return True
        QTest.keyClick(view, Qt.Key.Key_Down)
        wait_ms(0)
        if view.currentIndex() == at:
            return False
    return False


def see(rows: int) -> Seen:
    """Say what is on the screen: window, status, keyboard, the words that can be read; of a list its first ``rows``."""
    window = _window()
    focused = _focused()
    status = window.findChild(StatusBar)
    return {
        "title": window.windowTitle(),
        "status": status.words() if status is not None else "",
        "focus": _name_of(focused) if focused is not None else "",
        "caret": _caret(focused),
        "words": [each.text() for each in window.findChildren(QLabel) if each.isVisible() and each.text()],
        "lists": {
            view.objectName(): [
                _row(view, view.model().index(at, 0)) for at in range(min(rows, view.model().rowCount()))
            ]
            for view in window.findChildren(QAbstractItemView)
            if view.isVisible() and view.objectName()
        },
        "texts": [each.toPlainText() for each in window.findChildren(QTextEdit) if each.isVisible()],
    }


def grab(file: str) -> None:
    """Save a picture of the window, with the keyboard where it is."""
    QApplication.processEvents()
    wait_ms(30)
    _window().grab().save(file)


def wait_until_active(seconds: float = 10.0) -> None:
    """Wait until a window of the program has the keyboard."""
    until = time.monotonic() + seconds
    while QApplication.activeWindow() is None and time.monotonic() < until:
        for window in QApplication.topLevelWidgets():
            if window.isVisible() and window.isWindow():
                window.activateWindow()
        wait_ms(20)


def _window() -> QWidget:
    shown = QApplication.activeModalWidget() or QApplication.activeWindow()
    if shown is not None:
        return shown
    wait_until_active()
    found = QApplication.activeWindow()
    if found is None:
        raise LookupError("no window is shown")
    return found


def _focused() -> QWidget | None:
    return QApplication.focusWidget()


def _target() -> QWidget:
    popup = QApplication.activePopupWidget()
    return popup or _focused() or _window()


def _name_of(widget: QWidget) -> str:
    if widget.accessibleName():  # Qt would give what is chosen in a combo box
        return widget.accessibleName()
    spoken = QAccessible.queryAccessibleInterface(widget)
    return (spoken.text(QAccessible.Text.Name) if spoken is not None else "") or widget.objectName()


def _caret(widget: QWidget | None) -> int:
    if isinstance(widget, QTextEdit):
        cursor: QTextCursor = widget.textCursor()
        return cursor.position()
    return widget.cursorPosition() if isinstance(widget, QLineEdit) else -1


def _row(view: QAbstractItemView, index: QModelIndex) -> str:
    model = view.model()
    cells = [model.index(index.row(), column) for column in range(model.columnCount())]
    said = [cell.data(Qt.ItemDataRole.AccessibleTextRole) or cell.data(Qt.ItemDataRole.DisplayRole) for cell in cells]
    return " | ".join(str(each) for each in said if each)
