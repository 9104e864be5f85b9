"""Tells a magnifier where the keyboard is when nothing else does."""

from __future__ import annotations

import sys

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication


def tell_focus_again() -> None:
    """Tell once more where the keyboard is, after it stayed and another caret was told of, or its place moved.

    A magnifier on Linux goes where it was told last. On Windows it follows the caret, which is only ever in what has
    the keyboard, and whoever listens there would hear it again. In a list it is a row that has the keyboard.
    """
    focused = QApplication.focusWidget()
    if sys.platform != "win32" and focused is not None and not isinstance(focused, QAbstractItemView):
        QAccessible.updateAccessibility(QAccessibleEvent(focused, QAccessible.Event.Focus))
