"""Widgets of which one is shown at a time."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

__all__ = ["Column", "Stack"]


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
        self.updateGeometry()

    def currentWidget(self) -> QWidget | None:
        """The widget that is shown, None while there is none."""
        return self._pages.currentWidget()

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        """Be as small as what is shown may be, whatever is not shown would need."""
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else QSize(0, 0)

    def hasHeightForWidth(self) -> bool:
        """Say whether what is shown needs more height where it is narrower."""
        shown = self.currentWidget()
        return shown is not None and shown.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        """Give the height that what is shown needs."""
        shown = self.currentWidget()
        return shown.heightForWidth(width) if shown is not None else -1


class Column(QWidget):
    """Rows without gaps, as low as they may be, where Qt would make them as high as they would like to be."""

    def __init__(self, identifier: str) -> None:
        """Hold nothing yet."""
        super().__init__()
        self.setObjectName(identifier)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(0)

    # Qt's overrides

    def heightForWidth(self, width: int) -> int:
        """Give the least height."""
        return self.rows.minimumHeightForWidth(width)
