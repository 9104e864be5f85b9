"""The made-up reports, one document after another: their header, items, grades and states in believable proportions."""

from __future__ import annotations

from random import Random

from crimint_domain.parts import Document
from crimint_service.people import Account
from crimint_service.sample import prose
from crimint_service.sample.cast import Cast, Casting
from crimint_service.sample.dates import DAY, dates
from crimint_service.sample.grades import Grades
from crimint_service.sample.ids import Ids
from crimint_service.sample.narrowing import narrow
from crimint_service.sample.pools import Known, Pools
from crimint_service.sample.staff import EVALUATORS, OFFICERS, UNITS
from crimint_service.sample.states import States
from crimint_service.sample.vocabulary import OBJECT, Phrases, Topic, Vocabulary

__all__ = ["Writer"]

_HOW = ("saw",) * 8 + ("told",) * 7 + ("anonymous",) * 3 + ("open", "other")
_PRIORITIES = ("low",) * 12 + ("medium",) * 6 + ("high",) * 2
_ITEMS = (1,) * 9 + (2,) * 6 + (3,) * 3 + (4,) * 2
_ORDERS = (("i",), ("c", "o"), ("9", "i", "r"), ("7", "e", "l", "s"))
_OLD_MARKINGS = ("RESTRICTED",) * 7 + ("PROTECT", "CONFIDENTIAL", "UNCLASSIFIED")
_MIGRATED = "Migration from the old register"
_INSTRUCTION = "ORGANISATIONAL USE ONLY"

Written = tuple[str, Document, str, str]


