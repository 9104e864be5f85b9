"""What can be brought into view at all: at four times the text nothing stands where no key and no scrolling leads."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QComboBox, QLabel, QWidget

from accessibility.finding import Finding, error
from accessibility.tree import Tree, path_of

WORDED = (QLabel, QAbstractButton, QComboBox)
SLACK = 2  # logical pixels
Ways = tuple[bool, bool]  # whether one can scroll sideways, up and down


def nothing_out_of_reach(tree: Tree) -> Iterator[Finding]:
    """WCAG 1.4.4, 1.4.10: whatever has words or takes the keyboard stands whole where it can be scrolled to."""
    for widget in tree.window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not tree.window or widget.visibleRegion().isNull():
            continue
        if isinstance(widget, WORDED) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            cut = _cut(widget)
            if cut:
                yield error("out-of-reach", path_of(widget), cut)


def _cut(widget: QWidget) -> str:
    """Which part of a widget can never be seen, in words; empty if all of it can."""
    sideways = upright = True  # still to be held to the parent's room
    parent = widget.parentWidget()
    if _is_inner(widget):
        return ""
    while parent is not None and (sideways or upright):
        place = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        ways = _ways(parent)
        sideways, upright = sideways and not ways[0], upright and not ways[1]
        room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if sideways and not (room.left() <= place.left() and place.right() <= room.right()):
            return f"from {place.left()} to {place.right()} across in {path_of(parent)}, {parent.width()} px wide"
        if upright and not (room.top() <= place.top() and place.bottom() <= room.bottom()):
            return f"from {place.top()} to {place.bottom()} down in {path_of(parent)}, {parent.height()} px high"
        if parent.isWindow():
            break
        parent = parent.parentWidget()
    return ""


def _is_inner(widget: QWidget) -> bool:
    """A part of a table or text, which scrolls by itself."""
    return widget.objectName().startswith("qt_")


def _ways(widget: QWidget) -> Ways:
    area = widget.parentWidget()
    if not isinstance(area, QAbstractScrollArea) or area.viewport() is not widget:
        return False, False
    never = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return area.horizontalScrollBarPolicy() != never, area.verticalScrollBarPolicy() != never
