"""What lists show of a record, and what the text index is fed: made from the document alone, the same everywhere.

A list row shows no body. The index holds the body's words and, in a column of their own, the facets by which
lists are filtered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crimint_domain.card import Card
from crimint_domain.grading import graded
from crimint_domain.marking import Marking
from crimint_domain.report import Priority, Report, State
from crimint_domain.submission import title_for

__all__ = ["Row", "card_words", "facets_of", "facets_of_card", "row_of", "row_of_card", "words_of"]

_NOT_PLAIN: Final = re.compile("[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list. ``event_at`` is the start of the event, else when it was reported, else None.

    ``grades`` are the codes of the items in order with handling, such as ``("1AP", "2CC")``; ``scheme`` is the
    scheme they were given under.
    """

    id: str
    kind: str
    version: int
    title: str
    reference: str
    state: State
    event_at: datetime | None
    grades: tuple[str, ...]
    scheme: str
    operation: str
    unit: str
    priority: Priority
    marking: Marking
    author: str
    author_name: str
    claimed_by: str = ""
    legacy: bool = False
    unsent: bool = False
    in_conflict: bool = False


def row_of(report: Report, version: int) -> Row:
    """Return a report's line."""
    return Row(
        id=report.id,
        kind="report",
        version=version,
        title=title_for(report),
        reference=report.reference,
        state=report.state,
        event_at=report.origin.event.start or report.origin.reported_at,
        grades=tuple(graded(item.grading, item.handling) for item in report.items),
        scheme=next((item.grading.scheme for item in report.items if item.grading), ""),
        operation=report.operation,
        unit=report.unit,
        priority=report.priority,
        marking=report.marking,
        author=report.author,
        author_name=report.author_name,
        claimed_by=report.claimed_by,
        legacy=report.legacy,
    )


def row_of_card(card: Card, version: int) -> Row:
    """Return a card's line: its title, and its kind in the place of the state."""
    return Row(
        id=card.id, kind="card", version=version, title=card.title, reference="", state="released", event_at=None,
        grades=(), scheme="", operation=card.operation, unit=card.unit, priority="low", marking=card.marking,
        author="", author_name="",
    )  # fmt: skip


def words_of(report: Report) -> str:
    """Return every word of a report that can be searched, body included."""
    return "\n".join(filter(None, _words(report)))


def _words(report: Report) -> Iterator[str]:
    yield from (report.title, report.reference, report.operation, report.author_name, report.source.isr)
    yield from (item.text for item in report.items)
    yield from (mention.as_reported for mention in report.mentions)
    yield from (f"{each.scheme} {each.number}" for each in report.references)
    yield from (f"{each.name} {each.title}" for each in report.attachments)


def card_words(card: Card) -> str:
    """Return every word of a card that can be searched."""
    return "\n".join((card.title, *(each.value for each in card.attributes)))


def facets_of(row: Row) -> tuple[str, ...]:
    """Return the facet tokens of a line: letters and digits only, so each is one word to the index.

    For example ``zzkindxreport``, ``zzstatexreleased``, ``zzgradex1ap``; also operation, unit, priority and
    author. They stand in a column of their own, which text typed by a user never reaches.
    """
    named = [
        ("kind", row.kind), ("state", row.state), ("operation", row.operation), ("unit", row.unit),
        ("priority", row.priority), ("author", row.author), *(("grade", grade) for grade in row.grades),
    ]  # fmt: skip
    return tuple(facet(name, value) for name, value in dict.fromkeys(named) if value)


def facets_of_card(card: Card) -> tuple[str, ...]:
    """Return the facet tokens of a card."""
    named = [("kind", "card"), ("card", card.kind), ("unit", card.unit), ("operation", card.operation)]
    return tuple(facet(name, value) for name, value in named if value)


def facet(name: str, value: str) -> str:
    """Return one facet token; characters outside a–z and 0–9 are written as their code points in hex."""
    plain = value.lower()
    if not (plain.isascii() and plain.isalnum()):
        plain = _NOT_PLAIN.sub(_in_hex, plain)
    return f"zz{name}x{plain}"


def _in_hex(found: re.Match[str]) -> str:
    return f"x{ord(found[0]):x}"
