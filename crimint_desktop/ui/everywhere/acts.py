"""What the page that searches everywhere may do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from crimint_desktop.actions.everywhere import FoundPage
from crimint_desktop.actions.reading import ListQuery, Opened
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.report_view.acts import ReadingSetting

__all__ = ["EverywhereActs"]


@dataclass(frozen=True, slots=True)
class EverywhereActs:
    """``search(query, cursor)`` and ``open_there`` ask the service and log before they answer. ``open_here`` shows a
    report that is kept on this device, ``show_there`` one that was just read at the service. ``search_here`` searches
    what is kept here for the same words."""

    search: Callable[[ListQuery, str], Future[FoundPage]]
    open_there: Callable[[str], Future[Opened]]
    open_here: Callable[[str], object]
    show_there: Callable[[Opened], object]
    search_here: Callable[[str], object]
    change_reason: Callable[[], object]
    reason: Callable[[], str]
    operations: Callable[[], tuple[Entry, ...]]
    units: Callable[[], tuple[Entry, ...]]
    setting: ReadingSetting
