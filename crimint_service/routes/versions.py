"""Which programs are too old to be handed anything.

Being too old never stands in the way of what was written: sending, signing in, the log, files and the rescue of drafts
are open to every version, so that an update can wait until the desk is empty.
"""

from __future__ import annotations

import re
from typing import Final

from crimint_service.faults import Fault

__all__ = ["HANDS_OUT", "refuse_too_old"]

HANDS_OUT: Final = frozenset(
    {
        "POST /v1/sync/checkpoint",
        "GET /v1/streams/{id}/changes",
        "GET /v1/records/{id}",
        "GET /v1/records/{id}/history",
        "POST /v1/search",
    }
)
"""The routes that an old program may not be able to read. What stands in no line here is open to every version."""

_NUMBERS: Final = re.compile(r"(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?")


def refuse_too_old(version: str, oldest: str, method: str, path: str) -> None:
    """Raise Fault 426 for a program older than ``oldest`` at a route that hands something out.

    Versions are compared number by number; a program that does not say its version is not called old.
    """
    called, needed = _numbers(version), _numbers(oldest)
    if f"{method} {path}" in HANDS_OUT and called is not None and needed is not None and called < needed:
        raise Fault(
            426,
            "client-too-old",
            f"This program is too old to read from the service: update it to {oldest} or later. What was written with"
            " it is still taken.",
            members={"min_client": oldest},
        )


def _numbers(version: str) -> tuple[int, ...] | None:
    found = _NUMBERS.match(version)
    return tuple(int(each or 0) for each in found.groups()) if found else None
