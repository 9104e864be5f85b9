"""Where the keyboard is, for tests that type like a person."""

from typing import Any

from PySide6.QtWidgets import QApplication


def focused() -> Any:
    """The widget that has the keyboard; fails where none has."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget
