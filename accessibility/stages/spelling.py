"""The spelling window over an invented sentence: with suggestions, and with none."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.spelling.window import SpellingWindow

COVERS = ("crimint_desktop.ui.spelling.window:SpellingWindow",)


def suggestions() -> QWidget:
    """A word with three suggestions."""
    window = SpellingWindow()
    window.show_word("recieved", "The verger ", " a parcel of lead.", ("received", "relieved", "retrieved"))
    return window


def no_suggestion() -> QWidget:
    """A word like which nothing is known."""
    window = SpellingWindow()
    window.show_word("gronfled", "The van was ", " at the gate.", ())
    return window
