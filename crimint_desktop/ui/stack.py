"""Widgets of which one is shown at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

__all__ = ["Stack"]


class Stack(QWidget):
    """As Qt's stacked widget, which a screen reader calls a “layered pane” each time the keyboard comes in."""

    def __init__(self) -> None:
        super().__init__()
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, widget: QWidget) -> None:
        """Add a widget; the first one is shown."""
        self._pages.addWidget(widget)

    def removeWidget(self, widget: QWidget) -> None:
        """Take a widget out; it is neither hidden nor deleted."""
        self._pages.removeWidget(widget)

    def setCurrentWidget(self, widget: QWidget) -> None:
        """Show a widget and hide the others."""
        self._pages.setCurrentWidget(widget)

    def currentWidget(self) -> QWidget | None:
        """The widget that is shown, None while there is none."""
        return self._pages.currentWidget()
