"""A page of a file as points on the screen: made as large as the room, or as large as somebody wants."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QPainter, QPaintEvent, QPalette, QPixmap
from PySide6.QtWidgets import QLabel, QScrollArea

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.style_paint import FOCUS_WIDTH, box, ring

__all__ = ["PictureView"]

_STEP = 1.25
_SMALLEST, _LARGEST = 0.1, 8.0


class _Points(QLabel):
    """Holds the keyboard, because it is this that says it is a picture; its ring stays where it can be seen."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        name(self, "Picture", identifier=identifier)

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring over the picture."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self)
            seen = self.visibleRegion().boundingRect()
            # A picture may have the ring's own colour: a plain line stands between them.
            box(painter, seen, None, self.palette().color(QPalette.ColorRole.Base), 3 * FOCUS_WIDTH)
            ring(painter, seen, self.palette())
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        super().focusOutEvent(event)
        self.update()


class PictureView(QScrollArea):
    """One Tab stop that names itself by the words for the picture; arrow keys move over what does not fit."""

    def __init__(self, *, identifier: str) -> None:
        """Show nothing yet."""
        super().__init__()
        self._image = QImage()
        self._zoom = 0.0
        self._label = _Points(identifier)
        self.setObjectName(f"{identifier}.room")
        self.setWidget(self._label)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self._label)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.valueChanged.connect(lambda _at: self._label.update())

    def show_points(self, width: int, height: int, pixels: bytes, words: str) -> None:
        """Show red, green and blue of each point, row by row, and what they show in words."""
        self._image = QImage(pixels, width, height, width * 3, QImage.Format.Format_RGB888).copy()
        says = words or "A picture without words for it"
        self._label.setAccessibleName(f"Picture: {says}")
        self._draw()

    def step(self, by: int) -> int:
        """Make it larger (1) or smaller (-1), or fit it into the room (0); return its size in per cent."""
        if by == 0:
            self._zoom = 0.0
        else:
            self._zoom = min(_LARGEST, max(_SMALLEST, self._scale() * (_STEP if by > 0 else 1 / _STEP)))
        self._draw()
        return self.percent()

    def percent(self) -> int:
        """How large it is shown, in per cent of its own points."""
        return round(100 * self._scale())

    def _scale(self) -> float:
        if self._zoom or self._image.isNull():
            return self._zoom or 1.0
        room = self.viewport().size()
        fits = min(room.width() / self._image.width(), room.height() / self._image.height())
        return min(1.0, max(_SMALLEST, fits))

    def _draw(self) -> None:
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        scale = self._scale()
        size = QSize(max(1, round(self._image.width() * scale)), max(1, round(self._image.height() * scale)))
        drawn = self._image.scaled(
            size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(drawn)
        pixmap.setDevicePixelRatio(ratio)
        self._label.setPixmap(pixmap)
        self._label.setMinimumSize(size if self._zoom else QSize(1, 1))

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move over the picture by arrows and pages."""
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        moves = {
            Qt.Key.Key_Up: (down, -u(10)), Qt.Key.Key_Down: (down, u(10)),
            Qt.Key.Key_Left: (across, -u(10)), Qt.Key.Key_Right: (across, u(10)),
            Qt.Key.Key_PageUp: (down, -down.pageStep()), Qt.Key.Key_PageDown: (down, down.pageStep()),
        }  # fmt: skip
        move = moves.get(Qt.Key(event.key())) if not event.modifiers() else None
        if move is None:
            super().keyPressEvent(event)
            return
        move[0].setValue(move[0].value() + move[1])

    def resizeEvent(self, event: object) -> None:
        """Fit it again, unless somebody chose a size."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # typed loosely so that no Qt event class is needed here
        if not self._zoom:
            self._draw()

    def minimumSizeHint(self) -> QSize:
        """Be as small as the window asks."""
        return QSize(u(30), u(20))
