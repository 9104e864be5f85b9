"""The framed ground on which what belongs together stands."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from crimint_desktop.ui import style_paint


class Panel(QWidget):
    """A framed ground in the colour of fields. Not a QFrame, which Windows would call a custom control."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Stand empty."""
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setContentsMargins(1, 1, 1, 1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame that the style draws round everything framed."""
        painter = QPainter(self)
        style_paint.plain_frame(painter, self.rect(), self.palette(), focused=False, control=False)
        painter.end()
