"""Whom and what the made-up reports are about: people, vehicles, places, firms and telephones that keep coming back.

Plates are of a style that is never issued (``ZZ99 ZZZ``), telephone numbers of the ranges that Ofcom sets aside for
drama, firms say that they are invented, and every surname ends in -Test.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from crimint_domain.mention import Kind
from crimint_service.sample.vocabulary import Vocabulary

__all__ = ["IS_WOMAN", "Known", "Pools", "pools"]

# Every third person, counted from the last: the sentences about suspects say "he".
IS_WOMAN: Final = 2

_LETTERS: Final = "ABCDEFGHJKLMNOPRSTUVWXYZ"
_PER_PERSON: Final = 8
_MOST_PEOPLE: Final = 30_000
_DRAMA: Final = ("07700 900", "01632 960", "020 7946 0", "03069 990")
_OLDEST, _YOUNGEST = 1948, 2007
_TWINS: Final = 12


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody or something known. ``title`` is the name of the card, ``short`` how a second sentence says it,
    ``spoken`` how one says a vehicle, ``number`` its place among all that is known, ``attributes`` what the card
    says, as name and value."""

    number: int
    kind: Kind
    title: str
    short: str
    attributes: tuple[tuple[str, str], ...]
    town: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Pools:
    """Everything that is known, the most often met first. ``twins`` are people entered twice, spelt otherwise."""

    people: tuple[Known, ...]
    twins: tuple[Known, ...]
    vehicles: tuple[Known, ...]
    places: tuple[Known, ...]
    firms: tuple[Known, ...]
    phones: tuple[Known, ...]

    @property
    def count(self) -> int:
        """How many there are in all."""
        return sum(map(len, (self.people, self.twins, self.vehicles, self.places, self.firms, self.phones)))


def pools(words: Vocabulary, reports: int, rng: Random) -> Pools:
    """Invent as much as so many reports need."""
    people_wanted = min(_MOST_PEOPLE, max(24, reports // _PER_PERSON))
    people = _people(words, people_wanted, rng)
    twins = tuple(_twin(each, people_wanted + n) for n, each in enumerate(people[3::_TWINS]))
    start = people_wanted + len(twins)
    vehicles = _vehicles(words, max(12, people_wanted // 3), start, rng)
    start += len(vehicles)
    places = _places(words, min(8_000, max(30, people_wanted // 2)), start, rng)
    start += len(places)
    firms = _firms(words, min(2_000, max(8, people_wanted // 12)), start, rng)
    start += len(firms)
    phones = _phones(min(3_600, max(10, people_wanted // 3)), start, rng)
    return Pools(people, twins, vehicles, places, firms, phones)


def _people(words: Vocabulary, count: int, rng: Random) -> tuple[Known, ...]:
    names = words.names
    surnames = [front + back for front in names["front"] for back in names["back"]]
    surnames += list(names["whole"]) * 6
    rng.shuffle(surnames)
    made = []
    for number in range(count):
        given = rng.choice(names["women" if number % 3 == IS_WOMAN else "men"])
        surname = surnames[number % len(surnames)]
        if number == 0:
            given, surname = "Barnaby", "Quillfeather"
        attributes = [("name", f"{given} {surname}-Test"), ("born", str(rng.randint(_OLDEST, _YOUNGEST)))]
        if number % 3 == 0:
            attributes.append(("alias", surname[:5] if number == 0 else rng.choice(names["alias"])))
        if number % 4 == 1:
            attributes.append(("phone", _drama(rng)))
        made.append(Known(number, "person", f"{given} {surname}-Test", surname, tuple(attributes)))
    return tuple(made)


def _twin(person: Known, number: int) -> Known:
    """The same person as somebody once heard the name: a letter lost, and the date of birth with the day."""
    doubled = next((n for n, each in enumerate(person.short[1:], 1) if each == person.short[n - 1]), len(person.short))
    surname = person.short[:doubled] + person.short[doubled + 1 :]
    if surname == person.short:
        surname = surname[:-1] if surname.endswith(("e", "h", "d")) else surname + "e"
    given = person.title.partition(" ")[0]
    title = f"{given[:4] if len(given) > 5 else given} {surname}-Test"  # noqa: PLR2004 - a first name cut short
    born = dict(person.attributes)["born"]
    return Known(number, "person", title, surname, (("name", title), ("born", f"{born}-05-03")))


def _vehicles(words: Vocabulary, count: int, start: int, rng: Random) -> tuple[Known, ...]:
    made = []
    for number in range(count):
        colour, make = rng.choice(words.names["colours"]), rng.choice(words.names["vehicles"])
        plate = f"ZZ{rng.randint(10, 99)} {''.join(rng.choice(_LETTERS) for _ in range(3))}"
        if number == 0:
            colour, make, plate = "white", "van", "ZZ99 ZZZ"
        title = f"{colour} {make}, {plate}"
        attributes = (("plate", plate), ("colour", colour), ("type", make))
        spoken = f"{colour} {make} ({plate})"
        made.append(Known(start + number, "vehicle", title[0].upper() + title[1:], make, attributes, spoken=spoken))
    return tuple(made)


def _places(words: Vocabulary, count: int, start: int, rng: Random) -> tuple[Known, ...]:
    made = []
    for number in range(count):
        site, town = f"{rng.choice(words.places['names'])} {rng.choice(words.places['kinds'])}", _town(words, rng)
        if site.endswith(("Lane", "Street", "Row", "Close")) and number % 3:
            site = f"{rng.randint(1, 148)} {site}"
        if number == 0:
            site, town = "Tannery Yard", "Quillmarsh"
        title = f"{site}, {town}"
        made.append(Known(start + number, "location", title, site, (("address", title),), town))
    return tuple(made)


def _town(words: Vocabulary, rng: Random) -> str:
    towns = words.places["towns"]
    return towns[int(len(towns) * rng.random() ** 1.8)]


def _firms(words: Vocabulary, count: int, start: int, rng: Random) -> tuple[Known, ...]:
    made = []
    for number in range(count):
        first = rng.choice(words.names["front"] if number % 2 else words.places["names"])
        firm = f"{first} {rng.choice(words.names['kin'])} {rng.choice(words.names['trades'])}"
        if number == 0:
            firm = "Thimble & Daughters Scaffold"
        title = f"{firm} (invented)"
        attributes = (("name", title), ("phone", _drama(rng)))
        made.append(Known(start + number, "organisation", title, firm, attributes))
    return tuple(made)


def _phones(count: int, start: int, rng: Random) -> tuple[Known, ...]:
    numbers = [f"{front}{last:03d}" for front in _DRAMA for last in range(1_000)]
    mobiles, rest = numbers[:1_000], numbers[1_000:]
    rng.shuffle(mobiles)
    rng.shuffle(rest)
    chosen = (mobiles + rest)[:count]
    return tuple(Known(start + n, "communication", each, each, (("phone", each),)) for n, each in enumerate(chosen))


def _drama(rng: Random) -> str:
    return f"07700 900{rng.randint(0, 999):03d}"
