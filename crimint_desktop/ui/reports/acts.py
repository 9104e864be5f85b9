"""What the list of reports may do."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from crimint_desktop.actions.reading import ListQuery, Opened, Page
from crimint_desktop.ui.fields import Entry
from crimint_desktop.ui.report_view.acts import ReadingSetting

__all__ = ["ReportsActs"]


@dataclass(frozen=True, slots=True)
class ReportsActs:
    """``rows(query, before, limit)`` and ``open(record)`` log what the law wants logged before they answer.

    ``open_full(opened, at_history)`` shows the report view of what is already open, its history first where asked.
    ``held`` says how many reports this person may see on this device, 0 where nobody knows. ``operations`` and
    ``units`` are what can be filtered by.
    """

    rows: Callable[[ListQuery, int | None, int], Future[Page]]
    open: Callable[[str], Future[Opened]]
    open_full: Callable[[Opened, bool], object]
    new_report: Callable[[], object]
    edit: Callable[[str], object]
    change_reason: Callable[[], object]
    held: Callable[[], int]
    operations: Callable[[], tuple[Entry, ...]]
    units: Callable[[], tuple[Entry, ...]]
    setting: ReadingSetting
