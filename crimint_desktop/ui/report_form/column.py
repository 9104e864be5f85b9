"""The one column of the form: its blocks beneath each other, no wider than words can be read in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Scroll

__all__ = ["FormColumn", "FormScroll"]


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


class FormScroll(Scroll):
    """Shows what has the keyboard together with what belongs to it."""

    def bring(self, now: QWidget, first: QWidget, last: QWidget) -> None:
        """Scroll as little as shows everything from ``first`` to ``last``; at least ``now`` with the label above it."""
        column, view, bar = self.widget(), self.viewport().height(), self.verticalScrollBar()
        if column is None:
            return
        top = first.mapTo(column, QPoint(0, -u(4))).y()
        end = last.mapTo(column, QPoint(0, last.height() + u(4))).y()
        if end - top > view:
            top = now.mapTo(column, QPoint(0, -ems(4))).y()
            end = max(min(end, top + view), now.mapTo(column, QPoint(0, now.height())).y())
        bar.setValue(min(max(bar.value(), end - view), max(top, 0)))
