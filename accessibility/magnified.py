"""What a magnifier that follows the keyboard shows at 2× and 4×: the control, and the words that name it.

The part of the screen that it enlarges is reckoned from what it follows: Qt's cursor rectangle where there is a caret
or a current row, else the middle of what has the focus.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from accessibility.finding import Finding, error
from accessibility.focus_seen import mark_of, stops
from accessibility.tree import buddy_of, path_of, rect_in_window, settle

SCREEN = QSize(1280, 720)
POWERS = (2, 4)
ENOUGH = 40  # logical pixels of a label: a word of it


def magnified(window: QWidget) -> tuple[Finding, ...]:
    """Findings about every Tab stop of a shown window whose label or mark a magnifier would not show."""
    found: list[Finding] = []
    for stop in stops(window):
        if not stop.isVisible():
            continue
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        focused = QApplication.focusWidget()
        if focused is not None and window.isAncestorOf(focused) and not isinstance(focused, QMenuBar):
            for power in POWERS:
                found += _unseen(focused, power)
    return tuple(found)


def followed(widget: QWidget) -> QPoint:
    """The point, in pixels of the window, that a magnifier keeps in its view while ``widget`` has the keyboard."""
    written = isinstance(widget, (QLineEdit, QTextEdit, QPlainTextEdit))
    if written or (isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid()):
        return QGuiApplication.inputMethod().cursorRectangle().toAlignedRect().center()
    return rect_in_window(widget).center()


def view_at(point: QPoint, power: int) -> QRect:
    """The part of the screen that is enlarged ``power`` times around a point; it never leaves the screen."""
    view = QRect(QPoint(0, 0), SCREEN / power)
    view.moveCenter(point)
    view.moveLeft(min(max(0, view.left()), SCREEN.width() - view.width()))
    view.moveTop(min(max(0, view.top()), SCREEN.height() - view.height()))
    return view


def _longer_than(widget: QWidget, view: QRect) -> bool:
    """Whether what is written in a field reaches from its label out of the view: then the caret is what is wanted."""
    return isinstance(widget, QLineEdit) and widget.cursorRect().right() > view.width() // 2


def _unseen(widget: QWidget, power: int) -> Iterator[Finding]:
    view = view_at(followed(widget), power)
    if not view.intersects(mark_of(widget).place):
        yield error("magnifier-loses-focus", path_of(widget), f"at {power}× nothing of it is in view")
    label = buddy_of(widget)
    if label is None or _longer_than(widget, view):
        return
    words = label.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, label.text())
    place = QRect(rect_in_window(label).topLeft(), words.boundedTo(label.size()))
    seen = view & place
    if seen.height() < place.height() or seen.width() < min(place.width(), ENOUGH):
        yield error("magnifier-loses-label", path_of(widget), f"at {power}× its label {label.text()!r} is out of view")
