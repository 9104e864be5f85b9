"""What the page of offline records may do, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from crimint_desktop.actions.briefcase import Offered

__all__ = ["OfflineActs"]


@dataclass(frozen=True, slots=True)
class OfflineActs:
    """Each returns at once. ``apply`` takes the folders to hold, or None for everything there is room for, and raises
    Refused above the ceiling; ``propose`` searches and gives the folders in which the hits lie. ``local`` turns UTC
    into this computer's time. ``nothing_kept`` says why nothing is kept on this device, if so."""

    look: Callable[[], Future[Offered]]
    apply: Callable[[frozenset[str] | None], Future[Offered]]
    propose: Callable[[str], Future[frozenset[str]]]
    local: Callable[[datetime], datetime]
    now: Callable[[], datetime]
    nothing_kept: str = ""
