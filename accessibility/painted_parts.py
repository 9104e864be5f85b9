"""Finds every text, icon and outline that a window paints. Disabled controls are left out (WCAG exempts them)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QStatusBar,
    QStyle,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionGroupBox,
    QTabBar,
    QTextEdit,
    QWidget,
)

from accessibility.painted import Kind, Painted, is_decorative, seen_part
from accessibility.tree import model_of
from crimint_desktop.ui import icons
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import ems
from crimint_desktop.ui.rows import Cell, RowDelegate, RowRole

MOST_ROWS = 60
Place = tuple[Kind, QRect, str]  # what kind, where in the widget, which words
QUIET = QPalette.ColorRole.PlaceholderText


def painted_parts(window: QWidget) -> Iterator[Painted]:
    """Every place in a shown window that must have contrast, with what kind of contrast it needs."""
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible() or not widget.isEnabled() or widget.window() is not window or is_decorative(widget):
            continue
        for kind, place, words in [*_texts(widget), *_icons(widget), *_outlines(widget)]:
            shown = seen_part(widget, place)
            if shown.width() > 2 and shown.height() > 2:
                yield Painted(kind, widget, shown, words)


def _voice(widget: QWidget) -> Kind:
    return "quiet text" if widget.foregroundRole() == QUIET or widget.property("quiet") else "text"


def _texts(widget: QWidget) -> Iterator[Place]:
    for kind, words in WORDS_OF:
        if isinstance(widget, kind):
            yield from words(widget)
            return
    if _paints_itself(widget) and widget.accessibleName():
        yield _voice(widget), widget.rect().adjusted(3, 3, -3, -3), widget.accessibleName()


def _paints_itself(widget: QWidget) -> bool:
    """Whether one of our own classes paints this widget."""
    # What only frames others has no words of its own.
    return widget.layout() is None and any(
        "paintEvent" in vars(kind) for kind in type(widget).__mro__ if not kind.__module__.startswith("PySide6")
    )


def _group_title(box: QGroupBox) -> Iterator[Place]:
    if box.title():
        yield "text", _title_room(box), box.title()


def _title_room(box: QGroupBox) -> QRect:
    option = QStyleOptionGroupBox()
    box.initStyleOption(option)
    label = QStyle.SubControl.SC_GroupBoxLabel
    return box.style().subControlRect(QStyle.ComplexControl.CC_GroupBox, option, label, box)


def _label_words(label: QLabel) -> Iterator[Place]:
    if label.text().strip() and label.pixmap().isNull():
        yield _voice(label), label.contentsRect(), label.text()


def _button_words(button: QAbstractButton) -> Iterator[Place]:
    if button.text():
        yield _voice(button), _button_room(button), button.text()


def _button_room(button: QAbstractButton) -> QRect:
    if isinstance(button, (QCheckBox, QRadioButton)):
        option = QStyleOptionButton()
        button.initStyleOption(option)
        tick = isinstance(button, QCheckBox)
        contents = QStyle.SubElement.SE_CheckBoxContents if tick else QStyle.SubElement.SE_RadioButtonContents
        return button.style().subElementRect(contents, option, button)
    inner = button.rect().adjusted(5, 4, -5, -4)
    if not button.icon().isNull():
        inner.setLeft(_icon_place(button).right() + 1)
    return inner


def _combo_words(combo: QComboBox) -> Iterator[Place]:
    if not combo.isEditable() and combo.currentText():
        yield "text", _combo_room(combo), combo.currentText()


def _combo_room(combo: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    return combo.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, combo).adjusted(2, 2, -2, -2)


def _line_words(field: QLineEdit) -> Iterator[Place]:
    inner = field.rect().adjusted(5, 4, -5, -4) if field.hasFrame() else field.rect().adjusted(1, 1, -1, -1)
    if field.hasSelectedText():
        return  # three colours in one place: the palette's own pair is judged instead
    if field.displayText():
        yield "text", inner, field.displayText()
    elif field.placeholderText():
        yield "quiet text", inner, field.placeholderText()


def _strip_words(strip: QTabBar | QMenuBar) -> Iterator[Place]:
    if isinstance(strip, QTabBar):
        for number in range(strip.count()):
            yield "text", strip.tabRect(number).adjusted(6, 4, -6, -5), strip.tabText(number)
        return
    for action in strip.actions():
        if action.text() and action.isEnabled():
            yield "text", strip.actionGeometry(action).adjusted(2, 2, -2, -2), action.text()


def _header_words(header: QHeaderView) -> Iterator[Place]:
    model = model_of(header)
    if model is None:
        return
    for section in range(header.count()):
        words = model.headerData(section, header.orientation(), Qt.ItemDataRole.DisplayRole)
        if words and not header.isSectionHidden(section):
            start, size = header.sectionViewportPosition(section), header.sectionSize(section)
            across = header.orientation() == Qt.Orientation.Horizontal
            place = QRect(start, 0, size, header.height()) if across else QRect(0, start, header.width(), size)
            yield "text", place.adjusted(3, 2, -3, -2), str(words)


def _cells(view: QAbstractItemView) -> Iterator[tuple[QModelIndex, QRect]]:
    model = model_of(view)
    if model is None:
        return
    root = view.rootIndex()
    seen = view.visibleRegion().boundingRect()  # a row at the edge of what scrolls may be cut to a few pixels
    for row in range(min(model.rowCount(root), MOST_ROWS)):
        for column in range(model.columnCount(root)):
            index = model.index(row, column, root)
            place = view.visualRect(index).translated(view.viewport().pos()) & view.viewport().geometry()
            room = 2 * view.fontMetrics().height()  # a narrower cell shows no whole word that could be judged
            if place.width() > room and seen.contains(place.center()):
                yield index, place.adjusted(3, 3, -3, -3)


def _cell_words(view: QAbstractItemView) -> Iterator[Place]:
    quiet = view.palette().color(QUIET)
    for index, place in _cells(view):
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if not words.strip() or view.indexWidget(index) is not None:
            continue
        if index.data(Qt.ItemDataRole.DecorationRole) is not None:
            place.setLeft(place.left() + _cell_icon(view).width() + 2)
        ink = index.data(Qt.ItemDataRole.ForegroundRole)
        colour = ink.color() if isinstance(ink, QBrush) else ink
        yield "quiet text" if isinstance(colour, QColor) and colour == quiet else "text", place, words


def _area_words(area: QPlainTextEdit | QTextEdit) -> Iterator[Place]:
    inner = area.viewport().geometry().adjusted(3, 3, -3, -3)
    if area.textCursor().hasSelection():
        return  # as above
    if area.toPlainText().strip():
        yield "text", inner, area.toPlainText()[:40]
    elif area.placeholderText():
        yield "quiet text", inner, area.placeholderText()


def _status_words(bar: QStatusBar) -> Iterator[Place]:
    if bar.currentMessage():
        yield "text", bar.rect().adjusted(2, 2, -2, -2), bar.currentMessage()


# The first kind that fits says where a widget's words are.
WORDS_OF: tuple[tuple[type[QWidget], Callable[..., Iterator[Place]]], ...] = (
    (QLabel, _label_words),
    (QGroupBox, _group_title),
    (QAbstractButton, _button_words),
    (QComboBox, _combo_words),
    (QLineEdit, _line_words),
    (QTabBar, _strip_words),
    (QMenuBar, _strip_words),
    (QHeaderView, _header_words),
    (QAbstractItemView, _cell_words),
    (QPlainTextEdit, _area_words),
    (QTextEdit, _area_words),
    (QStatusBar, _status_words),
)


def _icons(widget: QWidget) -> Iterator[Place]:
    if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
        yield "icon", _icon_place(widget), widget.accessibleName() or widget.text() or "icon"
    elif isinstance(widget, QLabel) and not widget.pixmap().isNull():
        yield "icon", widget.contentsRect(), widget.accessibleName() or "picture"
    elif isinstance(widget, IconLabel):
        yield "icon", widget.rect(), "icon beside words"
    elif isinstance(widget, QAbstractItemView) and not isinstance(widget, QHeaderView):
        for index, place in _cells(widget):
            cell = index.data(RowRole.CELL)
            if isinstance(cell, Cell) and cell.icon:
                yield "icon", _row_icon(widget, index, place), f"{cell.icon} in a row"
            if index.data(Qt.ItemDataRole.DecorationRole) is not None:
                size = _cell_icon(widget)
                middle = place.center().y() - size.height() // 2
                yield "icon", QRect(place.left(), middle, size.width(), size.height()), "icon in a cell"


def _row_icon(view: QAbstractItemView, index: QModelIndex, place: QRect) -> QRect:
    """Where the delegate of the program's own rows puts an icon: before the words, or alone in a rail."""
    delegate = view.itemDelegate()
    if not isinstance(delegate, RowDelegate) or getattr(delegate, "rail", False):
        return place
    edge = delegate._left(index.column(), view)  # the delegate paints it there
    return QRect(place.left() + edge, place.top() + 2, round(icons.SIZE * ems(1)), place.height() - 4)


