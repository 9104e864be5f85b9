"""Offline records in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from crimint_desktop.actions.briefcase import Folder, HeldHere, Offered
from crimint_desktop.ui.settings.wording import size_in_words

__all__ = ["held_in_words", "held_line", "records_in_words", "too_much", "total_line", "until_in_words"]


def records_in_words(number: int) -> str:
    """Say a number of records."""
    return "1 record" if number == 1 else f"{number:,} records"


def until_in_words(until: datetime | None, local: Callable[[datetime], datetime], now: datetime) -> str:
    """Say until when what is held opens without the service: ``until 02:10 tomorrow``."""
    if until is None:
        return "Opens only with the service until it has given permission once."
    if until <= now:
        return "Opens only with a sign-in: the permission to keep it here has ended."
    then, today = local(until), local(now).date()
    if then.date() == today:
        day = "today"
    elif then.date() == today + timedelta(days=1):
        day = "tomorrow"
    else:
        day = f"on {then.day} {then:%B}"
    return f"Opens without the service until {then:%H:%M} {day}."


def total_line(chosen: Iterable[Folder], offered: Offered) -> str:
    """Say what the chosen folders come to, beside what a device may hold."""
    folders = list(chosen)
    records, size = sum(each.records for each in folders), sum(each.bytes for each in folders)
    line = f"{records_in_words(records)}, about {size_in_words(size)}."
    if offered.ceiling_records:
        line += f" This device may hold {records_in_words(offered.ceiling_records)}."
    return line


def too_much(chosen: Iterable[Folder], offered: Offered) -> str:
    """Say that the chosen folders are more than this device may hold; empty when they are not."""
    folders = list(chosen)
    over = offered.ceiling_records and sum(each.records for each in folders) > offered.ceiling_records
    over = over or (offered.ceiling_bytes and sum(each.bytes for each in folders) > offered.ceiling_bytes)
    return "This is more than this device may hold. Leave something out." if over else ""


def held_in_words(folder: Folder, chosen: bool) -> str:
    """Say whether a folder is held, or will be once applied."""
    if folder.always:
        return "Always held"
    if chosen == folder.held:
        return "Held" if chosen else "Not held"
    return "Held once applied" if chosen else "Removed once applied"


def held_line(held: HeldHere, local: Callable[[datetime], datetime], now: datetime) -> str:
    """Say in one line what lies on this device and until when it opens."""
    if not held.records:
        return "Nothing of the service is kept on this device yet."
    folders = "1 folder" if held.folders == 1 else f"{held.folders} folders"
    return f"{records_in_words(held.records)} of {folders}. {until_in_words(held.until, local, now)}"
