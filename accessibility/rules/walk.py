"""Tab through the whole window with real key presses: order, traps, and a focus that can be seen.

Styles draw the keyboard focus only after a key, so ``setFocus`` alone would measure nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QPlainTextEdit, QTextEdit, QWidget

from accessibility.colour import ratio_of
from accessibility.finding import Finding, error
from accessibility.painted import Canvas, draw
from accessibility.tree import path_of, rect_in_window, seen_rect, settle, step_name

MOST_STOPS = 300
RING = 2  # logical pixels
LEAST_RING_RATIO = 3.0
LEAST_RING_PART = 0.4  # of a whole ring of two pixels: half of it may replace the control's own outline


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """One Tab stop, with the pixels it changed when focus came."""

    widget: QWidget
    place: QRect
    strong: float  # logical px² that changed by at least 3:1
    needed: float


def audit_walk(window: QWidget) -> tuple[Finding, ...]:
    """Everything that only walking shows. Focus is put back where it was."""
    start = _first_stop(window)
    if start is None:
        return ()
    before = QApplication.focusWidget()
    stops, trapped = _walk(window, start)
    found = [*trapped, *_order(stops), *_visible(stops)]
    if not trapped:
        found += _back(window, stops)
    if before is not None:
        before.setFocus(Qt.FocusReason.OtherFocusReason)
    return tuple(found)


def tab_stops(window: QWidget) -> tuple[QWidget, ...]:
    """The widgets that Tab reaches, in its order, from where focus is (or the first stop) round to the start."""
    start = _first_stop(window)
    return tuple(stop.widget for stop in _walk(window, start)[0]) if start is not None else ()


def _first_stop(window: QWidget) -> QWidget | None:
    if not window.isActiveWindow():
        window.activateWindow()
        QApplication.processEvents()
    focus = QApplication.focusWidget()
    if focus is None or not window.isAncestorOf(focus):
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                break
    focus = QApplication.focusWidget()
    return focus if focus is not None and window.isAncestorOf(focus) else None


def _walk(window: QWidget, start: QWidget) -> tuple[list[Stop], list[Finding]]:
    stops: list[Stop] = []
    canvas = draw(window)
    now: QWidget = start
    for _ in range(MOST_STOPS):
        words, stood = _words_of(now), rect_in_window(now)
        QTest.keyClick(now, Qt.Key.Key_Tab)
        settle()
        reached = QApplication.focusWidget()
        if reached is None or reached is now or not window.isAncestorOf(reached):
            if reached is now and not stops and _is_only_stop(window, now):
                return stops, []
            _take_back(now, words)
            return stops, [error("tab-trap", path_of(now), "Tab does not leave this control")]
        if rect_in_window(now) != stood:
            canvas = _without_focus(window, reached)
        after = draw(window)
        stops.append(_stop(reached, canvas, after))
        canvas, now = after, reached
        if reached is start:
            return stops, []
    return stops, [error("tab-trap", step_name(window), f"Tab did not come back within {MOST_STOPS} presses")]


def _back(window: QWidget, stops: list[Stop]) -> Iterator[Finding]:
    """WCAG 2.1.2, 2.4.3: Shift+Tab goes the same way back."""
    way = [stop.widget for stop in stops]
    for here, there in zip(reversed(way), [*reversed(way[:-1]), way[-1]] if way else [], strict=True):
        QTest.keyClick(here, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        QApplication.processEvents()
        reached = QApplication.focusWidget()
        if reached is not there:
            went = path_of(reached) if reached is not None and window.isAncestorOf(reached) else "nothing here"
            yield error("tab-back", path_of(here), f"Shift+Tab goes to {went}, Tab came from {step_name(there)}")
            return


def _without_focus(window: QWidget, widget: QWidget) -> Canvas:
    """The window as it looks without the focus: the last picture does not fit once the page has scrolled."""
    widget.clearFocus()
    canvas = draw(window)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    return canvas


def _is_only_stop(window: QWidget, widget: QWidget) -> bool:
    others = (
        other
        for other in window.findChildren(QWidget)
        if other is not widget
        and other.isVisible()
        and other.isEnabled()
        and not widget.isAncestorOf(other)
        and other.focusPolicy() & Qt.FocusPolicy.TabFocus
    )
    return next(others, None) is None and not isinstance(widget, (QPlainTextEdit, QTextEdit))


def _words_of(widget: QWidget) -> str | None:
    return widget.toPlainText() if isinstance(widget, (QPlainTextEdit, QTextEdit)) else None


def _take_back(widget: QWidget, words: str | None) -> None:
    if isinstance(widget, (QPlainTextEdit, QTextEdit)) and words is not None and widget.toPlainText() != words:
        widget.document().undo()


def _focused_part(widget: QWidget) -> QRect:
    """The part of a control that focus marks: of a view its current row, else all of it."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        return widget.visualRect(widget.currentIndex())
    return widget.rect()


