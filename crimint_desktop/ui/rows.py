"""How a row is shown: cells of words, with an icon only for the unusual, and how the current row is marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from crimint_desktop.ui import icons, theme
from crimint_desktop.ui.metrics import Type, ems, font, u

BAR = 3
"""Pixels: the bar at the left edge of the current row of a view without the focus."""

_Role = QPalette.ColorRole
_Group = QPalette.ColorGroup


class RowRole(IntEnum):
    """What the delegate asks the model beyond Qt's own roles."""

    CELL = Qt.ItemDataRole.UserRole + 1
    ROW = Qt.ItemDataRole.UserRole + 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: words, a second line with its hits, an icon (``slot`` keeps its room), how it is spoken."""

    text: str
    icon: str = ""
    slot: bool = False
    second: str = ""
    spoken: str = ""
    quiet: bool = False
    strong: bool = False
    count: str = ""
    hits: tuple[tuple[int, int], ...] = ()

    @property
    def aloud(self) -> str:
        """What is heard for this cell; an empty one says so, because silence could be anything."""
        return self.spoken or self.text or "none"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the key by which it is opened, its cells, and whether it wants attention (weight 600)."""

    key: str
    cells: tuple[Cell, ...]
    strong: bool = False


def paint_current(painter: QPainter, rect: QRect, palette: QPalette, *, focused: bool, first: bool, last: bool) -> None:
    """Paint the ground of a current row: solid where the keys go, else quiet with a bar, outlined under contrast."""
    if focused:
        painter.fillRect(rect, palette.color(_Group.Active, _Role.Highlight))
        return
    high = palette.color(_Group.Active, _Role.Highlight)
    if not theme.contrast():
        painter.fillRect(rect, palette.color(_Group.Inactive, _Role.Highlight))
    else:
        painter.save()
        painter.setPen(QPen(high, 1))
        painter.drawLine(rect.topLeft(), rect.topRight())
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if last:
            painter.drawLine(rect.topRight(), rect.bottomRight())
        painter.restore()
    if first:
        painter.fillRect(QRect(rect.left(), rect.top(), BAR, rect.height()), high)


def current_text(palette: QPalette, *, current: bool, focused: bool, quiet: bool = False) -> QColor:
    """Give the colour of words in a row; inside a selected row every part uses the row's text colour."""
    if current and focused:
        return palette.color(_Group.Active, _Role.HighlightedText)
    if current or not quiet:
        return palette.color(_Group.Active, _Role.Text)
    return palette.color(_Group.Active, _Role.PlaceholderText)


class RowDelegate(QStyledItemDelegate):
    """Paints rows from palette roles; titles elide, codes and figures do not."""

    lines = True
    """Whether a hairline stands beneath each row (never in a contrast theme)."""

    def _left(self, column: int, view: object) -> int:
        if column > 0:
            return u(2)
        return u(3) if isinstance(view, QAbstractItemView) and view.frameWidth() else u(4)

    def _text_line(self, painter: QPainter, box: QRect, cell: Cell, colour: QColor, weight: QFont, right: bool) -> None:
        painter.setFont(weight)
        painter.setPen(colour)
        words = QFontMetrics(weight).elidedText(cell.text, Qt.TextElideMode.ElideRight, box.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), words)

    def _second_line(self, painter: QPainter, box: QRect, cell: Cell, colour: QColor) -> None:
        body = font(Type.BODY)
        metrics = QFontMetrics(body)
        shown = metrics.elidedText(cell.second, Qt.TextElideMode.ElideRight, box.width())
        layout = QTextLayout(shown, body)
        hit = QTextCharFormat()
        hit.setFontWeight(QFont.Weight.DemiBold)
        hit.setFontUnderline(True)
        ranges = []
        for start, length in cell.hits:
            stretch = QTextLayout.FormatRange()
            stretch.start, stretch.length, stretch.format = start, max(0, min(length, len(shown) - start)), hit
            ranges.append(stretch)
        layout.setFormats(ranges)
        layout.beginLayout()
        layout.createLine().setLineWidth(box.width() + ems(4))
        layout.endLayout()
        painter.setPen(colour)
        painter.save()
        painter.setClipRect(box)
        layout.draw(painter, QPointF(box.left(), box.top()))
        painter.restore()

    def _icon(self, painter: QPainter, box: QRect, cell: Cell, colour: QColor, line: int) -> QRect:
        if not (cell.icon or cell.slot):
            return box
        side = round(icons.SIZE * ems(1))
        if cell.icon:
            icons.paint(painter, QRect(box.left(), box.top() + (line - side) // 2, side, side), cell.icon, colour)
        return box.adjusted(side + u(1.6), 0, 0, 0)

    # Qt's overrides

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        cell, row, view = index.data(RowRole.CELL), index.data(RowRole.ROW), option.widget
        if not isinstance(cell, Cell) or not isinstance(row, Row):
            return
        palette, rect = option.palette, option.rect
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = view is not None and view.hasFocus() and view.isActiveWindow()
        last_column = index.column() == index.model().columnCount() - 1
        painter.save()
        if current:
            paint_current(painter, rect, palette, focused=focused, first=index.column() == 0, last=last_column)
        if self.lines and not theme.contrast() and not current:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, palette.color(_Role.Midlight))
        box = rect.adjusted(self._left(index.column(), view), 0, -u(2), 0)
        strong = row.strong or cell.strong or (current and not self.lines)
        colour = current_text(palette, current=current, focused=focused, quiet=cell.quiet and not strong)
        right = index.data(Qt.ItemDataRole.TextAlignmentRole) is not None
        if cell.count:
            wide = QFontMetrics(font(Type.BODY)).horizontalAdvance(cell.count)
            quiet = current_text(palette, current=current, focused=focused, quiet=not strong)
            line = QFontMetrics(font(Type.BODY)).height()
            top = box.top() + (box.height() - 2 * line - u(0.4)) // 2 if cell.second else box.top()
            count = QRect(box.right() - wide, top, wide + 1, line if cell.second else box.height())
            painter.setPen(quiet)
            painter.setFont(font(Type.STRONG if current or strong else Type.BODY))
            painter.drawText(count, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), cell.count)
            box.adjust(0, 0, -wide - u(2), 0)
        weight = font(Type.STRONG if strong else Type.BODY)
        if cell.second:
            line = QFontMetrics(weight).height()
            top = box.top() + (box.height() - 2 * line - u(0.4)) // 2
            first = self._icon(painter, QRect(box.left(), top, box.width(), line), cell, colour, line)
            self._text_line(painter, first, cell, colour, weight, right=False)
            second = QRect(first.left(), top + line + u(0.4), first.width(), line + 2)
            second_colour = current_text(palette, current=current, focused=focused, quiet=True)
            self._second_line(painter, second, cell, second_colour)
        else:
            box = self._icon(painter, box, cell, colour, box.height())
            self._text_line(painter, box, cell, colour, weight, right=right)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Leave heights to the table; widths follow the words."""
        cell = index.data(RowRole.CELL)
        words = cell.text if isinstance(cell, Cell) else ""
        return QSize(option.fontMetrics.horizontalAdvance(words) + u(6), ems(1.3))
