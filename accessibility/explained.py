"""Every field says what it is for: F1 has words for each that the keyboard reaches."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui.explain.words import explanation_of

__all__ = ["unexplained"]


def unexplained(window: QWidget) -> tuple[str, ...]:
    """Give the identifiers of what can be seen and reached in ``window`` and has no explanation."""
    return tuple(sorted(set(_unexplained(window))))


def _unexplained(window: QWidget) -> Iterator[str]:
    for each in window.findChildren(QWidget):
        reached = each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and each.focusProxy() is None
        if reached and not explanation_of(each).words:
            yield each.accessibleIdentifier() or each.objectName() or type(each).__name__
