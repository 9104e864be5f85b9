"""F1 and F7 where there is no menu bar to hold them: in dialogs, and before anybody has signed in or unlocked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.ui import keymap
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.explain.window import ExplainWindow
from crimint_desktop.ui.explain.words import Explained, explanation_of

__all__ = ["HelpKeys", "explain_over"]

_EXPLAIN, _SPELLING = "help.focus", "edit.spelling"


class HelpKeys(QObject):
    """Answers in one window with the keys a person chose; those of the keymap before their choice is known."""

    def __init__(
        self,
        window: QWidget,
        *,
        explain: Callable[[], object] | None = None,
        check_spelling: Callable[[], object] | None = None,
    ) -> None:
        """Begin to answer; what is not given is done for the field that has the keyboard, in words where it cannot."""
        super().__init__(window)
        self._window = window
        for action, act in ((_EXPLAIN, explain or self.explain), (_SPELLING, check_spelling or self.say_no_prose)):
            for keys in _keys_of(window, action):
                QShortcut(keys, window).activated.connect(lambda does=act: does())

    def explain(self) -> None:
        """Say what the field that has the keyboard is for; Esc goes back to it."""
        explained = explanation_of(QApplication.focusWidget())
        if explained.words:
            explain_over(self._window, explained)
        else:
            announce(self._window, "There is nothing to explain here")

    def say_no_prose(self) -> None:
        """Say that spelling is not checked here."""
        announce(self._window, "There is no text to check here")


def explain_over(window: QWidget, explained: Explained, more: Callable[[], object] | None = None) -> ExplainWindow:
    """Show an explanation over ``window``; F1 says it again. ``more`` shows the page of help to which it belongs."""
    shown = ExplainWindow(explained, more, window)
    HelpKeys(shown, explain=shown.say)
    shown.open()
    return shown


def _keys_of(window: QWidget, action: str) -> list[QKeySequence]:
    """The keys of the window behind, which answers to those a person chose; else those that are shipped."""
    behind = window.parentWidget()
    while behind is not None:
        for each in behind.window().actions():
            if each.objectName() == f"action.{action}":
                return each.shortcuts()
        behind = behind.window().parentWidget()
    return [QKeySequence(keys) for keys in keymap.load().find(action).keys]
