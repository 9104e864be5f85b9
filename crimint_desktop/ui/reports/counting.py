"""How many there are, and the sentences for when there is nothing to show."""

from __future__ import annotations

from typing import Final

from crimint_desktop.actions.reading import Opened, Page
from crimint_desktop.ui.report_view.wording import STATE_WORDS
from crimint_domain.errors import Refused, Unavailable

__all__ = ["SEARCHING", "failed", "not_editable", "nothing", "sentence", "spoken"]

SEARCHING: Final = "Searching… Esc stops."


def count_words(page: Page) -> str:
    """Say a count: ``44``, or ``1,000+`` where counting stopped."""
    return f"{page.counted:,}+" if page.capped else f"{page.counted:,}"


def spoken(page: Page) -> str:
    """Say how many reports are listed."""
    return "1 report" if page.counted == 1 and not page.capped else f"{count_words(page)} reports"


def sentence(page: Page, held: int, *, filtering: bool) -> str:
    """Say how many are shown of how many; ``held`` is 0 where nobody knows."""
    if not filtering:
        all_of_them = f"{held:,} reports" if page.capped and held else spoken(page)
        return f"{all_of_them}, newest first"
    of_all = f" of {held:,} you may see" if held else ""
    return f"{count_words(page)}{of_all}, newest first" if of_all else f"{spoken(page)}, newest first"


def nothing(filtering: bool) -> str:
    """Say that there is nothing, and what to do about it."""
    if filtering:
        return "No reports match. Clear the filters (Ctrl+Backspace)."
    return "No reports here yet. Ctrl+N starts one; those of others arrive when the service is reached."


def failed(fault: Unavailable | Refused) -> str:
    """Say what went wrong, in the words of whoever found out."""
    return fault.says if isinstance(fault, Unavailable) else fault.problems[0].says


def not_editable(opened: Opened) -> str:
    """Say why a report cannot be edited."""
    if opened.read_only:
        return opened.read_only
    if opened.report.legacy:
        return "This is a legacy record: it stays as it was."
    state = STATE_WORDS.get(opened.report.state, str(opened.report.state)).lower()
    return f"You cannot edit this report: it is {state}, or somebody else's."
