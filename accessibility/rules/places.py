"""Where things stand and how large they are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QLabel,
    QTabBar,
    QToolButton,
    QWidget,
)

from accessibility.finding import Finding, advice, error
from accessibility.tree import Tree, path_of, rect_in_window, seen_rect

LEAST_TARGET = 24  # logical pixels, WCAG 2.5.8
SLACK = 5  # logical pixels a control may stand out of its parent
WORDED = (QLabel, QAbstractButton, QComboBox, QGroupBox, QTabBar)


def has_a_size(tree: Tree) -> Iterator[Finding]:
    """BoundingRectangleNotAllZeros, BoundingRectangleSizeReasonable."""
    for node, widget in tree.controls():
        if widget.isVisible() and (widget.width() < 5 or widget.height() < 5):
            yield error("size-zero", node.path, f"{widget.width()} × {widget.height()} px")


def inside_its_parent(tree: Tree) -> Iterator[Finding]:
    """BoundingRectangleContainedInParent: a control that sticks out cannot be seen whole."""
    for node, widget in tree.controls():
        parent = widget.parentWidget()
        if parent is None or not widget.isVisible() or isinstance(parent, QAbstractScrollArea) or _in_viewport(parent):
            continue
        room = parent.rect().adjusted(-SLACK, -SLACK, SLACK, SLACK)
        if not room.contains(widget.geometry()):
            yield error(
                "outside-parent", node.path, f"{widget.geometry().getRect()} not inside {parent.rect().getRect()}"
            )


def _in_viewport(widget: QWidget) -> bool:
    owner = widget.parentWidget()
    return isinstance(owner, QAbstractScrollArea) and owner.viewport() is widget


def _scrolled_away(widget: QWidget) -> bool:
    """Whether a scroll area round a widget shows another part of itself just now: focus brings the widget back."""
    parent = widget.parentWidget()
    while parent is not None:
        inside = parent.viewport() if isinstance(parent, QAbstractScrollArea) else None
        if inside is not None and not inside.rect().contains(widget.mapTo(inside, widget.rect().center())):
            return True
        if parent.isWindow():
            break
        parent = parent.parentWidget()
    return False


def seen_when_focused(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.4.11: no Tab stop is covered, scrolled out for good, or shrunk to nothing."""
    for node, widget in tree.controls():
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible() and not _scrolled_away(widget):
            if seen_rect(widget).isEmpty():
                yield error("focus-unseen", node.path, f"{node.name!r} can be focused but nothing of it can be seen")
            elif _covered(widget):
                yield error("focus-unseen", node.path, f"{node.name!r} can be focused but something lies over it")


def _covered(widget: QWidget) -> bool:
    """Whether the middle of a widget belongs to a widget that is neither its part nor its parent."""
    window = widget.window()
    top = window.childAt(widget.mapTo(window, widget.rect().center()))
    return top is not None and top is not widget and not widget.isAncestorOf(top) and not top.isAncestorOf(widget)


def large_enough(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.5.8: whatever is pressed is at least 24 × 24 px."""
    targets = [
        widget
        for kind in (QAbstractButton, QComboBox)
        for widget in tree.window.findChildren(kind)
        if widget.isVisible() and widget.isEnabled() and not _part_of_qt(widget)
    ]
    for widget in targets:
        if min(widget.width(), widget.height()) < LEAST_TARGET:
            yield error("target-small", path_of(widget), f"{widget.width()} × {widget.height()} px, least is 24 × 24")


def _part_of_qt(widget: QWidget) -> bool:
    """Qt's own inner buttons: a table's corner, the extension arrow of a tool bar, a line edit's action."""
    parent = widget.parentWidget()
    inner = widget.objectName().startswith("qt_") or type(widget).__name__ in (
        "QTableCornerButton",
        "QLineEditIconButton",
    )
    return inner or isinstance(parent, QAbstractScrollArea) or type(parent).__name__ == "QLineEdit"


def nothing_clipped(tree: Tree) -> Iterator[Finding]:
    """WCAG 1.4.4: at the present font every label, button, tab and group title shows all its words."""
    for kind in WORDED:
        for widget in tree.window.findChildren(kind):
            if not widget.isVisible() or _part_of_qt(widget):
                continue
            need = _room_needed(widget)
            if widget.width() + 1 < need.width() or widget.height() + 1 < need.height():
                # A title may end in an ellipsis where its name and tip hold it whole.
                say = advice if hasattr(widget, "text_in_full") else error
                needed = f"{need.width()} × {need.height()}"
                yield say(
                    "text-clipped", path_of(widget), f"{widget.width()} × {widget.height()} px, words need {needed}"
                )


def _room_needed(widget: QWidget) -> QSize:
    if isinstance(widget, QLabel):
        return _label_room(widget)
    if isinstance(widget, QTabBar):
        edges = [widget.tabRect(number).right() for number in range(widget.count())]
        return QSize(max(edges, default=0), 0)
    if isinstance(widget, QAbstractButton):
        return _button_room(widget)
    return widget.minimumSizeHint()


def _label_room(label: QLabel) -> QSize:
    if label.wordWrap():
        return QSize(0, label.heightForWidth(label.width()))
    if label.pixmap().isNull() and label.text():
        return QSize(label.sizeHint().width(), label.fontMetrics().height())
    return label.minimumSizeHint()


def _button_room(button: QAbstractButton) -> QSize:
    if not button.text() or (isinstance(button, QToolButton) and _icon_only(button)):
        return QSize()
    if button.hasHeightForWidth():
        return QSize(button.minimumSizeHint().width(), button.heightForWidth(button.width()))
    words = button.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, button.text())
    return QSize(words.width() + 4, words.height())


def _icon_only(button: QToolButton) -> bool:
    return button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull()


def nothing_overlaps(tree: Tree) -> Iterator[Finding]:
    """Two neighbours that carry words or take keys never lie on each other."""
    families: dict[int, list[QWidget]] = {}
    for widget in tree.window.findChildren(QWidget):
        parent = widget.parentWidget()
        if not widget.isVisible() or parent is None or widget.isWindow() or isinstance(parent, QAbstractScrollArea):
            continue
        if widget.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents) or _part_of_qt(widget):
            continue
        if isinstance(widget, WORDED) or widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
            families.setdefault(id(parent), []).append(widget)
    for family in families.values():
        for first, second in combinations(family, 2):
            common = rect_in_window(first) & rect_in_window(second)
            if common.width() > 2 and common.height() > 2:
                yield error(
                    "overlap", path_of(first), f"{common.width()} × {common.height()} px lie under {path_of(second)}"
                )
