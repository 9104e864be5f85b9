"""The words the made-up register is written with, read from ``resources/sample`` and made ready for filling in.

A sentence is kept as a ``%`` template with the set of things it names, so that an item is written with one
formatting and knows at once whom it mentions.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import resources

__all__ = [
    "OBJECT", "ORG", "PERSON", "PERSON2", "PHONE", "PLACE", "PLACE2", "VEHICLE", "VICTIM", "Phrases", "Sentence",
    "Topic", "Vocabulary", "vocabulary",
]  # fmt: skip

PERSON, PERSON2, VICTIM, VEHICLE, PLACE, PLACE2, ORG, PHONE, OBJECT = (1 << place for place in range(9))
_NAMES: Final[Mapping[str, int]] = {
    "person": PERSON, "short": PERSON, "person2": PERSON2, "victim": VICTIM, "vehicle": VEHICLE, "place": PLACE,
    "site": PLACE, "place2": PLACE2, "org": ORG, "phone": PHONE, "object": OBJECT,
    "Vehicle": VEHICLE, "Object": OBJECT,
    "town": 0, "day": 0, "time": 0, "time2": 0, "n": 0,
}  # fmt: skip
_SLOT: Final = re.compile(r"\{(\w+)\}")
_SLOT_WHOLE: Final = re.compile(r"(\{\w+\})")
# A thing that opens a sentence is written with a capital.
_OPENS: Final = re.compile(r"(^|[.?!] )\{(vehicle|object)\}")
_TOPIC_FILES: Final = ("topics-property", "topics-rural", "topics-trade")

Sentence = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Topic:
    """A subject: its titles, and what is seen, heard and judged about it, in order."""

    name: str
    objects: tuple[str, ...]
    titles: tuple[str, ...]
    seen: tuple[Sentence, ...]
    heard: tuple[Sentence, ...]
    judged: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences for any subject; ``lead`` opens a report by how it is known, the hedges doubt
    what was seen or heard, ``weigh`` goes with assessments."""

    lead: Mapping[str, tuple[Sentence, ...]]
    person: tuple[Sentence, ...]
    vehicle: tuple[Sentence, ...]
    phone: tuple[Sentence, ...]
    hedge_seen: tuple[Sentence, ...]
    hedge_heard: tuple[Sentence, ...]
    weigh: tuple[Sentence, ...]
    check: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything; ``topics`` and ``phrases`` in two ways of writing, in full and in an officer's short hand.
    A topic stands as often as its weight says."""

    topics: tuple[tuple[Topic, ...], tuple[Topic, ...]]
    phrases: tuple[Phrases, Phrases]
    conditions: tuple[str, ...]
    risks: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    places: Mapping[str, tuple[str, ...]]


def vocabulary() -> Vocabulary:
    """Read the vocabulary that is shipped."""
    general = _read("phrases")
    raw_topics = [topic for name in _TOPIC_FILES for topic in _read(name)["topics"]]
    short = tuple((old, new) for old, new in general["telegraphic"])
    in_full, in_short = tuple[tuple[str, str], ...](), short
    return Vocabulary(
        topics=(_topics(raw_topics, in_full), _topics(raw_topics, in_short)),
        phrases=(_phrases(general, in_full), _phrases(general, in_short)),
        conditions=tuple(general["conditions"]),
        risks=tuple(general["risk_source"]),
        names=_lists(_read("names")),
        places=_lists(_read("places")),
    )


def _read(name: str) -> Any:  # noqa: ANN401 - JSON of our own, shaped by its readers above
    return json.loads(resources.read_text(f"sample/{name}.json"))


def _lists(raw: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    return {name: tuple(words) for name, words in raw.items() if name != "about"}


def _topics(raw: Iterable[Mapping[str, Any]], shortened: tuple[tuple[str, str], ...]) -> tuple[Topic, ...]:
    topics: list[Topic] = []
    for each in raw:
        topic = Topic(
            each["name"],
            tuple(each["objects"]),
            tuple(_template(title) for title in each["titles"]),
            *(_sentences(each[part], shortened) for part in ("seen", "heard", "judged")),
        )
        topics += [topic] * each["weight"]
    return tuple(topics)


def _phrases(raw: Mapping[str, Any], shortened: tuple[tuple[str, str], ...]) -> Phrases:
    return Phrases(
        {how: _sentences(lines, shortened) for how, lines in raw["lead"].items()},
        *(
            _sentences(raw[part], shortened)
            for part in ("person", "vehicle", "phone", "hedge_seen", "hedge_heard", "weigh", "check")
        ),
    )


def _sentences(lines: Iterable[str], shortened: tuple[tuple[str, str], ...]) -> tuple[Sentence, ...]:
    return tuple(_sentence(line, shortened) for line in lines)


def _sentence(line: str, shortened: tuple[tuple[str, str], ...]) -> Sentence:
    named = 0
    for name in _SLOT.findall(line):
        named |= _NAMES[name]
    pieces = _SLOT_WHOLE.split(line)
    for old, new in shortened:
        pieces[::2] = [piece.replace(old, new) for piece in pieces[::2]]
    return _template("".join(pieces)), named


def _template(line: str) -> str:
    opened = _OPENS.sub(lambda found: f"{found[1]}{{{found[2].title()}}}", line)
    return _SLOT.sub(r"%(\1)s", opened.replace("%", "%%"))
