"""The strokes of the house style: outlines, marks and rings, each from roles of the palette it is given."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPalette, QPen
from PySide6.QtWidgets import QStyleOptionButton

RADIUS = 2.5
FOCUS_WIDTH = 2.0

_Role = QPalette.ColorRole


def inset(rect: QRect, width: float) -> QRectF:
    """Give the rectangle on which a line of ``width`` stays inside ``rect``."""
    half = width / 2
    return QRectF(rect).adjusted(half, half, -half, -half)


def box(painter: QPainter, rect: QRect, fill: QColor | None, line: QColor, width: float) -> None:
    """Paint a rounded box: a field, a button, a combo."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, width))
    painter.setBrush(QBrush(fill) if fill is not None else QBrush(Qt.BrushStyle.NoBrush))
    painter.drawRoundedRect(inset(rect, width), RADIUS, RADIUS)
    painter.restore()


def field(painter: QPainter, rect: QRect, palette: QPalette, *, focused: bool, enabled: bool) -> None:
    """Paint the background and outline of something that is typed into or chosen from."""
    fill = palette.color(_Role.Base if enabled else _Role.Window)
    line = palette.color(QPalette.ColorGroup.Active, _Role.Highlight) if focused else palette.color(_Role.Dark)
    box(painter, rect, fill, line, FOCUS_WIDTH if focused else 1)


def plain_frame(painter: QPainter, rect: QRect, palette: QPalette, *, focused: bool, control: bool) -> None:
    """Paint the square frame of a text area or a table, strong for a ``control`` (it takes the keyboard)."""
    painter.save()
    role = _Role.Highlight if focused else (_Role.Dark if control else _Role.Mid)
    width = FOCUS_WIDTH if focused else 1
    pen = QPen(palette.color(QPalette.ColorGroup.Active, role), width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(inset(rect, width))
    painter.restore()


def radio(painter: QPainter, rect: QRect, palette: QPalette, *, on: bool) -> None:
    """Paint a radio button's mark: an outline, or a filled disc with a hole."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    width = max(1.2, rect.height() / 14)
    line = palette.color(_Role.Highlight if on else _Role.Dark)
    painter.setPen(QPen(line, width))
    painter.setBrush(palette.color(_Role.Highlight if on else _Role.Base))
    painter.drawEllipse(inset(rect, width))
    if on:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(_Role.HighlightedText))
        radius = rect.height() * 0.19
        painter.drawEllipse(QRectF(rect).center(), radius, radius)
    painter.restore()


def check(painter: QPainter, rect: QRect, palette: QPalette, *, on: bool, partly: bool) -> None:
    """Paint a check box's mark: an outline, a tick, or a bar when only some are ticked."""
    filled = on or partly
    width = max(1.2, rect.height() / 14)
    role = _Role.Highlight if filled else _Role.Dark
    box(painter, rect, palette.color(_Role.Highlight if filled else _Role.Base), palette.color(role), width)
    if not filled:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(palette.color(_Role.HighlightedText), max(1.6, rect.height() / 8))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    side, left, top = rect.height(), rect.left(), rect.top()
    points = ((0.24, 0.52), (0.44, 0.72), (0.78, 0.30)) if on else ((0.26, 0.5), (0.74, 0.5))
    painter.drawPolyline([QPointF(left + x * side, top + y * side) for x, y in points])
    painter.restore()


def choice_words(painter: QPainter, option: QStyleOptionButton) -> None:
    """Paint the words of a radio button or check box, in as many lines as there is room for."""
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextShowMnemonic
    if option.fontMetrics.size(Qt.TextFlag.TextShowMnemonic, option.text).width() > option.rect.width():
        flags |= Qt.TextFlag.TextWordWrap
    painter.setPen(option.palette.color(_Role.WindowText))
    painter.drawText(option.rect, int(flags), option.text)


def scroll_handle(painter: QPainter, groove: QRect, handle: QRect, palette: QPalette) -> None:
    """Paint a scroll bar: a plain ground and a handle that can be seen on it."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(groove, palette.color(_Role.Window))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorGroup.Active, _Role.Dark))
    shape = QRectF(handle).adjusted(3, 3, -3, -3)
    painter.drawRoundedRect(shape, RADIUS, RADIUS)
    painter.restore()


def chevron(painter: QPainter, rect: QRect, colour: QColor, *, up: bool = False) -> None:
    """Paint the mark that says a list opens here."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, max(1.5, rect.height() / 6))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre, half = QRectF(rect).center(), rect.height() / 2
    rise = -half / 2 if up else half / 2
    path = QPainterPath(QPointF(centre.x() - half, centre.y() - rise))
    path.lineTo(QPointF(centre.x(), centre.y() + rise))
    path.lineTo(QPointF(centre.x() + half, centre.y() - rise))
    painter.drawPath(path)
    painter.restore()


def ring(painter: QPainter, rect: QRect, palette: QPalette) -> None:
    """Paint the focus ring just inside ``rect``."""
    box(painter, rect, None, palette.color(QPalette.ColorGroup.Active, _Role.Highlight), FOCUS_WIDTH)
