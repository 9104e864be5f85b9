"""What one folder holds about a person, vehicle, location, organisation, communication or object.

Every attribute cites the item it came from: disposing of the item disposes of what only it supports.
"""

from __future__ import annotations

from dataclasses import dataclass

from crimint_domain.marking import Marking
from crimint_domain.mention import Kind
from crimint_domain.restriction import Restriction

__all__ = ["Attribute", "Card"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing known: ``name`` is ``alias``, ``born``, ``address``, ``phone``, ``plate`` …; ``cites`` an item's id."""

    id: str
    name: str
    value: str
    cites: str


@dataclass(frozen=True, slots=True)
class Card:
    """A card; ``title`` is the name under which it is shown."""

    id: str
    kind: Kind
    title: str
    unit: str
    attributes: tuple[Attribute, ...] = ()
    marking: Marking = Marking()
    operation: str = ""
    compartment: str = ""
    access_list: str = ""
    exclusions: tuple[str, ...] = ()
    restriction: Restriction | None = None

    def values(self, name: str) -> tuple[str, ...]:
        """Every value of one attribute, in order."""
        return tuple(each.value for each in self.attributes if each.name == name)

    def without_support_of(self, item: str) -> Card:
        """Return the card as it stands when an item has been disposed of: what only that item supported is gone."""
        kept = tuple(each for each in self.attributes if each.cites != item)
        return Card(
            self.id, self.kind, self.title, self.unit, kept, self.marking, self.operation,
            self.compartment, self.access_list, self.exclusions, self.restriction,
        )  # fmt: skip
