"""The one column of the form: its blocks beneath each other, no wider than words can be read in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import FORM_WIDTH, Scroll

__all__ = ["FormColumn", "FormScroll"]


class FormColumn(QWidget):
    """Stands at the left of the room it has."""

    settled = Signal()
    """Everything has the height it needs again."""

    def __init__(self, blocks: Sequence[QWidget]) -> None:
        """Show ``blocks`` in their order."""
        super().__init__()
        self._quiet = False
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
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(0)
        self._settling.timeout.connect(self._settle)
        self._measure()

    def _settle(self) -> None:
        """Have every layout ask again how high it must be, the inner ones first.

        Qt tells outwards by queued events; a layout that is asked in between remembers its old height, and what has
        just appeared (matches, conditions, an error) would squeeze everything around it.
        """
        inner_first = [
            each
            for each in reversed(self.findChildren(QWidget))
            if each.layout() is not None and each.isVisibleTo(self)
        ]
        layouts = [layout for each in (*inner_first, self) if (layout := each.layout()) is not None]
        self._quiet = True
        for layout in layouts:
            layout.invalidate()
        for layout in reversed(layouts):
            layout.activate()
        for widget in (*inner_first, self):
            # Everything asked for is done: left in the queue it would come here again, and never come to rest.
            QCoreApplication.removePostedEvents(widget, QEvent.Type.LayoutRequest.value)
        self.updateGeometry()
        self._quiet = False
        self.settled.emit()

    def _measure(self) -> None:
        self._column.setMaximumWidth(ems(FORM_WIDTH))

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the window: what cannot be narrower is cut by itself, and nothing beside it."""
        return QSize(ems(8), super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Settle once whatever has just changed its size has told so."""
        if event.type() == QEvent.Type.LayoutRequest and not self._quiet and hasattr(self, "_settling"):
            self._settling.start()
        return super().event(event)

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
