"""Keeping the words by which records are found, in the transaction that changes the record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.card import Card
from crimint_domain.errors import Refused
from crimint_domain.parts import Document
from crimint_domain.report import Report
from crimint_domain.searching import folded_words
from crimint_domain.summary import card_words, facets_of, facets_of_card, row_of, words_of
from crimint_service.access import for_indexing
from crimint_service.database import Database
from crimint_service.placing import view
from crimint_service.tables import UNDATED, insert_into, search_line, setting

__all__ = ["add_lines", "fill", "keep_line", "line_of", "second_of"]

# Raised whenever a line is made otherwise than before: every line is then made anew.
_RULES: Final = "1"
_SETTING: Final = "search_rules"
_REACHED: Final = "search_reached"
_AT_ONCE: Final = 500
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


def second_of(moment: datetime) -> int:
    """Return the whole second since 1970 in which a moment lies."""
    return int((moment - _BEGINNING).total_seconds() // 1)


def line_of(record: str, seen: Report | Card) -> dict[str, Any]:
    """Return the line by which a record is found."""
    if isinstance(seen, Card):
        facets, words, event = facets_of_card(seen), card_words(seen), None
    else:
        row = row_of(seen, 0)
        facets, words, event = facets_of(row), words_of(seen), row.event_at
    return {
        "record_id": record, "event": UNDATED if event is None else second_of(event),
        "words": folded_words(words), "facets": facets,
    }  # fmt: skip


def add_lines(connection: sa.Connection, lines: Sequence[dict[str, Any]]) -> None:
    """Write the lines of records that had none."""
    if lines:
        connection.execute(sa.insert(search_line), lines)


def keep_line(connection: sa.Connection, record: str, kind: str, schema: int, document: Document) -> None:
    """Write a record's line as the record stands now; one that this program cannot read has none."""
    try:
        line = line_of(record, view(kind, record, schema, document))
    except Refused:
        connection.execute(sa.delete(search_line).where(search_line.c.record_id == record))
        return
    statement = insert_into(connection, search_line).values(line)
    changed = {name: statement.excluded[name] for name in ("event", "words", "facets")}
    connection.execute(statement.on_conflict_do_update(index_elements=["record_id"], set_=changed))


def fill(database: Database) -> int:
    """Make the lines of a register that was written by a program without them, and return how many; 0 at once where
    that was done before. It may be stopped and goes on where it was."""
    made, more = 0, True
    while more:
        count, more = database.write(_fill_some)
        made += count
    return made


def _fill_some(connection: sa.Connection) -> tuple[int, bool]:
    asked = sa.select(setting.c.name, setting.c.value).where(setting.c.name.in_((_SETTING, _REACHED)))
    kept = {name: value for name, value in connection.execute(asked)}
    if kept.get(_SETTING) == _RULES:
        return 0, False
    rows = for_indexing(connection, kept.get(_REACHED, ""), _AT_ONCE)
    for row in rows:
        keep_line(connection, row.id, row.kind, row.schema, json.loads(row.document))
    noted = {_REACHED: rows[-1].id} if rows else {_REACHED: "", _SETTING: _RULES}
    _note(connection, noted.items())
    return len(rows), bool(rows)


def _note(connection: sa.Connection, noted: Iterable[tuple[str, str]]) -> None:
    for name, value in noted:
        statement = insert_into(connection, setting).values(name=name, value=value)
        connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": value}))
