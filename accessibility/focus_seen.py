"""The focus as it is painted: on every Tab stop a ring or band of two pixels that stands out on both of its sides.

The walk through a window asks whether pixels change when the focus comes; here the mark itself is read, in whatever
theme and at whatever size the window is shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFocusFrame, QMenuBar, QWidget

from accessibility.colour import hexed, near, ratio_of, rgb_of
from accessibility.contrast import with_crop
from accessibility.finding import Finding, error
from accessibility.painted import SCALE, Canvas, draw, draw_part
from accessibility.themes import SystemColours
from accessibility.tree import path_of, rect_in_window

WIDTH = 2  # logical pixels, WCAG 2.4.13
LEAST = 3.0
OUTSIDE, INSIDE = 4, 7  # logical pixels looked at on either side of where the mark should be
BESIDE = 2  # logical pixels: a control's own hairline may stand between its mark and the ground
SHARES = (0.2, 0.35, 0.5, 0.65, 0.8)
AROUND = 8  # logical pixels


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """Where the focus of ``widget`` is marked, in pixels of the window, and how much of that can be seen."""

    widget: QWidget
    place: QRect
    seen: QRect
    band: bool  # a whole row is filled, not a ring drawn


def stops(window: QWidget) -> tuple[QWidget, ...]:
    """Every visible widget that Tab can reach, in the order in which Qt would go."""
    found: list[QWidget] = []
    at = window.nextInFocusChain()
    while at is not None and at is not window and len(found) < 500:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus and at.isVisible() and at.isEnabled() and not at.focusProxy():
            found.append(at)
        at = at.nextInFocusChain()
    return tuple(found)


def focus_contrast(window: QWidget, theme: SystemColours, crops: Path | None = None) -> tuple[Finding, ...]:
    """Findings about the focus on every Tab stop; the focus is put back afterwards."""
    before = QApplication.focusWidget()
    found: list[Finding] = []
    for widget in stops(window):
        if widget.window() is not window or not widget.isVisible():
            continue  # what an earlier stop opened or closed
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        focused = QApplication.focusWidget()
        if focused is not None and window.isAncestorOf(focused) and not isinstance(focused, QMenuBar):
            found += _judged(window, focused, theme, crops)
    if before is not None and before in stops(window):
        before.setFocus(Qt.FocusReason.OtherFocusReason)
    elif (now := QApplication.focusWidget()) is not None:
        now.clearFocus()  # where it was, no Tab leads back to: a walk has to begin on a stop
    return tuple(found)


def mark_of(widget: QWidget) -> Mark:
    """Where the focus of a widget is marked: its ring, its current row, or its own edge."""
    for frame in widget.window().findChildren(QFocusFrame):
        if frame.widget() is widget and frame.isVisible():
            return Mark(widget, rect_in_window(frame), _clip(frame), band=False)
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        row = widget.visualRect(widget.currentIndex())
        inside = widget.viewport()
        row = QRect(0, row.top(), inside.width(), row.height())
        return Mark(widget, row.translated(inside.mapTo(widget.window(), QPoint(0, 0))), _clip(inside), band=True)
    return Mark(widget, rect_in_window(widget), _clip(widget), band=False)


def _clip(widget: QWidget) -> QRect:
    """What of a widget's place its parents let be seen."""
    window, seen = widget.window(), rect_in_window(widget)
    parent = widget.parentWidget()
    while parent is not None:
        seen &= QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
        if parent is window:
            break
        parent = parent.parentWidget()
    return seen


def _judged(window: QWidget, widget: QWidget, theme: SystemColours, crops: Path | None) -> Iterator[Finding]:
    mark = mark_of(widget)
    if not mark.seen.intersects(mark.place):
        yield error("focus-out-of-sight", path_of(widget), "nothing of what has the keyboard can be seen")
        return
    part = (mark.place & mark.seen).adjusted(-AROUND, -AROUND, AROUND, AROUND) & window.rect()
    canvas = draw_part(window, part, SCALE)
    high = rgb_of(widget.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.Highlight))
    moved = QPoint(-part.left(), -part.top())
    faults = [
        fault
        for side, lines in _sides(mark)
        if (fault := _fault(canvas, [(start + moved, step) for start, step in lines], high, side))
    ]
    if faults:
        finding = error("focus-ring", path_of(widget), f"{'; '.join(faults)} ({theme.name})")
        yield with_crop(finding, draw(window), mark.place, crops) if crops is not None else finding


def _sides(mark: Mark) -> Iterator[tuple[str, list[tuple[QPoint, QPoint]]]]:
    """Each side of a mark that can be seen, with lines that cross it from outside."""
    place, seen = mark.place, mark.seen
    across = [x for share in SHARES if seen.left() <= (x := place.left() + int(place.width() * share)) <= seen.right()]
    down = [y for share in SHARES if seen.top() <= (y := place.top() + int(place.height() * share)) <= seen.bottom()]
    if place.top() >= seen.top() and across:
        yield "top", [(QPoint(x, place.top() - OUTSIDE), QPoint(0, 1)) for x in across]
    if place.bottom() <= seen.bottom() and across:
        yield "bottom", [(QPoint(x, place.bottom() + OUTSIDE), QPoint(0, -1)) for x in across]
    if mark.band:
        return  # a row ends where its table ends
    if place.left() >= seen.left() and down:
        yield "left", [(QPoint(place.left() - OUTSIDE, y), QPoint(1, 0)) for y in down]
    if place.right() <= seen.right() and down:
        yield "right", [(QPoint(place.right() + OUTSIDE, y), QPoint(-1, 0)) for y in down]


def _fault(canvas: Canvas, lines: list[tuple[QPoint, QPoint]], high: int, side: str) -> str:
    """What is wrong with one side; empty if at half of the lines the mark is thick and stands out on both sides."""
    said = [_crossed(canvas.along(start, step, OUTSIDE + INSIDE), high, canvas.scale) for start, step in lines]
    return "" if sum(not words for words in said) * 2 >= len(said) else f"{side}: {next(w for w in said if w)}"


def _crossed(colours: list[int], high: int, scale: int) -> str:
    runs = list(_runs(colours, high))
    if not runs:
        return f"no mark of {hexed(high)}"
    start, end = max(runs, key=lambda run: run[1] - run[0])
    if end - start < WIDTH * scale:
        return f"the mark is {(end - start) / scale:g} px thick"
    outer, inner = colours[max(0, start - BESIDE * scale) : start], colours[end : end + BESIDE * scale]
    for words, beside in (("outside", outer), ("inside", inner)):
        if beside and max(ratio_of(high, one) for one in beside) < LEAST:
            best = max(beside, key=lambda one: ratio_of(high, one))
            return f"{hexed(high)} beside {hexed(best)} {words}, {ratio_of(high, best):.2f}:1"
    return ""


def _runs(colours: list[int], high: int) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for at, colour in enumerate([*colours, -1]):
        same = colour >= 0 and near(colour, high)
        if same and start is None:
            start = at
        elif not same and start is not None:
            yield start, at
            start = None
