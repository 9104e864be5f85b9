"""Tab goes as the page reads, also through what was put into it later."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

__all__ = ["stops_in", "tab_through"]


def stops_in(root: QWidget) -> list[QWidget]:
    """Give the Tab stops within ``root``, in the order in which they stand now."""
    found = [root] if root.focusPolicy() & Qt.FocusPolicy.TabFocus else []
    at = root.nextInFocusChain()
    while at is not None and at is not root:
        if root.isAncestorOf(at) and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found


def tab_through(*stops: QWidget) -> None:
    """Let Tab go from each of these to the next."""
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
