"""Keys that jump: to the next or the previous item, section and difference of whatever page is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.differences import DifferenceTable
from crimint_desktop.ui.page import Page, Section, first_focusable

__all__ = ["jump_to_difference", "jump_to_item", "jump_to_section"]

# An item of a report in the form or to read, a part of a conflict: they are numbered, and are named so.
_ITEM = re.compile(r"(?:^|\.)(?:item|part)\d+$")


def jump_to_item(page: QWidget | None, step: int) -> None:
    """Put the keyboard into the next (1) or the previous (-1) item; from outside, into the first or the last."""
    _jump(page, list(_items(page)) if page is not None else [], step, "item")


def jump_to_section(page: QWidget | None, step: int) -> None:
    """Put the keyboard into the next (1) or the previous (-1) section; a page's panes count where it has none."""
    if page is None:
        return
    found = [each for each in page.findChildren(Section) if each.isVisibleTo(page)]
    if not found and isinstance(page, Page):
        found = [each for each in page.panes() if each.isVisibleTo(page)]  # type: ignore[misc]  # any widget will do
    _jump(page, list(found), step, "section")


def jump_to_difference(page: QWidget | None, step: int) -> None:
    """Put the keyboard on the next (1) or the previous (-1) difference; the row says itself what it is.

    Differences are the rows of the page's tables of differences, one table after the other.
    """
    if page is None:
        return
    found = (each for each in page.findChildren(DifferenceTable) if each.isVisibleTo(page) and each.isEnabled())
    tables = sorted((each for each in found if each.model().rowCount()), key=lambda each: _top(each, page))
    if not tables:
        announce(page, "There are no differences to go through here")
        return
    here = QApplication.focusWidget()
    inside = (at for at, each in enumerate(tables) if here is not None and (each is here or each.isAncestorOf(here)))
    at = next(inside, -1)
    if at >= 0:
        row = tables[at].currentIndex().row() + step
        if 0 <= row < tables[at].model().rowCount():
            tables[at].go_to_row(row)
            return
    else:
        at = _beside(list(tables), here, page, step)
    at += step
    if not 0 <= at < len(tables):
        announce(page, f"No {'further' if step > 0 else 'earlier'} difference")
        return
    tables[at].go_to_row(0 if step > 0 else tables[at].model().rowCount() - 1)
    tables[at].setFocus(Qt.FocusReason.ShortcutFocusReason)


def _items(page: QWidget) -> Iterator[QWidget]:
    for each in page.findChildren(QWidget):
        if _ITEM.search(each.objectName()) and each.isVisibleTo(page):
            yield each


def _jump(page: QWidget | None, places: list[QWidget], step: int, word: str) -> None:
    if page is None:
        return
    ways = sorted((each for each in places if first_focusable(each) is not None), key=lambda each: _top(each, page))
    here = QApplication.focusWidget()
    inside = [at for at, each in enumerate(ways) if here is not None and (each is here or each.isAncestorOf(here))]
    at = (inside[-1] if inside else _beside(ways, here, page, step)) + step
    if not 0 <= at < len(ways):
        announce(page, f"No {'further' if step > 0 else 'earlier'} {word}")
        return
    starts = getattr(ways[at], "focus_part", None)
    target = first_focusable(ways[at])
    if callable(starts):
        starts("")  # a block of the form knows where work starts in it
    elif target is not None:
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
    announce(page, ways[at].accessibleName())


def _beside(ways: list[QWidget], here: QWidget | None, page: QWidget, step: int) -> int:
    """Give the place between which the keyboard stands: what was above it, seen downwards."""
    if here is None or not page.isAncestorOf(here):
        return -1 if step > 0 else len(ways)
    above = sum(_top(each, page) <= _top(here, page) for each in ways)
    return above - 1 if step > 0 else above


def _top(widget: QWidget, page: QWidget) -> tuple[int, int]:
    at = widget.mapTo(page, QPoint(0, 0))
    return (at.y(), at.x())