def _stop(widget: QWidget, before: Canvas, after: Canvas) -> Stop:
    part = _focused_part(widget)
    place = rect_in_window(widget).adjusted(-4, -4, 4, 4)
    return Stop(widget, place, _strong_change(place, before, after), LEAST_RING_PART * RING * _edge(part, widget))


def _edge(part: QRect, widget: QWidget) -> int:
    """How many logical pixels of the edge of a part can be seen."""
    seen = part & seen_rect(widget)
    across = (seen.top() == part.top()) + (seen.bottom() == part.bottom())
    down = (seen.left() == part.left()) + (seen.right() == part.right())
    return seen.width() * across + seen.height() * down


def _strong_change(place: QRect, before: Canvas, after: Canvas) -> float:
    counted = 0
    seen: dict[tuple[int, int], bool] = {}
    for old, new in after.pairs(before, place):
        strong = seen.get((old, new))
        if strong is None:
            strong = ratio_of(old, new) >= LEAST_RING_RATIO
            seen[old, new] = strong
        counted += strong
    return counted / (after.scale * after.scale)


def _visible(stops: list[Stop]) -> Iterator[Finding]:
    """WCAG 2.4.7, 2.4.13, 1.4.11: about a ring of two pixels changes by at least 3:1."""
    for stop in stops:
        if stop.strong < stop.needed:
            yield error(
                "focus-not-visible",
                path_of(stop.widget),
                f"focus changes {stop.strong:.0f} px² by 3:1 or more; a ring of 2 px needs {stop.needed:.0f}",
            )


def _order(stops: list[Stop]) -> Iterator[Finding]:
    """WCAG 2.4.3: from one stop to the next never up the same column, never back along the same row."""
    first = stops[-1:]  # the walk begins after its first stop and ends on it
    chain = [*first, *stops[:-1]] if stops else []
    start = _reading_start(chain)
    chain = chain[start:] + chain[:start]
    for here, there in pairwise(chain):
        apart = _branches(here.widget, there.widget)
        if apart is None:
            continue
        old, new = apart
        beside = min(old.bottom(), new.bottom()) - max(old.top(), new.top()) > min(old.height(), new.height()) // 2
        back = beside and new.right() <= old.left() + 2
        up = not beside and new.bottom() <= old.top() + 2 and new.left() < old.right()
        if back or up:
            way = "back to the left" if back else "upwards"
            yield error("tab-order", path_of(there.widget), f"Tab goes {way} from {path_of(here.widget)}")


def _reading_start(chain: list[Stop]) -> int:
    """The stop that Qt's own chain begins with: the walk may have begun anywhere in the circle."""
    if not chain:
        return 0
    numbers = {id(stop.widget): number for number, stop in enumerate(chain)}
    window = chain[0].widget.window()
    widget = window.nextInFocusChain()
    for _ in range(10_000):
        if id(widget) in numbers:
            return numbers[id(widget)]
        if widget is None or widget is window:
            break
        widget = widget.nextInFocusChain()
    return 0


def _branches(here: QWidget, there: QWidget) -> tuple[QRect, QRect] | None:
    """The two places to compare: the widest parts that hold one stop each. None between two panes, which have an
    order of their own (page, side pane, navigation)."""
    if here.isAncestorOf(there) or there.isAncestorOf(here) or isinstance(there.parentWidget(), QComboBox):
        return None
    mine, yours = _lineage(here), _lineage(there)
    common = next(widget for widget in mine if widget in yours)
    one, two = mine[mine.index(common) - 1], yours[yours.index(common) - 1]
    if _in_pane(mine) is not _in_pane(yours):
        return None
    return _placed(one), _placed(two)


def _placed(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def _lineage(widget: QWidget) -> list[QWidget]:
    line = [widget]
    while not line[-1].isWindow():
        parent = line[-1].parentWidget()
        if parent is None:
            break
        line.append(parent)
    return line


def _in_pane(lineage: list[QWidget]) -> QWidget | None:
    """The pane a widget is in: a widget that one of its parents names among its ``panes()``, those that F6 goes to."""
    panes: list[QWidget] = [pane for widget in lineage for pane in getattr(widget, "panes", tuple)()]
    return next((widget for widget in lineage if widget in panes), None)