def _icon_place(button: QAbstractButton) -> QRect:
    size = button.iconSize()
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(button.rect().center())
    if button.text():
        beside = button.fontMetrics().horizontalAdvance(button.text()) + size.width() + 4
        place.moveLeft(max(3, (button.width() - beside) // 2) if isinstance(button, QPushButton) else 3)
    return place


def _cell_icon(view: QAbstractItemView) -> QSize:
    size = view.iconSize()
    edge = view.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize, None, view)
    return size if size.isValid() else QSize(edge, edge)


def _outlines(widget: QWidget) -> Iterator[Place]:
    """Outlines that say where a control is; a flat button is known by its words."""
    if isinstance(widget, (QCheckBox, QRadioButton)):
        option = QStyleOptionButton()
        widget.initStyleOption(option)
        tick = isinstance(widget, QCheckBox)
        part = QStyle.SubElement.SE_CheckBoxIndicator if tick else QStyle.SubElement.SE_RadioButtonIndicator
        yield "outline", widget.style().subElementRect(part, option, widget), widget.text()
    elif isinstance(widget, QPushButton):
        if not widget.isFlat():
            yield "outline", widget.rect(), widget.text()
    elif isinstance(widget, QLineEdit):
        inside = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox))
        if widget.hasFrame() and not inside and not widget.isReadOnly():
            yield "outline", widget.rect(), widget.accessibleName()
    elif isinstance(widget, (QComboBox, QAbstractSpinBox)) or _is_framed(widget):
        yield "outline", widget.rect(), widget.accessibleName()


def _is_framed(widget: QWidget) -> bool:
    """A text or a table that shows where it begins and ends; one without a frame is known by its words."""
    framed = isinstance(widget, (QPlainTextEdit, QTextEdit, QAbstractItemView)) and widget.frameWidth() > 0
    return framed and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
