"""Settings in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crimint_desktop.ui.settings.acts import Held
from crimint_desktop.ui.theme import TEXT_SCALES

__all__ = ["here_rows", "minutes_in_words", "offered_minutes", "offered_scales", "scale_in_words", "size_in_words"]

_PLAIN = 100
_MINUTES = (1, 2, 5, 10, 15, 20, 30, 45, 60)
_KIB = 1024


def offered_scales() -> tuple[int, ...]:
    """Give the text sizes to choose from, in per cent."""
    return TEXT_SCALES


def scale_in_words(percent: int, *, within: bool = False) -> str:
    """Say a text size: ``150 %``; the system's own is said as such, alone or ``within`` a sentence."""
    return f"{'as' if within else 'As'} the system says" if percent == _PLAIN else f"{percent} %"


def offered_minutes(longest: int) -> tuple[int, ...]:
    """Give the spans to choose from, none longer than the force allows, that one included."""
    return tuple(sorted({minutes for minutes in _MINUTES if minutes < longest} | {longest}))


def minutes_in_words(minutes: int) -> str:
    """Say a span: ``1 minute``, ``10 minutes``."""
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def size_in_words(size: int) -> str:
    """Say bytes as people do: ``38 MB``."""
    for unit, bound in (("bytes", _KIB), ("KB", _KIB**2), ("MB", _KIB**3)):
        if size < bound:
            return f"{size * _KIB // bound:,} {unit}"
    return f"{size / _KIB**3:,.1f} GB"


def here_rows(held: Held, local: Callable[[datetime], datetime]) -> tuple[tuple[str, str], ...]:
    """Give what is kept on this device as pairs of what and words."""
    return (
        ("Reports", f"{held.reports:,}"),
        ("People and places", f"{held.cards:,} cards"),
        ("Agreed with service", _moment(held.agreed_at, local) or "Not yet"),
        ("Kept until", _moment(held.kept_until, local) or "Not said by the service"),
        ("Room taken", size_in_words(held.size)),
        ("Folder", held.folder or "Not known yet"),
    )


def _moment(at: datetime | None, local: Callable[[datetime], datetime]) -> str:
    if at is None:
        return ""
    then = local(at)
    return f"{then.day} {then:%B %Y, %H:%M}"
