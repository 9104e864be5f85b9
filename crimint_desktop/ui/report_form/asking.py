"""The one question the form asks before it does something that cannot be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from crimint_desktop.ui.plain import Choice, answered, question

__all__ = ["ask_to_discard"]


def ask_to_discard(parent: QWidget, discard: Callable[[], object]) -> QMessageBox:
    """Ask whether what was typed is to be thrown away; call ``discard`` only for a yes. Enter and Esc keep it."""
    choices = (Choice("Throw away"), Choice("Keep writing", default=True, escape=True))
    says = "What you typed in this form is thrown away. It cannot be brought back."
    box = question(parent, "Discard draft", says, choices)
    box.finished.connect(lambda _code: discard() if answered(box) == 0 else None)
    box.finished.connect(box.deleteLater)
    box.open()
    return box
