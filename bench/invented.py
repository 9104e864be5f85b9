"""Invented reports in any number, quickly: words spread as in prose (Zipf), bodies of some 100 words, 1 to 3 items.

Only their sizes and proportions matter here; nobody and nothing in them exists.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

from crimint_domain.ids import uuid7
from crimint_domain.parts import Document

__all__ = ["AUTHORS", "OPERATIONS", "UNITS", "documents", "word"]

OPERATIONS = ("MARZIPAN", "THIMBLE", "BUTTERCUP", "LANTERN", "DRIFTWOOD", "")
UNITS = ("quillmarsh", "harrowgate")
AUTHORS = tuple((f"officer{number}", f"PC {number:04} Invented-Test") for number in range(1, 41))
_LEXICON = 30_000
_WHOLE = 5_000
_GRADES = ("1A", "1B", "2A", "2B", "2C", "3B", "3D", "2D", "3E")
_FIRST = 1_700_000_000_000
_NEWEST = datetime(2026, 11, 20, tzinfo=UTC)


def word(rank: int) -> str:
    """Return the invented word of a rank: the lower the commoner."""
    syllables = ("ba", "co", "di", "fu", "ga", "ho", "li", "mu", "na", "po", "ri", "su", "ta", "vo", "we", "zi")
    said = ""
    left = rank + 16
    while left:
        left, which = divmod(left, len(syllables))
        said += syllables[which]
    return said


@cache
def _lexicon() -> tuple[list[str], list[float]]:
    weights = [1 / (rank + 2.7) for rank in range(_LEXICON)]
    return [word(rank) for rank in range(_LEXICON)], list(itertools.accumulate(weights))


def documents(number: int, seed: int) -> Iterator[tuple[str, Document]]:
    """Yield so many released reports as (id, document); the same seed makes the same ones.

    The bodies begin to repeat after some thousands, because making them would take longer than what is measured.
    """
    chance = random.Random(seed)
    words, weights = _lexicon()
    whole = min(number, _WHOLE)
    drawn = iter(chance.choices(words, cum_weights=weights, k=whole * 110 + 1000))
    made = [_document(at, seed, chance, drawn) for at in range(whole)]
    for at in range(number):
        document = made[at % whole]
        yield _id(at, seed, 0), document if at < whole else document | _header(at, chance)


def _header(at: int, chance: random.Random) -> Document:
    author, name = chance.choice(AUTHORS)
    event = (_NEWEST - timedelta(seconds=chance.randrange(6 * 365 * 86_400))).isoformat()
    return {
        "reference": f"{'QM' if at % 2 else 'HG'}-{20 + at % 7}-{at:06}", "author": author, "author_name": name,
        "unit": UNITS[at % 2], "operation": chance.choice(OPERATIONS),
        "priority": chance.choice(("low", "low", "medium", "high")),
        "origin": {
            "officer": name, "organisation": "", "reported_at": event, "obtained_at": event,
            "event": {"start": event, "end": None},
        },
    }  # fmt: skip


def _id(at: int, seed: int, part: int) -> str:
    return uuid7(_FIRST + at, seed.to_bytes(2, "big") + part.to_bytes(2, "big") + at.to_bytes(6, "big"))


def _document(at: int, seed: int, chance: random.Random, drawn: Iterator[str]) -> Document:
    number = chance.choice((1, 1, 2, 2, 3))
    items = {_id(at, seed, 1 + n): _item(n, chance, drawn, 90 // number) for n in range(number)}
    mentions = {_id(at, seed, 10 + n): _mention(drawn) for n in range(chance.randrange(3))}
    return {
        "title": " ".join(itertools.islice(drawn, 5)).capitalize(), "state": "released", "claimed_by": "",
        "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": ["ORGANISATIONAL USE ONLY"]},
        "source": {"how_known": "told", "isr": f"ISR {at}", "note": ""}, "references": {}, "items": items,
        "mentions": mentions, "risk": {"to_source": "", "to_others": "", "confidential_material": ""},
        "compartment": "", "access_list": "", "exclusions": [], "legacy": False, **_header(at, chance),
    }  # fmt: skip


def _item(number: int, chance: random.Random, drawn: Iterator[str], length: int) -> Document:
    grade = chance.choice(_GRADES)
    text = " ".join(itertools.islice(drawn, length))
    return {
        "order": "cfo"[number], "text": f"{text.capitalize()}.", "nature": "fact",
        "grading": {"scheme": "3x5x2", "source": grade[0], "assessment": grade[1]},
        "handling": {"scheme": "3x5x2", "code": "P", "action": "", "sanitisation": "", "conditions": ""},
    }  # fmt: skip


def _mention(drawn: Iterator[str]) -> Document:
    named = " ".join(each.capitalize() for each in itertools.islice(drawn, 2))
    return {"item": "", "kind": "person", "as_reported": f"{named}-Test", "role": "suspect", "card": ""}
