"""Builders of values for tests: each has a sensible whole and takes only what the test is about."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from crimint_domain.access import Principal
from crimint_domain.card import Attribute, Card
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.ids import uuid7
from crimint_domain.marking import Marking
from crimint_domain.mention import Kind, Mention
from crimint_domain.report import EventTime, Item, Origin, Report, Source

A_MOMENT = datetime(2026, 11, 20, 14, 32, tzinfo=UTC)


@dataclass
class SteadyClock:
    """A clock that stands until it is moved."""

    at: datetime = A_MOMENT
    ticks: float = 0.0

    def now(self) -> datetime:
        """The time it stands at."""
        return self.at

    def monotonic(self) -> float:
        """Seconds it was moved by."""
        return self.ticks

    def move(self, **span: float) -> None:
        """Move on by a span, as timedelta takes it."""
        step = timedelta(**span)
        self.at += step
        self.ticks += step.total_seconds()


@dataclass
class CountedIds:
    """Identifiers that are valid, in order, and the same in each run."""

    who: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self) -> str:
        number = next(self.numbers)
        return uuid7(1_763_000_000_000 + number, bytes([self.who]) + number.to_bytes(9, "big"))


def an_id(number: int, who: int = 200) -> str:
    """A valid identifier that names itself by its number."""
    return uuid7(1_760_000_000_000 + number, bytes([who]) + number.to_bytes(9, "big"))


def graded(code: str, conditions: str = "Ask the originator first.") -> tuple[Grading, Handling]:
    """Grading and handling from a code such as ``1AP``."""
    handling = Handling("3x5x2", code[2], "A1", "S2", conditions) if code[2] == "C" else Handling("3x5x2", code[2])
    return Grading("3x5x2", code[0], code[1]), handling


def an_item(number: int = 1, *, text: str = "A white van was parked by the mill.", grading: str | None = "1AP") -> Item:
    """An item whose grade is given as its code, or None for one not yet graded."""
    grade, handling = graded(grading) if grading else (None, None)
    return Item(an_id(number, who=1), text, "fact", grade, handling)


def a_mention(
    number: int = 1, *, kind: Kind = "person", name: str = "Barnaby Quillfeather-Test", item: str = ""
) -> Mention:
    """A mention of somebody who belongs to nobody."""
    return Mention(an_id(number, who=2), item, kind, name, "suspect" if kind == "person" else "seen")


def a_report(
    number: int = 1,
    *,
    items: list[Item] | None = None,
    mentions: list[Mention] | None = None,
    state: str = "draft",
    author: str = "okonjo",
    **changes: object,
) -> Report:
    """A report that could be submitted as it is."""
    report = Report(
        id=an_id(number),
        title="Lead stripped from church roofs",
        author=author,
        author_name="PC 0042 Okonjo-Test",
        unit="quillmarsh",
        marking=Marking(instructions=("ORGANISATIONAL USE ONLY",)),
        operation="MARZIPAN",
        origin=Origin("PC 0042 Okonjo-Test", "", A_MOMENT, A_MOMENT, EventTime(A_MOMENT - timedelta(days=1))),
        source=Source("told", "ISR 7781"),
        items=tuple([an_item()] if items is None else items),
        mentions=tuple(mentions or ()),
    )
    return replace(report, state=state, **changes)  # type: ignore[arg-type]  # the test names fields of Report


def a_card(number: int = 1, *, kind: Kind = "person", title: str = "Barnaby Quillfeather-Test") -> Card:
    """A card with its name as the only attribute."""
    return Card(an_id(number, who=3), kind, title, "quillmarsh", (Attribute(an_id(number, who=4), "name", title, ""),))


def a_principal(user: str = "okonjo", *roles: str, unit: str = "quillmarsh", **changes: object) -> Principal:
    """A person with roles (an officer if none is named) in one unit."""
    name = {"okonjo": "PC 0042 Okonjo-Test", "applewhite": "DC 0107 Applewhite-Test"}.get(user, f"{user.title()}-Test")
    person = Principal(user, name, frozenset(roles or ("officer",)), frozenset({unit}))
    return replace(person, **changes)  # type: ignore[arg-type]  # the test names fields of Principal
