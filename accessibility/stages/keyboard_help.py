"""The list of keys, one of them refused, and a page of help."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from accessibility.stages.window import framed
from crimint_desktop.ui import keymap
from crimint_desktop.ui.keyboard_help.acts import KeysActs
from crimint_desktop.ui.keyboard_help.help_page import HelpPage
from crimint_desktop.ui.keyboard_help.page import KeysPage

KEYS_COVERS = ("crimint_desktop.ui.keyboard_help.page:KeysPage",)
HELP_COVERS = ("crimint_desktop.ui.keyboard_help.help_page:HelpPage",)


def _nothing(_changes: Mapping[str, tuple[str, ...]]) -> None:
    """Keep no change: a stage stays as it is."""


def all_keys() -> QWidget:
    """Every key as delivered."""
    acts = KeysActs(keymap.load, dict, _nothing, lambda: True, lambda _topic: None)
    return framed("settings", KeysPage(acts))


def keys_refused() -> QWidget:
    """Keys that already mean something else."""
    window = all_keys()
    for edit in window.findChildren(QLineEdit):
        if edit.accessibleIdentifier() == "keys.chosen":
            edit.setText("Ctrl+F")
    for button in window.findChildren(QPushButton):
        if button.accessibleIdentifier() == "keys.use":
            button.click()
    return window


def a_page_of_help() -> QWidget:
    """How to grade."""
    return framed("settings", HelpPage("grading"))
