"""Where the keyboard is and what lies where, for tests that work like a person."""

from typing import Any

from PySide6.QtWidgets import QApplication


def focused() -> Any:
    """The widget that has the keyboard; fails where none has."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def settle() -> None:
    """Let the window do what it has put off."""
    for _ in range(5):
        QApplication.processEvents()


def find(within: Any, kind: Any, identifier: str) -> Any:
    """The widget of this kind and accessible identifier; fails where there is none."""
    return next(each for each in within.findChildren(kind) if each.accessibleIdentifier() == identifier)
