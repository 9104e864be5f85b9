"""The explanation of a field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.explain.window import ExplainWindow
from crimint_desktop.ui.explain.words import Explained

COVERS = ("crimint_desktop.ui.explain.window:ExplainWindow",)


def a_field() -> QWidget:
    """What the date of an event is for."""
    words = "When it happened. One day and time, or a beginning and an end if you only know that it lies between them."
    return ExplainWindow(Explained("Event, or its start", words), lambda: None)
