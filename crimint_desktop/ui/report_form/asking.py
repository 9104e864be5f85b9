"""What the form asks before it does something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from crimint_desktop.ui.plain import Choice, answered, question

__all__ = ["ask_to_discard", "ask_to_remove_file"]


def ask_to_discard(parent: QWidget, discard: Callable[[], object]) -> QMessageBox:
    """Ask whether what was typed is to be thrown away; call ``discard`` only for a yes. Enter and Esc keep it."""
    choices = (Choice("Throw away"), Choice("Keep writing", default=True, escape=True))
    says = "What you typed in this form is thrown away. It cannot be brought back."
    return _ask(parent, "Discard draft", says, choices, discard)


def ask_to_remove_file(parent: QWidget, file: str, remove: Callable[[], object]) -> QMessageBox:
    """Ask whether a file is to be taken off the report; call ``remove`` only for a yes. Enter and Esc keep it."""
    choices = (Choice("Remove it"), Choice("Keep it", default=True, escape=True))
    says = f"{file} and what you wrote about it are taken off this report, and the copy kept here is deleted."
    return _ask(parent, "Remove file", says, choices, remove)


def _ask(parent: QWidget, title: str, says: str, choices: tuple[Choice, ...], act: Callable[[], object]) -> QMessageBox:
    box = question(parent, title, says, choices)
    box.finished.connect(lambda _code: act() if answered(box) == 0 else None)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
