"""Whom or what an item names, as the report's own words have it, and the card it was resolved to, if any.

The role stands on the mention, not on the person, because one person can be a suspect in one report and a
victim in the next (Data Protection Act 2018 s38(3)).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

__all__ = ["KINDS", "PERSON_ROLES", "ROLES", "Kind", "Mention"]

Kind = Literal["person", "vehicle", "location", "organisation", "communication", "object"]
KINDS: Final[tuple[Kind, ...]] = ("person", "vehicle", "location", "organisation", "communication", "object")
PERSON_ROLES: Final = ("suspect", "convicted", "victim", "witness", "other")
ROLES: Final = (*PERSON_ROLES, "used", "stolen", "seen", "place of event", "named")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name as reported, in the item ``item`` (empty: in the report as a whole)."""

    id: str
    item: str
    kind: Kind
    as_reported: str
    role: str = ""
    card: str = ""

    @property
    def same_thing(self) -> tuple[str, str, str, str, str]:
        """What makes two mentions equal: everything but their ids. Equal mentions are one."""
        return (self.item, self.kind, self.as_reported.casefold().strip(), self.role, self.card)
