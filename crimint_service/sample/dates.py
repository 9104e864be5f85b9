"""When things happened: dates that thin out into the past, and their words, prepared once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import log10
from typing import Final

__all__ = ["DAY", "LEGACY_SHARE", "Dates", "dates"]

DAY: Final = 1_440
LEGACY_SHARE: Final = 0.3
_BEGINNING: Final = datetime(2004, 1, 1, tzinfo=UTC)
_TODAY: Final = datetime(2026, 11, 20, 16, tzinfo=UTC)
# The old register was closed, and the new scheme begun, on this day.
_CHANGE: Final = datetime(2016, 10, 1, tzinfo=UTC)
_OLD_MARKINGS_END: Final = datetime(2014, 4, 2, tzinfo=UTC)
_MILLISECONDS: Final = 60_000
_SMALL: Final = 500


@dataclass(frozen=True, slots=True)
class Dates:
    """Moments are minutes since the beginning of 2004; ``today`` is the newest."""

    today: int
    change: int
    old_markings_end: int
    legacy: int
    count: int
    steepness: float
    days: tuple[str, ...]
    spoken_days: tuple[str, ...]
    log_days: tuple[str, ...]
    minutes: tuple[str, ...]
    spoken_minutes: tuple[str, ...]

    def reported(self, number: int, chance: float) -> int:
        """The moment at which the report of this number was written: the higher the number, the later."""
        if number < self.legacy:
            return int(self.change * (number + chance) / max(1, self.legacy))
        share = 1 - (number - self.legacy + chance) / (self.count - self.legacy)
        return self.today - int((self.today - self.change) * share**self.steepness)

    def text(self, moment: int, second: int = 0) -> str:
        """Write a moment as it travels."""
        day, minute = divmod(moment, DAY)
        return f"{self.days[day]}T{self.minutes[minute]}:{second:02d}+00:00"

    def milliseconds(self, moment: int) -> int:
        """Return a moment as Unix milliseconds."""
        return int(_BEGINNING.timestamp() * 1_000) + moment * _MILLISECONDS

    def year(self, moment: int) -> int:
        """Return the year of a moment."""
        return int(self.days[moment // DAY][:4])


def dates(count: int) -> Dates:
    """Prepare the dates of a register of so many reports; the more there are, the flatter they lie."""
    days = [_BEGINNING + timedelta(days=n) for n in range((_TODAY - _BEGINNING).days + 30)]
    clock = [(hour, minute) for hour in range(24) for minute in range(60)]
    return Dates(
        today=_minutes(_TODAY), change=_minutes(_CHANGE), old_markings_end=_minutes(_OLD_MARKINGS_END),
        legacy=int(count * LEGACY_SHARE), count=count,
        steepness=min(3.0, max(1.3, 3.0 - 0.5 * log10(max(1, count) / _SMALL))),
        days=tuple(f"{day:%Y-%m-%d}" for day in days),
        spoken_days=tuple(f"{day.day} {day:%B}" for day in days),
        log_days=tuple(f"{day:%d%b%y}".upper() for day in days),
        minutes=tuple(f"{hour:02d}:{minute:02d}" for hour, minute in clock),
        spoken_minutes=tuple(f"{hour:02d}{minute:02d} hrs" for hour, minute in clock),
    )  # fmt: skip


def _minutes(moment: datetime) -> int:
    return int((moment - _BEGINNING).total_seconds()) // 60
