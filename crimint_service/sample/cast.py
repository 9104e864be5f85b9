"""Who and what one report is about, the words for them, and the mentions and first meetings that follow from them."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from crimint_domain.parts import Document
from crimint_service.sample.ids import Ids
from crimint_service.sample.pools import IS_WOMAN, Known, Pools
from crimint_service.sample.vocabulary import ORG, PERSON, PERSON2, PHONE, PLACE, PLACE2, VEHICLE, VICTIM

__all__ = ["Cast", "Casting"]

_LINKED, _LEGACY_LINKED = 0.72, 0.35
_UPPER = 0.18
_TWIN = 0.3


class Cast(NamedTuple):
    """``parts`` are those a text can name: the bit of the slot, who or what, as reported, and the role.
    ``slots`` are the words that stand for them."""

    parts: tuple[tuple[int, Known, str, str], ...]
    slots: dict[str, str]


class Casting:
    """Chooses whom reports are about, by Zipf's law, so that a few are met again and again, and together."""

    def __init__(self, known: Pools, rng: Random) -> None:
        self._known = known
        self._chance = rng.random
        self._cards: list[str] = [""] * known.count
        self._first: list[tuple[Known, str, str]] = []

    def cast(self, legacy: bool) -> Cast:
        """Choose for one report."""
        chance, known = self._chance, self._known
        people = len(known.people)
        index = int(people ** chance()) - 1
        if index % 3 == IS_WOMAN:
            index -= 1
        person = known.people[index]
        if legacy and chance() < _TWIN and known.twins:
            person = known.twins[int(len(known.twins) * chance())]
        other = known.people[(index + 1 + int(chance() ** 2 * 5)) % people]
        hurt = int(people * chance())
        victim = known.people[hurt - 1 if hurt % 3 == IS_WOMAN else hurt]
        vehicle = _of(known.vehicles, index // 3 if chance() < 0.7 else int(len(known.vehicles) * chance()))  # noqa: PLR2004 - mostly their own
        place = known.places[int(len(known.places) ** chance()) - 1]
        second = _of(known.places, index // 2)
        firm = known.firms[int(len(known.firms) ** chance()) - 1]
        phone = _of(known.phones, index // 2)
        upper, share = chance() < _UPPER, chance()
        name = person.title.upper() if upper else person.title
        return Cast(
            (
                (PERSON, person, person.title, "suspect" if share < 0.8 else "other"),  # noqa: PLR2004 - mostly
                (PERSON2, other, other.title, "suspect" if share > 0.5 else "other"),  # noqa: PLR2004 - as often as not
                (VICTIM, victim, victim.title, "victim" if share < 0.75 else "witness"),  # noqa: PLR2004 - mostly
                (VEHICLE, vehicle, vehicle.title, "used" if share > 0.4 else "seen"),  # noqa: PLR2004 - mostly
                (PLACE, place, place.title, "place of event"),
                (PLACE2, second, second.title, "seen"),
                (ORG, firm, firm.title, "named"),
                (PHONE, phone, phone.title, "used"),
            ),
            {
                "person": name, "short": person.short.upper() if upper else person.short,
                "person2": other.title.upper() if upper else other.title, "victim": victim.title,
                "vehicle": f"a {vehicle.spoken}", "Vehicle": f"A {vehicle.spoken}",
                "place": place.title, "site": place.short, "town": place.town,
                "place2": second.title, "org": firm.short, "phone": phone.title,
            },
        )  # fmt: skip

    def mentions(self, cast: Cast, named: int, item: str, ids: Ids, state: str) -> dict[str, Document]:
        """Return the mentions of an item that names so many, linked to cards where somebody has linked them."""
        found: dict[str, Document] = {}
        chance, cards, new = self._chance, self._cards, ids.new
        linked = _LEGACY_LINKED if state == "legacy" else _LINKED
        for slot, known, reported, role in cast.parts:
            if named & slot:
                card = ""
                if chance() < linked:
                    card = cards[known.number] or self._meet(known, item, new, state)
                found[new()] = {
                    "item": item, "kind": known.kind, "as_reported": reported, "role": role, "card": card,
                }  # fmt: skip
        return found

    def first_met(self) -> list[tuple[Known, str, str]]:
        """Return whose cards the last report was the first to need, with the card's id and the citing item."""
        first, self._first = self._first, []
        return first

    def _meet(self, known: Known, item: str, new: Callable[[], str], state: str) -> str:
        if state == "draft":
            return ""  # a card is made when the report is sent
        card = self._cards[known.number] = new()
        self._first.append((known, card, item))
        return card


def _of(pool: tuple[Known, ...], index: int) -> Known:
    return pool[index % len(pool)]
