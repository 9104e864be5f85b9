"""Who asks: a signed-in person as every decision about access weighs them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crimint_domain.marking import OFFICIAL_SENSITIVE

__all__ = ["READERS", "ROLES", "WRITERS", "Principal"]

ROLES: Final = ("officer", "analyst", "lio", "records", "auditor", "administrator")
# Auditors and administrators see no bodies by their role.
READERS: Final = frozenset({"officer", "analyst", "lio", "records"})
WRITERS: Final = frozenset({"officer", "analyst", "lio"})


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person as the service knows them at one moment; ``clearance`` is the highest marking they may read.

    ``compartments`` and ``lists`` come from grants that are in force now, and so do ``covers``: units whose held
    reports the person may read for a time as that unit's evaluators do, without writing for the unit.
    """

    user: str
    name: str
    roles: frozenset[str]
    units: frozenset[str]
    clearance: str = OFFICIAL_SENSITIVE
    compartments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()
