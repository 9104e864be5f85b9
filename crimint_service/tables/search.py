"""The words by which records are found, and what was asked for.

On the encrypted file, triggers keep a text index in step with every row; on PostgreSQL the two columns are indexed
themselves. Either way a row that goes takes its words out of the index within the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from crimint_service.tables.columns import metadata, number, serial, text

__all__ = ["UNDATED", "Lexemes", "search_line", "search_text", "served_query"]

UNDATED: Final = -(1 << 62)
"""In the place of an event's second since 1970, where nobody knows it: behind everything that is dated."""

_LAST_POSITION: Final = 16_383
_MOST_BYTES: Final = 400_000


class Lexemes(sa.types.TypeDecorator[Sequence[str]]):
    """Words that are letters and digits only, in order. They reach either engine ready-made, so that both agree on
    what a word is. Of a very long text only the beginning counts: an engine takes no more than a megabyte."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Answer with the engine's own type."""
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else sa.Text())

    def process_bind_param(self, value: Sequence[str] | None, dialect: sa.Dialect) -> str:
        """Write words as the engine reads them."""
        kept, left = [], _MOST_BYTES
        for word in value or ():
            left -= len(word.encode()) + 8
            if left < 0:
                break
            kept.append(word)
        if dialect.name != "postgresql":
            return " ".join(kept)
        return " ".join(f"'{word}':{min(at, _LAST_POSITION)}" for at, word in enumerate(kept, 1))


search_line = sa.Table(
    "search_line",
    metadata,
    serial("place"),
    sa.Column("record_id", sa.String(36), sa.ForeignKey("record.id", ondelete="CASCADE"), nullable=False, unique=True),
    number("event"),
    sa.Column("words", Lexemes, nullable=False),
    sa.Column("facets", Lexemes, nullable=False),
    sa.Index("search_line_by_event", "event", "record_id"),
    sa.Index("search_line_by_words", "words", "facets", postgresql_using="gin").ddl_if(dialect="postgresql"),
)
# The text index of the encrypted file: no table of the metadata, because the engine makes and fills it.
search_text = sa.table("search_text", sa.column("rowid", sa.Integer))
# The query and the reason behind an entry of what was served; the entry itself holds a salted commitment to it.
served_query = sa.Table(
    "served_query",
    metadata,
    number("served_id", primary_key=True, autoincrement=False),
    text("salt"),
    text("text"),
)
