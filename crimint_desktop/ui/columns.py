"""One column instead of several, for whoever reads that way whatever the width: chosen once, held by every page."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

__all__ = ["choose_one_column", "is_one_column"]

_ONE = "crimint.one-column"


def is_one_column() -> bool:
    """Say whether a person chose that nothing stands side by side."""
    application = QApplication.instance()
    return bool(application is not None and application.property(_ONE))


def choose_one_column(one: bool) -> None:
    """Put everything that stands side by side one above the other, or side by side again, from now on."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and is_one_column() != one:
        application.setProperty(_ONE, one)
        for widget in application.allWidgets():
            # What is laid out by its width asks again when its words change their size, and so it does now.
            if widget.layout() is not None:
                QApplication.sendEvent(widget, QEvent(QEvent.Type.FontChange))
