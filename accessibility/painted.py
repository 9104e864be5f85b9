"""What a window really paints: its pixels at twice the size, and where in them text, icons and outlines are.

At twice the size the strokes of small letters have a core of their true colour; at scale 1 anti-aliasing reads up to a
third too low.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPalette, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from accessibility.colour import ratio_of
from accessibility.tree import seen_rect

SCALE = 2
CARETED = (QLineEdit, QPlainTextEdit, QTextEdit)
LEAST_TIMES = 3  # how often a colour must occur to count as painted on purpose
Kind = Literal["text", "quiet text", "icon", "outline"]


@dataclass(frozen=True, slots=True, eq=False)
class Painted:
    """A place (logical pixels of the window) where ``widget`` paints something that must be seen."""

    kind: Kind
    widget: QWidget
    place: QRect
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class Canvas:
    """The pixels of a window as 0xRRGGBB, ``scale`` of them to a logical pixel."""

    image: QImage
    pixels: memoryview
    scale: int

    def _rows(self, place: QRect) -> Iterator[tuple[int, int]]:
        """First and last index of each row of pixels in a place."""
        width, scale = self.image.width(), self.scale
        asked = QRect(place.topLeft() * scale, place.size() * scale)
        whole = asked & QRect(QPoint(0, 0), self.image.size())
        for y in range(whole.top(), whole.bottom() + 1):
            yield y * width + whole.left(), y * width + whole.right() + 1

    def counted(self, place: QRect) -> Counter[int]:
        """How often each colour occurs in a place."""
        counts: Counter[int] = Counter()
        for first, last in self._rows(place):
            counts.update(self.pixels[first:last].tolist())
        return Counter({rgb & 0xFFFFFF: times for rgb, times in counts.items()})

    def pairs(self, before: Canvas, place: QRect) -> Iterator[tuple[int, int]]:
        """Old and new colour of every pixel in a place that differs from an earlier canvas of the same size."""
        if before.image.size() != self.image.size():
            return
        for first, last in self._rows(place):
            old, new = before.pixels[first:last], self.pixels[first:last]
            if old != new:
                for one, two in zip(old.tolist(), new.tolist(), strict=True):
                    if one != two:
                        yield one & 0xFFFFFF, two & 0xFFFFFF

    def along(self, start: QPoint, step: QPoint, length: int) -> list[int]:
        """The colours along a line of ``length`` logical pixels, from outside a control inwards."""
        found = []
        for number in range(length * self.scale):
            x = start.x() * self.scale + step.x() * number + (self.scale - 1 if step.x() < 0 else 0)
            y = start.y() * self.scale + step.y() * number + (self.scale - 1 if step.y() < 0 else 0)
            if 0 <= x < self.image.width() and 0 <= y < self.image.height():
                found.append(self.pixels[y * self.image.width() + x] & 0xFFFFFF)
        return found

    def two_colours(self, place: QRect) -> tuple[int, int] | None:
        """Foreground and background in a place: the commonest colour, and the one furthest from it.

        None where only one colour is. Not for pictures, gradients, or text over text.
        """
        counts = self.counted(place)
        if not counts:
            return None
        ground = counts.most_common(1)[0][0]
        others = [rgb for rgb, times in counts.items() if rgb != ground and times >= LEAST_TIMES]
        return (max(others, key=lambda rgb: ratio_of(rgb, ground)), ground) if others else None


def draw(window: QWidget, scale: int = SCALE, *, caret: bool = True) -> Canvas:
    """Paint a window, focus included, into memory at ``scale`` times its size.

    Without ``caret`` the blinking caret of the focused field is wiped out: Qt inverts what is under it, which gives a
    colour that is nobody's.
    """
    size = QSize(window.width() * scale, window.height() * scale)
    image = QImage(size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(window.palette().color(window.backgroundRole()))
    window.render(image, QPoint(0, 0))
    if not caret:
        _wipe_caret(window, image)
    return Canvas(image, memoryview(image.constBits()).cast("B").cast("I"), scale)


def draw_part(window: QWidget, part: QRect, scale: int = SCALE) -> Canvas:
    """Paint only a part of a window; places in what is given count from the corner of the part."""
    image = QImage(part.size() * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(window.palette().color(window.backgroundRole()))
    window.render(image, QPoint(0, 0), QRegion(part))
    return Canvas(image, memoryview(image.constBits()).cast("B").cast("I"), scale)


def seen_part(widget: QWidget, place: QRect) -> QRect:
    """A place in a widget's own pixels as a place in the window, cut to what can be seen of it."""
    shown = place & seen_rect(widget)
    return shown.translated(widget.mapTo(widget.window(), QPoint(0, 0))) if not shown.isEmpty() else QRect()


def is_decorative(widget: QWidget) -> bool:
    """Whether a widget lies over others without being one: a focus ring, a drop mark."""
    return widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def _wipe_caret(window: QWidget, image: QImage) -> None:
    field = QApplication.focusWidget()
    if field is None or not window.isAncestorOf(field) or not isinstance(field, CARETED):
        return
    place = field.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    spot = place.toRect() if isinstance(place, QRectF) else place
    if not isinstance(spot, QRect):
        return
    inside = field.viewport() if isinstance(field, QAbstractScrollArea) else field
    middle = spot.translated(inside.mapTo(window, QPoint(0, 0))).center()
    # Qt reports the caret with room to spare on every side: a frame beside it must stay. At the end of words it
    # is painted a little further on than it is said to be.
    height = min(spot.height(), field.height() - 8)
    spot = QRect(middle.x() - 1, middle.y() - height // 2, 5, height)
    painter = QPainter(image)
    painter.fillRect(spot, field.palette().color(QPalette.ColorRole.Base))
    painter.end()
