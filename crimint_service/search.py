"""Finding records by their words and facets, within what a person may read, the latest event first.

Both engines are asked the same question about the same words; who may read what is decided inside of it, before
anything is counted.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.card import Card
from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import is_id
from crimint_domain.searching import folded_words, pattern_of, snippet_in, sought, texts_of
from crimint_domain.summary import Row, facet, row_of, row_of_card
from crimint_domain.wording import Run
from crimint_service.access import Scope, records
from crimint_service.faults import Fault
from crimint_service.indexing import second_of
from crimint_service.placing import view
from crimint_service.tables import UNDATED, record, search_line, search_text

__all__ = ["COUNTED_TO", "Found", "Hit", "Query", "find"]

COUNTED_TO: Final = 1_000
"""Beyond this many, a search says that there are more instead of how many."""

Group = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. Within one facet any value counts, between facets all must hold; an empty one lets everything
    through. ``since`` and ``until`` are inclusive and leave out what has no known time."""

    text: str = ""
    facets: tuple[tuple[str, tuple[str, ...]], ...] = field(default=())
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A line; in the snippet the words that were found are the runs called ``added``."""

    row: Row
    snippet: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found. ``cursor`` asks for the next one and is empty at the end; ``counted`` is how many there
    are in all, at most :data:`COUNTED_TO`, on the first page only; ``capped`` says that there are more."""

    hits: tuple[Hit, ...]
    cursor: str
    counted: int
    capped: bool


def find(connection: sa.Connection, scope: Scope, query: Query, cursor: str, limit: int) -> Found:
    """Return a page of what this person may read of what was asked for.

    Raises Refused when nothing was asked for, and Fault ``bad-cursor`` for a cursor that is none.
    """
    words = [(folded_words(said), goes_on) for said, goes_on in sought(query.text)]
    asked = [each for each in words if each[0]]
    chosen = any(values for name, values in query.facets if name != "kind") or query.since or query.until
    if not asked and not chosen:
        raise Refused(Problem("text", "Type what to search for, or choose a filter."))
    wanted = _wanted(connection, query, asked)
    here = record.c
    line = search_line.c
    columns = (here.id, here.kind, here.schema, here.version, here.document, line.event)
    matching = _within(records(scope, *columns), wanted)
    if cursor:
        matching = matching.where(sa.tuple_(line.event, line.record_id) < sa.tuple_(*_read_cursor(cursor)))
    ordered = matching.order_by(line.event.desc(), line.record_id.desc()).limit(limit + 1)
    rows = list(connection.execute(ordered))
    more, rows = len(rows) > limit, rows[:limit]
    counted = 0
    if not cursor:
        counted = _count(connection, scope, wanted) if more else len(rows)
    pattern = pattern_of(sought(query.text))
    return Found(
        tuple(hit for row in rows if (hit := _hit(row, pattern))),
        f"{rows[-1].event}.{rows[-1].id}" if more else "",
        min(counted, COUNTED_TO),
        counted > COUNTED_TO,
    )


def _within(query: sa.Select[Any], wanted: list[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    return query.join(search_line, search_line.c.record_id == record.c.id).where(*wanted)


def _count(connection: sa.Connection, scope: Scope, wanted: list[sa.ColumnElement[bool]]) -> int:
    some = _within(records(scope, record.c.id), wanted).limit(COUNTED_TO + 1)
    if connection.dialect.name == "sqlite":
        some = some.order_by(search_line.c.event.desc())  # so that the narrow lines are walked, not the records
    return int(connection.execute(sa.select(sa.func.count()).select_from(some.subquery())).scalar_one())


def _wanted(
    connection: sa.Connection, query: Query, words: list[tuple[tuple[str, ...], bool]]
) -> list[sa.ColumnElement[bool]]:
    facets = [[facet(name, value) for value in values] for name, values in query.facets if values]
    wanted = (_in_vectors if connection.dialect.name == "postgresql" else _in_text_index)(words, facets)
    event = search_line.c.event
    if query.since is not None:
        wanted.append(event >= second_of(query.since))
    if query.until is not None:
        wanted.append(sa.and_(event <= second_of(query.until), event > UNDATED))
    return wanted


def _in_text_index(words: list[tuple[tuple[str, ...], bool]], facets: list[list[str]]) -> list[sa.ColumnElement[bool]]:
    said = _all(words, lambda phrase, goes_on: f'"{" ".join(phrase)}"{" *" if goes_on else ""}', " AND ")
    groups = [f"words : ({said})"] if said else []
    groups += [f"facets : ({' OR '.join(sorted(group))})" for group in facets]
    if not groups:
        return []
    matching = sa.select(search_text.c.rowid).where(
        sa.literal_column("search_text").op("MATCH")(sa.literal(" AND ".join(groups), sa.Text))
    )
    # The plus keeps the engine from looking up every match: it walks the lines from the latest event on and stops when
    # a page is full, which for a word of many reports is a hundred times less.
    return [sa.literal_column("+search_line.place", sa.BigInteger).in_(matching)]


def _in_vectors(words: list[tuple[tuple[str, ...], bool]], facets: list[list[str]]) -> list[sa.ColumnElement[bool]]:
    wanted: list[sa.ColumnElement[bool]] = []
    said = _all(words, _phrase_of_lexemes, " & ")
    groups = " & ".join(f"({' | '.join(sorted(group))})" for group in facets)
    for column, asked in ((search_line.c.words, said), (search_line.c.facets, groups)):
        if asked:
            as_query = sa.cast(sa.literal(asked, sa.Text), _TsQuery)
            wanted.append(sa.type_coerce(column, sa.Text).bool_op("@@")(as_query))
    return wanted


class _TsQuery(sa.types.UserDefinedType[str]):
    """PostgreSQL's type for what is asked of a vector; the cast takes words as they are."""

    cache_ok = True

    def get_col_spec(self, **_more: object) -> str:
        """Name it."""
        return "tsquery"


def _phrase_of_lexemes(phrase: tuple[str, ...], goes_on: bool) -> str:
    lexemes = [f"'{word}'" for word in phrase]
    return "(" + " <-> ".join((*lexemes[:-1], lexemes[-1] + (":*" if goes_on else ""))) + ")"


def _all(
    words: Iterable[tuple[tuple[str, ...], bool]], write: Callable[[tuple[str, ...], bool], str], between: str
) -> str:
    return between.join(write(phrase, goes_on) for phrase, goes_on in words)


def _read_cursor(text: str) -> tuple[int, str]:
    event, _, name = text.partition(".")
    try:
        number = int(event)
    except ValueError:
        number = UNDATED - 1
    if not is_id(name) or not UNDATED <= number <= -UNDATED:
        raise Fault(400, "bad-cursor", "This cursor was not made for this search. Start without one.")
    return number, name


def _hit(row: sa.Row[Any], pattern: Any) -> Hit | None:  # noqa: ANN401 - a compiled pattern, or None
    try:
        seen = view(row.kind, row.id, row.schema, json.loads(row.document))
    except Refused:
        return None
    if isinstance(seen, Card):
        return Hit(row_of_card(seen, row.version), ())
    return Hit(row_of(seen, row.version), snippet_in(texts_of(seen), pattern) if pattern else ())
