"""What the page that searches everywhere says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crimint_desktop.actions.everywhere import FoundHere, FoundPage
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.reports.rows import row_for
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column

__all__ = ["COLUMNS", "EXPLAINED", "NOTHING", "counted_words", "line", "reason_words", "trouble"]

COLUMNS: Final = (
    Column("Event", 7.4), Column("Title"), Column("Where", 8.6), Column("Grading", 6), Column("State", 9.2),
    Column("Unit", 8.6), Column("Reference", 7.6),
)  # fmt: skip
EXPLAINED: Final = "Asks the service, also for what is not kept on this device"
NOTHING: Final = "No report that you may read matches. Try fewer words, or choose fewer filters."
_EVENT, _TITLE, _GRADES, _STATE, _UNIT, _REFERENCE = 0, 1, 2, 3, 5, 7


def reason_words(reason: str) -> str:
    """Say what goes into the log with every search."""
    if not reason:
        return "Every search is logged, without a reason."
    return f"Every search is logged under {reason}."


def line(found: FoundHere, setting: ReadingSetting, *, snippets: bool) -> Row:
    """Make the row for what was found."""
    cells = row_for(found.hit, setting, snippets=snippets).cells
    where = Cell("On this device" if found.here else "At the service", quiet=found.here)
    return Row(
        found.hit.row.id,
        (cells[_EVENT], cells[_TITLE], where, cells[_GRADES], cells[_STATE], cells[_UNIT], cells[_REFERENCE]),
    )


def counted_words(page: FoundPage, shown: Sequence[FoundHere]) -> str:
    """Say how many were found, how many of them are listed, and how many of those are kept here."""
    number = f"More than {page.counted:,}" if page.capped else f"{page.counted:,}"
    found = f"{number} report{'' if page.counted == 1 and not page.capped else 's'} found"
    listed = f", the latest {len(shown):,} listed" if len(shown) < page.counted or page.capped else ""
    here = sum(each.here for each in shown)
    return f"{found}{listed}; {here:,} kept on this device" if shown else found


def trouble(says: str, *, away: bool) -> str:
    """Say what went wrong; ``away`` that the service was not reached."""
    if not away:
        return says
    return f"{says} Nothing was searched: what is not kept on this device can only be found there."