class Writer:
    """Writes the reports of one register in their order; it remembers numbers given and cards made."""

    def __init__(self, words: Vocabulary, known: Pools, rng: Random, count: int) -> None:
        self._words = words
        self._chance = rng.random
        self._dates = dates(count)
        self._ids = Ids(rng)
        self._casting = Casting(known, rng)
        self._grades = Grades(words, rng)
        self._states = States(count, self._dates.legacy, rng)
        self._operations = words.places["operations"]
        self._last: dict[tuple[str, int], int] = {}

    def report(self, number: int) -> Written:
        """Write the report of this number: its id, its document, by whom and at what time it came to stand so."""
        legacy = number < self._dates.legacy
        moment = self._dates.reported(number, self._chance())
        self._ids.at(self._dates.milliseconds(moment))
        report_id = self._ids.new()
        document = self._common(moment, legacy)
        if legacy:
            at = self._dates.text(moment)
            return report_id, self._legacy(document, moment), _MIGRATED, at
        return report_id, *self._current(document, number, moment)

    def first_met(self) -> list[tuple[Known, str, str]]:
        """Return whose cards the last report was the first to need, with the card's id and the citing item."""
        return self._casting.first_met()

    def _pick(self, values: tuple[str, ...]) -> str:
        return values[int(len(values) * self._chance())]

    def _common(self, moment: int, legacy: bool) -> Document:
        """What every report has; the keys that follow depend on whether it is a legacy one."""
        cast = self._casting.cast(legacy)
        chance = self._chance
        hand = 1 if chance() < 0.25 else 0  # noqa: PLR2004 - a quarter write in short hand
        topics = self._words.topics[hand]
        topic = topics[int(len(topics) * chance())]
        event = moment - 5 * int(chance() ** 3 * 900) - 20
        self._speak(cast, topic, event)
        how = self._pick(_HOW)
        state = "legacy" if legacy else self._states.next()
        items, mentions = self._items(topic, self._words.phrases[hand], cast, how, state)
        unit = 0 if chance() < 0.6 else 1  # noqa: PLR2004 - the larger unit
        return {
            "title": self._pick(topic.titles) % cast.slots, "reference": "", "state": state, "author": "",
            "author_name": "", "unit": UNITS[unit].id, "claimed_by": "",
            "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": [_INSTRUCTION]},
            "operation": self._operation(), "priority": self._pick(_PRIORITIES),
            "origin": self._origin(moment, event), "source": self._source(how),
            "references": self._references(event), "items": items, "mentions": mentions,
            "risk": {"to_source": "", "to_others": "", "confidential_material": ""},
            "compartment": "", "access_list": "", "exclusions": [], "legacy": legacy,
        }  # fmt: skip

    def _operation(self) -> str:
        share = self._chance()
        operations = self._operations
        return operations[int(len(operations) ** (share * 2)) - 1] if share < 0.5 else ""  # noqa: PLR2004 - half of them

    def _speak(self, cast: Cast, topic: Topic, event: int) -> None:
        dates = self._dates
        day, minute = divmod(event, DAY)
        thing = self._pick(topic.objects)
        thing = thing if thing[1].isupper() else thing[0].lower() + thing[1:]
        cast.slots.update(
            day=dates.spoken_days[day], time=dates.spoken_minutes[minute],
            time2=dates.spoken_minutes[(minute + 95) % DAY], n=self._pick(("three", "four", "five", "six", "eight")),
            object=f"property ({thing})", Object=f"Property ({thing})",
        )  # fmt: skip

    def _items(
        self, topic: Topic, phrases: Phrases, cast: Cast, how: str, state: str
    ) -> tuple[dict[str, Document], dict[str, Document]]:
        """Write the items, and the mentions in them: first what is known, then what was heard, last what is thought."""
        chance = self._chance
        items: dict[str, Document] = {}
        mentions: dict[str, Document] = {}
        orders = _ORDERS[_ITEMS[int(len(_ITEMS) * chance())] - 1]
        for place, order in enumerate(orders):
            kind = self._kind(place, len(orders), how)
            if kind == "judged":
                template, named = prose.judged(topic, phrases, chance)
            else:
                lead = phrases.lead[how]
                opening = lead[int(len(lead) * chance())] if place == 0 and chance() < 0.6 else None  # noqa: PLR2004 - most of them
                weave = prose.seen if kind == "seen" else prose.heard
                template, named = weave(topic, phrases, opening, chance)
            item_id = self._ids.new()
            items[item_id] = {"order": order, "text": template % cast.slots, **self._grades.of(kind, how, state)}
            mentions.update(self._casting.mentions(cast, named, item_id, self._ids, state))
            if named & OBJECT and chance() < 0.4:  # noqa: PLR2004 - things are often not linked
                mentions[self._ids.new()] = {
                    "item": item_id, "kind": "object", "as_reported": cast.slots["object"][10:-1], "role": "stolen",
                    "card": "",
                }  # fmt: skip
        return items, mentions

    def _kind(self, place: int, count: int, how: str) -> str:
        if place and place == count - 1:
            return "judged"
        first_hand = how in ("saw", "open") if place == 0 else self._chance() < 0.2  # noqa: PLR2004 - seldom
        return "seen" if first_hand else "heard"

    def _origin(self, moment: int, event: int) -> Document:
        dates, share = self._dates, self._chance()
        start: str | None = dates.text(event)
        end: str | None = None
        if share < 0.07:  # noqa: PLR2004 - when it happened is not always known
            start = None
        elif share < 0.2:  # noqa: PLR2004 - or only between which days
            end = dates.text(min(event + DAY * (1 + int(share * 30)), moment - 10))
            end = end if end > (start or "") else None
        return {
            "officer": "", "organisation": "", "reported_at": dates.text(moment, int(share * 60)),
            "obtained_at": dates.text(moment - 10), "event": {"start": start, "end": end},
        }  # fmt: skip

    def _source(self, how: str) -> Document:
        isr = f"ISR {1000 + int(self._chance() * 9000)}" if how == "told" and self._chance() < 0.8 else ""  # noqa: PLR2004 - mostly
        return {"how_known": how, "isr": isr, "note": ""}

    def _references(self, event: int) -> dict[str, Document]:
        share = self._chance()
        if share > 0.3:  # noqa: PLR2004 - a third has a number elsewhere
            return {}
        number = f"{int(share * 9000):04d}"
        if share < 0.2:  # noqa: PLR2004 - most of them in the control room's log
            return {self._ids.new(): {"scheme": "CAD", "number": f"{number}/{self._dates.log_days[event // DAY]}"}}
        return {self._ids.new(): {"scheme": "Crime", "number": f"{number}{int(share * 90):02d}/{event % 97:02d}"}}

    def _current(self, document: Document, number: int, moment: int) -> tuple[Document, str, str]:
        unit = 0 if document["unit"] == UNITS[0].id else 1
        state = document["state"]
        author: Account = self._author(unit, state)
        evaluator = EVALUATORS[unit][int(len(EVALUATORS[unit]) * self._chance())]
        document["author"], document["author_name"] = author.user, author.name
        document["origin"]["officer"] = author.name
        if state != "draft":
            document["reference"] = self._reference(unit, moment)
        if state not in ("draft", "submitted", "returned", "withdrawn") or (
            state == "submitted" and self._chance() < 0.3  # noqa: PLR2004 - some are being worked on
        ):
            document["claimed_by"] = evaluator.user
        if self._chance() < 0.08:  # noqa: PLR2004 - a risk is seldom written down
            document["risk"]["to_source"] = self._pick(self._words.risks)
        narrow(document, number)
        by = author if state in ("draft", "submitted", "withdrawn") else evaluator
        later = 0 if by is author else int(self._chance() * 3 * DAY)
        return document, by.name, self._dates.text(min(moment + later, self._dates.today + 30), number % 60)

    def _author(self, unit: int, state: str) -> Account:
        officers = OFFICERS[unit]
        mostly_the_first = state in ("draft", "returned") and self._chance() < 0.5  # noqa: PLR2004 - so that Home shows some
        return officers[0 if mostly_the_first else int(len(officers) * self._chance())]

    def _reference(self, unit: int, moment: int) -> str:
        prefix, year = UNITS[unit].prefix, self._dates.year(moment)
        last = self._last[prefix, year] = self._last.get((prefix, year), 0) + 1
        return f"{prefix}-{year % 100:02d}-{last:06d}"

    def _legacy(self, document: Document, moment: int) -> Document:
        """Turn a document into one that came from the old register: little is filled in, and nothing is converted."""
        chance = self._chance
        prefix, year = document["unit"][:2].upper(), self._dates.year(moment)
        last = self._last["legacy", year] = self._last.get(("legacy", year), 0) + 1
        document["reference"] = f"{prefix}/{year}/{last:05d}"
        document["state"] = "archived" if chance() < 0.4 else "released"  # noqa: PLR2004 - many were put away
        document["author_name"] = f"PC {1000 + int(chance() * 8000)} (left the force)"
        document["marking"] = {"level": "OFFICIAL-SENSITIVE", "instructions": []}
        if moment < self._dates.old_markings_end:
            document["marking"]["legacy"] = self._pick(_OLD_MARKINGS)
        document["source"] = {"how_known": "", "isr": "", "note": ""}
        origin = document["origin"]
        origin["obtained_at"] = None
        if chance() < 0.35:  # noqa: PLR2004 - dates are often missing
            origin["event"] = {"start": None, "end": None}
            if chance() < 0.3:  # noqa: PLR2004 - and sometimes all of them
                origin["reported_at"] = None
        for name in ("risk", "references", "compartment", "access_list", "exclusions"):
            del document[name]
        if chance() < 0.3:  # noqa: PLR2004 - many old reports have no title
            document["title"] = ""
        return document
