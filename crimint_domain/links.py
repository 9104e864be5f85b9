"""Links between cards, the reversible "same as" among them, and what they join into one entity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["SAME_AS", "Link", "Strength", "entities"]

Strength = Literal["confirmed", "unconfirmed", "tentative"]
SAME_AS = "same as"


@dataclass(frozen=True, slots=True)
class Link:
    """A link from card to card; it lives in the folder of its first card, under the stricter label."""

    id: str
    first: str
    second: str
    role: str
    strength: Strength = "unconfirmed"
    reason: str = ""
    since: date | None = None
    until: date | None = None
    accepted: bool = False

    @property
    def joins(self) -> bool:
        """Whether this link makes one entity of its two cards: only an accepted "same as" does."""
        return self.role == SAME_AS and self.accepted


def entities(cards: Iterable[str], links: Iterable[Link]) -> tuple[frozenset[str], ...]:
    """Group cards into entities by accepted same-as links; a link to a card not given joins nothing."""
    group_of = {card: {card} for card in cards}
    for link in links:
        if link.joins and link.first in group_of and link.second in group_of:
            joined = group_of[link.first] | group_of[link.second]
            for card in joined:
                group_of[card] = joined
    seen: dict[frozenset[str], None] = {}
    for group in group_of.values():
        seen[frozenset(group)] = None
    return tuple(seen)
