"""Who may read what, by the oracle's own rule: ``docs/access.md`` over plain dicts, with nothing of either side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Grant", "Opened", "Person", "folder_of", "may_read", "opened", "turned"]

_READERS = frozenset({"officer", "analyst", "lio", "records"})
_CLEARED = {"OFFICIAL": ("OFFICIAL", "OFFICIAL-SENSITIVE"), "OFFICIAL-SENSITIVE": ("OFFICIAL-SENSITIVE",)}
_SHARED = ("released", "archived")
_CLOSED = ("withdrawn", "duplicate", "not-intelligence", "rejected", "disposed")


@dataclass(frozen=True, slots=True)
class Person:
    """What somebody is entitled by."""

    user: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    clearance: str


@dataclass(frozen=True, slots=True)
class Grant:
    """What an administrator opened to a person: from and to in seconds since 1970, ``to_s`` 0 for no end."""

    user: str
    kind: str
    name: str
    from_s: int
    to_s: int

    def live(self, now_s: int) -> bool:
        """Whether it opens anything at this moment."""
        return self.from_s <= now_s and (not self.to_s or now_s < self.to_s)


@dataclass(frozen=True, slots=True)
class Opened:
    """What is open to a person by grants at one moment."""

    compartments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    covers: frozenset[str] = frozenset()


def opened(grants: Iterable[Grant], user: str, now_s: int) -> Opened:
    """Return what grants open to somebody now."""
    mine = [each for each in grants if each.user == user and each.live(now_s)]

    def named(*kinds: str) -> frozenset[str]:
        return frozenset(each.name for each in mine if each.kind in kinds)

    return Opened(named("compartment"), named("list", "record"), named("cover"))


def turned(grants: Iterable[Grant], now_s: int) -> int:
    """Return how often grants have begun or ended until now."""
    return sum((each.from_s <= now_s) + bool(each.to_s and each.to_s <= now_s) for each in grants)


def may_read(person: Person, open_to: Opened, document: Mapping[str, Any], *, card: bool = False) -> bool:
    """Whether this person may read a report, or a card, with this document."""
    user, state = person.user, "released" if card else document.get("state") or "draft"
    if state == "draft":
        return bool(document.get("author") == user)
    if user in (document.get("exclusions") or ()) or not (_READERS & set(person.roles) or open_to.covers):
        return False
    shared = state in _SHARED
    wrote = not shared and document.get("author") == user
    if not wrote and not _let_through(person, open_to, document):
        return False
    unit = document.get("unit")
    there = {"lio", "records"} if state in _CLOSED else {"lio"}
    of_the_unit = unit in person.units and bool(there & set(person.roles))
    return shared or wrote or of_the_unit or unit in open_to.covers


def _let_through(person: Person, open_to: Opened, document: Mapping[str, Any]) -> bool:
    """Whether marking, compartment and list let somebody through who did not write it."""
    level = (document.get("marking") or {}).get("level") or "OFFICIAL-SENSITIVE"
    compartment, access_list = document.get("compartment") or "", document.get("access_list") or ""
    within = compartment in ("", *open_to.compartments) and access_list in ("", *open_to.lists)
    return person.clearance in _CLEARED[level] and within


def folder_of(document: Mapping[str, Any], *, card: bool = False) -> str:
    """Return the folder that has to be chosen for a record to be offline; none for what is held or on a desk."""
    if not card and document.get("state") not in _SHARED:
        return ""
    return f"operation/{document['operation']}" if document.get("operation") else f"shelf/{document.get('unit')}"
