"""Cards that may be meant by a name as typed: looked for before a new card is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_desktop.store.name_keys import folded, keys_of, names_of, number_key, short_form_key, sound_of
from crimint_desktop.store.projection import mention_facet
from crimint_desktop.store.records import find
from crimint_domain.errors import Refused
from crimint_domain.ids import text_of
from crimint_domain.views import card_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from crimint_domain.card import Card

__all__ = ["Match", "matches", "reports_mentioning"]

_LOOKED_AT: Final = 60
_TRIGRAM: Final = 3
_LONGEST: Final = 200
_YEAR_DIGITS: Final = 4
# Somebody born in the year asked for comes before somebody of the very name who was not; reasons lie 10 apart.
_OTHER_YEAR: Final = 25


@dataclass(frozen=True, slots=True)
class Match:
    """A card, why it was found in words, and how many of the reports here mention it."""

    card: Card
    version: int
    why: str
    reports: int


def matches(conn: Connection, text: str, kinds: Sequence[str] = (), limit: int = 8) -> tuple[Match, ...]:
    """Return the cards that a name, plate, number or reference as typed may mean, the likeliest first.

    A year of birth in the text ("Sean Doyle 1994") helps to choose. No text makes this raise.
    """
    plain = folded(text[:_LONGEST])
    if not plain:
        return ()
    found: list[tuple[int, str, Match]] = []
    for record in _candidates(conn, text[:_LONGEST], plain):
        held = find(conn, record)
        if held is None or held.kind != "card":
            continue
        try:
            card = card_from(record, held.document)
        except Refused:
            continue
        rank, why = _why(plain, text[:_LONGEST], card)
        if why and (not kinds or card.kind in kinds):
            found.append((rank, card.title, Match(card, held.version, why, 0)))
    best = [match for _, _, match in sorted(found, key=lambda each: each[:2])[:limit]]
    return tuple(Match(each.card, each.version, each.why, reports_mentioning(conn, each.card.id)) for each in best)


def reports_mentioning(conn: Connection, card: str) -> int:
    """Return how many reports in this cache mention a card."""
    return int(
        conn.exec_driver_sql(
            "SELECT count(*) FROM record_text WHERE record_text MATCH ?", (f"facets : {mention_facet(card)}",)
        ).scalar_one()
    )


def _candidates(conn: Connection, text: str, plain: str) -> list[str]:
    """Ids of cards worth a closer look, those that share the most first."""
    shared: dict[int, int] = {}
    with driver_cursor(conn) as cursor:
        for place in _containing(cursor, plain):
            shared[place] = shared.get(place, 0) + 3
        for key in keys_of((_without_year(text),)):
            cursor.execute("SELECT place FROM card_sound WHERE sound = ? LIMIT 2000", (key,))
            for (place,) in cursor.fetchall():
                shared[place] = shared.get(place, 0) + (4 if key.startswith("d") else 1)
        best = sorted(shared, key=lambda place: (-shared[place], -place))[:_LOOKED_AT]
        marks = ",".join("?" * len(best))
        # Only question marks are put into the statement.
        cursor.execute(f"SELECT place, id FROM record WHERE place IN ({marks})", best)  # noqa: S608 - question marks only
        ids = {place: text_of(raw_id) for place, raw_id in cursor.fetchall()}
    return [ids[place] for place in best if place in ids]


def _containing(cursor: DriverCursor, plain: str) -> list[int]:
    sought = [piece for piece in {plain, plain.replace(" ", ""), _without_year(plain)} if len(piece) >= _TRIGRAM]
    if not sought:
        return []
    asked = " OR ".join(f'"{piece}"' for piece in sorted(sought))
    cursor.execute("SELECT rowid FROM card_text WHERE card_text MATCH ? LIMIT ?", (asked, 4 * _LOOKED_AT))
    return [place for (place,) in cursor.fetchall()]


def _without_year(text: str) -> str:
    return " ".join(word for word in text.split() if not _is_year(word))


def _is_year(word: str) -> bool:
    return len(word) == _YEAR_DIGITS and word.isascii() and word.isdigit()


def _why(plain: str, text: str, card: Card) -> tuple[int, str]:
    """Return how likely, the lower the likelier, and the reason in words; an empty reason for no match."""
    name = _without_year(plain)
    names = [folded(each) for each in names_of(card)]
    born = " ".join(card.values("born"))
    year = next((word for word in plain.split() if _is_year(word)), "")
    same_year = bool(year) and year in born
    other_year = bool(year and born) and not same_year
    for rank, why, holds in _reasons(name or plain, text, names):
        if holds:
            addition = ", same year" if same_year else ", born in another year" if other_year else ""
            return 10 * rank + (_OTHER_YEAR if other_year else -_OTHER_YEAR if same_year else 0), why + addition
    return 0, ""


def _reasons(name: str, text: str, names: list[str]) -> Sequence[tuple[int, str, bool]]:
    title, others = names[0], names[1:]
    number = number_key(text) or number_key(name)
    sounds, joined = _sounds(name), name.replace(" ", "")
    return (
        (1, "Name as typed", name == title),
        (2, "Other name as typed", name in others),
        (2, "Number as typed", bool(number) and any(number_key(each) == number for each in names)),
        (3, "Nickname", any(_by_short_forms(name, each) for each in names)),
        (4, "Sounds alike", bool(sounds) and any(sounds == _sounds(each) for each in names)),
        (5, "Part of the name", any(name in each for each in names)),
        (5, "Part of the number", bool(number) and any(joined in each.replace(" ", "") for each in names)),
        (6, "Sounds alike in part", bool(sounds) and any(sounds <= _sounds(each) for each in names)),
    )  # fmt: skip


def _sounds(name: str) -> frozenset[str]:
    return frozenset(filter(None, map(sound_of, name.split())))


def _by_short_forms(typed: str, name: str) -> bool:
    """Whether two names are the same when first names are taken for what they are short for."""
    one, other = typed.split(), name.split()
    if len(one) != len(other) or one == other:
        return False
    return all(a == b or _same_first_name(a, b) for a, b in zip(one, other, strict=True))


def _same_first_name(one: str, other: str) -> bool:
    return bool({one, *short_form_key(one)} & {other, *short_form_key(other)})
