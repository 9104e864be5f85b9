"""What of a record's document is shown in lists and found by words: the projection that fills row and index."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from crimint_desktop.store.name_keys import names_of
from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.report_line import report_line, report_words
from crimint_domain.document import is_newer, upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.marking import Marking, refuse_above_official
from crimint_domain.summary import Row, card_words, facet, facets_of, facets_of_card, row_of_card
from crimint_domain.views import card_from, marking_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crimint_domain.card import Card
    from crimint_domain.parts import Document

__all__ = [
    "ROW_COLUMNS", "Projection", "columns_of", "marking_text", "mention_facet", "project_document", "rows_from",
    "seconds_of",
]  # fmt: skip

ROW_COLUMNS: Final = (
    "id, kind, version, title, reference, state, event, grades, scheme, operation, unit, priority, marking, author,"
    " author_name, claimed_by, legacy, unsent, in_conflict"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Projection(msgspec.Struct, frozen=True, gc=False):  # a first sync makes one of each record: twice as quick
    """A record as lists and the index see it; ``event`` in Unix seconds; ``card`` only of cards.

    ``columns`` are the values from ``title`` to ``legacy``, in the order of :data:`ROW_COLUMNS`.
    """

    columns: tuple[Any, ...]
    event: int | None
    words: str
    facets: str
    card: Card | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names a card is known by; of other records none."""
        return names_of(self.card) if self.card else ()


def project_document(record: str, kind: str, schema: int, version: int, raw: Mapping[str, Any]) -> Projection:
    """Read a document of any known or newer schema.

    Of a newer schema or an unknown kind as much is shown as can be read. Raises Refused for a marking above
    OFFICIAL-SENSITIVE and for a damaged document.
    """
    newer = is_newer(kind, schema)
    try:
        document = raw if newer else upcast(kind, schema, raw)
        return _known(record, kind, version, document)
    except Refused as refused:
        if not newer or any(problem.part == "marking" for problem in refused.problems):
            raise
        return _bare(record, kind, version, raw)
    except (AttributeError, LookupError, TypeError, ValueError) as fault:
        if newer:
            return _bare(record, kind, version, raw)
        raise Refused(Problem("", "This record's document is damaged and cannot be read.")) from fault


def _known(record: str, kind: str, version: int, document: Mapping[str, Any]) -> Projection:
    if kind == "report":
        row = report_line(record, version, document)
        words, cards = report_words(document)
        facets = " ".join((*facets_of(row), *map(mention_facet, dict.fromkeys(cards))))
        return Projection(columns_of(row), seconds_of(row.event_at), words, facets)
    if kind == "card":
        card = card_from(record, document)
        facets = " ".join(facets_of_card(card))
        return Projection(columns_of(row_of_card(card, version)), None, card_words(card), facets, card)
    return _bare(record, kind, version, document)


def mention_facet(card: str) -> str:
    """Return the token under which the reports that mention a card are found."""
    return facet("mentions", card)


def _bare(record: str, kind: str, version: int, document: Mapping[str, Any]) -> Projection:
    """What can be said of a record whose document this program does not know."""

    def said(name: str) -> str:
        value = document.get(name)
        return value if isinstance(value, str) else ""

    marking = document.get("marking")
    if not isinstance(marking, dict):
        refuse_above_official(str(marking))
        marking = None
    row = Row(
        id=record, kind=kind, version=version, title=said("title"), reference=said("reference"), state="released",
        event_at=None, grades=(), scheme="", operation=said("operation"), unit=said("unit"), priority="low",
        marking=marking_from(marking), author=said("author"), author_name=said("author_name"),
    )  # fmt: skip
    words = "\n".join(filter(None, (row.title, row.reference)))
    return Projection(columns_of(row), None, words, " ".join(facets_of(row)))


def seconds_of(moment: datetime | None) -> int | None:
    """Return a moment in whole Unix seconds."""
    return None if moment is None else math.floor(moment.timestamp())


def columns_of(row: Row) -> tuple[Any, ...]:
    """Return a line's values from ``title`` to ``legacy``, in the order of :data:`ROW_COLUMNS`."""
    return (
        row.title, row.reference, row.state, seconds_of(row.event_at), " ".join(row.grades), row.scheme,
        row.operation, row.unit, row.priority, marking_text(row.marking), row.author, row.author_name, row.claimed_by,
        int(row.legacy),
    )  # fmt: skip


def marking_text(marking: Marking) -> str:
    """Return a marking as a line keeps it."""
    return write_json([marking.level, marking.legacy, *marking.instructions]).decode()


def rows_from(found: Sequence[Sequence[Any]]) -> Iterator[Row]:
    """Make lines of what :data:`ROW_COLUMNS` selected."""
    markings: dict[str, Marking] = {}
    for (
        raw_id, kind, version, title, reference, state, event, grades, scheme, operation, unit, priority, marking,
        author, author_name, claimed_by, legacy, unsent, in_conflict,
    ) in found:  # fmt: skip
        if marking not in markings:
            level, old, *instructions = read_json(marking.encode())
            markings[marking] = Marking(level, tuple(instructions), old)
        digits = raw_id.hex()
        yield Row(
            f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}",
            kind, version, title, reference, state,
            None if event is None else datetime.fromtimestamp(event, UTC) if event >= 0 else moment_of(event),
            tuple(grades.split()), scheme, operation, unit, priority, markings[marking], author,
            author_name, claimed_by, legacy == 1, unsent == 1, in_conflict == 1,
        )  # fmt: skip


def moment_of(event: int) -> datetime:
    """Return the moment of so many Unix seconds, before 1970 too (`fromtimestamp` cannot do that on Windows)."""
    return _EPOCH + timedelta(seconds=event)


def document_or_none(raw: bytes | None) -> Document | None:
    """Read a document that may not be there."""
    return None if raw is None else read_json(raw)
