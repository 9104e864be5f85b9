"""The one column of the form: its blocks beneath each other, no wider than words can be read in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH

__all__ = ["FormColumn"]


class FormColumn(QWidget):
    """Stands at the left of the room it has."""

    def __init__(self, blocks: Sequence[QWidget]) -> None:
        """Show ``blocks`` in their order."""
        super().__init__()
        self._column = QWidget()
        rows = QVBoxLayout(self._column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(5))
        for block in blocks:
            rows.addWidget(block)
        rows.addStretch(1)
        across = QHBoxLayout(self)
        across.setContentsMargins(u(4), u(4), u(4), u(4))
        across.addWidget(self._column, 100)
        across.addStretch(1)
        self._measure()

    def _measure(self) -> None:
        self._column.setMaximumWidth(ems(FORM_WIDTH))

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_column"):
            self._measure()
