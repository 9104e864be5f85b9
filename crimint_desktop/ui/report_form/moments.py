"""Dates and times as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

__all__ = ["HINT", "in_field", "read"]

HINT = "For example 20/11/2026 14:30, today 9:15, or yesterday"
_NUMBERS = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[ ,T]+(\d{1,2})[:.]?(\d{2}))?")
_NAMED = re.compile(r"(today|yesterday|now)(?:[ ,]+(\d{1,2})[:.]?(\d{2}))?", re.IGNORECASE)
_YEAR_DIGITS = 4


def read(typed: str, now: datetime) -> datetime | None:
    """Read a local date with or without a time, as UTC; None for nothing typed.

    Raises ValueError with a sentence for anything else.
    """
    text = " ".join(typed.split())
    if not text:
        return None
    found = _named(text, now.astimezone()) or _numbered(text)
    if found is None:
        raise ValueError(f"“{typed.strip()}” is not a date. {HINT}.")
    return found.astimezone(UTC)


def _named(text: str, now: datetime) -> datetime | None:
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    word = match[1].lower()
    if word == "now":
        return now
    day = now - timedelta(days=1 if word == "yesterday" else 0)
    return _moment((day.year, day.month, day.day), match[2], match[3])


def _numbered(text: str) -> datetime | None:
    match = _NUMBERS.fullmatch(text)
    if match is None:
        return None
    first, month, last = match[1], int(match[2]), match[3]
    year_first = len(first) == _YEAR_DIGITS
    if not year_first and len(last) != _YEAR_DIGITS:
        raise ValueError("Write the year with four digits, for example 20/11/2026.")
    date = (int(first), month, int(last)) if year_first else (int(last), month, int(first))
    return _moment(date, match[4], match[5])


def _moment(date: tuple[int, int, int], hour: str | None, minute: str | None) -> datetime:
    try:
        return datetime(*date, int(hour or 0), int(minute or 0)).astimezone()
    except (ValueError, OverflowError, OSError) as fault:
        raise ValueError("There is no such date or time. Check day, month, hour and minute.") from fault


def in_field(at: datetime | None) -> str:
    """Write a moment as it is typed; the time is left out at midnight."""
    if at is None:
        return ""
    local = at.astimezone()
    return f"{local:%d/%m/%Y}" if not (local.hour or local.minute) else f"{local:%d/%m/%Y %H:%M}"
