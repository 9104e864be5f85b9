"""The Edit menu's commands, for whichever field has the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QLineEdit, QTextEdit, QWidget


def _on(method: str) -> Callable[[QWidget | None], None]:
    def edit(widget: QWidget | None) -> None:
        if isinstance(widget, QLineEdit | QTextEdit):
            getattr(widget, method)()

    return edit


EDITING: Mapping[str, Callable[[QWidget | None], None]] = MappingProxyType(
    {
        "edit.undo": _on("undo"),
        "edit.redo": _on("redo"),
        "edit.cut": _on("cut"),
        "edit.copy": _on("copy"),
        "edit.paste": _on("paste"),
        "edit.select-all": _on("selectAll"),
    }
)
"""What each action of the Edit menu does to the widget that has the keyboard."""
