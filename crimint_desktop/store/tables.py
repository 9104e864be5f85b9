"""The tables of the encrypted cache.

``place`` is the key that pays: it is the time of the event, so that the newest fifty need no sort and a range of
dates is a range of keys (:mod:`crimint_desktop.store.places`). ``record`` is narrow, because lists read it;
documents stand in ``base`` in the order in which they came, the words they are found by in ``record_text``.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

__all__ = [
    "FULL_TEXT", "METADATA", "attachment", "attachment_piece", "audit", "base", "card_sound", "conflict", "cursor",
    "edit", "outbox", "preference", "reason", "record", "rejected", "rounds",
]  # fmt: skip

METADATA: Final = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default=text("''"))


def _number(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


record: Final = Table(
    "record",
    METADATA,
    Column("place", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    _text("stream"),  # empty: made here and never yet seen from the service
    _number("share"),  # this version's part of its stream's checksum
    Column("event", Integer),  # Unix seconds; empty when nobody knows
    _text("title"),
    _text("reference"),
    _text("state"),
    _text("grades"),
    _text("scheme"),
    _text("operation"),
    _text("unit"),
    _text("priority"),
    _text("marking"),
    _text("author"),
    _text("author_name"),
    _text("claimed_by"),
    _number("legacy"),
    _number("unsent"),
    _number("in_conflict"),
    Column("base", Integer),  # which document is its own; empty: the service has none yet
)
Index("record_stream", record.c.stream, record.c.share)

base: Final = Table(
    "base",
    METADATA,
    Column("number", Integer, primary_key=True),  # in the order in which they came: written one behind the other
    Column("raw", LargeBinary, nullable=False),
    _text("by"),
    _text("at"),
)

# What the service holds and this cache must not or cannot: counted for the checksum, never kept.
rejected: Final = Table(
    "rejected",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("stream", Text, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("share", Integer, nullable=False),
    Column("says", Text, nullable=False),
)

edit: Final = Table(
    "edit",
    METADATA,
    Column("record", LargeBinary, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("before", LargeBinary),
    Column("document", LargeBinary, nullable=False),
    Column("saved_at", Text, nullable=False),
)

outbox: Final = Table(
    "outbox",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("record", LargeBinary, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("document", LargeBinary),
    Column("parts", LargeBinary),
    _text("step"),
    _text("reason"),
    Column("aside", LargeBinary),
    Column("before", LargeBinary),
    Column("made_at", Text, nullable=False),
    _number("attempts"),
    Column("state", Text, nullable=False, server_default=text("'waiting'")),
    _text("refused"),
)

# What the service has taken, kept for a while in case it is put back from a backup.
sent: Final = Table(
    "sent",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("id", LargeBinary, nullable=False, unique=True),
    Column("record", LargeBinary, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("document", LargeBinary),
    Column("parts", LargeBinary),
    _text("step"),
    _text("reason"),
    Column("aside", LargeBinary),
    Column("before", LargeBinary),
    Column("made_at", Text, nullable=False),
    Column("accepted_at", Text, nullable=False),
)

conflict: Final = Table(
    "conflict",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("record", LargeBinary, nullable=False, index=True),
    Column("at", Text, nullable=False),
    Column("before_version", Integer, nullable=False),
    Column("theirs_version", Integer, nullable=False),
    _text("theirs_by"),
    Column("theirs_at", Text, nullable=False),
    Column("mine_since", Text, nullable=False),
    Column("clashes", LargeBinary, nullable=False),
    Column("merged", LargeBinary, nullable=False),
    _text("step"),
)

cursor: Final = Table(
    "cursor",
    METADATA,
    Column("stream", Text, primary_key=True),
    _text("cursor"),
    _number("head"),
    _text("folder"),
    _text("label"),
)

audit: Final = Table(
    "audit",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("monotonic_ms", Integer, nullable=False),
    Column("action", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("user", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("records", LargeBinary, nullable=False),
    _text("commitment"),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# Beside the chain, so that it can be erased without breaking it.
reason: Final = Table(
    "reason",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("text", Text, nullable=False),
)

# What came of the rounds, for a person to look at.
rounds: Final = Table(
    "round",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("began", Text, nullable=False),
    Column("ended", Text, nullable=False),
    Column("rounds", Integer, nullable=False),
    Column("sent", Integer, nullable=False),
    Column("received", Integer, nullable=False),
    Column("agreed", Integer, nullable=False),
    Column("told", LargeBinary, nullable=False),
    Column("mismatches", LargeBinary, nullable=False),
)

preference: Final = Table(
    "preference",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Cards by how their names sound, by their plates and by their phones.
card_sound: Final = Table(
    "card_sound",
    METADATA,
    Column("sound", Text, primary_key=True),
    Column("place", Integer, primary_key=True, index=True),
    sqlite_with_rowid=False,
)

# Files beside reports, in pieces of at most a mebibyte.
attachment: Final = Table(
    "attachment",
    METADATA,
    Column("id", LargeBinary, primary_key=True),
    Column("record", LargeBinary, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),
    _number("sent"),
    _text("says"),
    Column("at", Text, nullable=False),
)

attachment_piece: Final = Table(
    "attachment_piece",
    METADATA,
    Column("attachment", LargeBinary, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

# Full text, which SQLAlchemy has no words for. Both are keyed by ``place``, and hold no copy of the text.
FULL_TEXT: Final = (
    "CREATE VIRTUAL TABLE record_text USING fts5(words, facets, content='', contentless_delete=1,"
    " tokenize='unicode61 remove_diacritics 2')",
    "CREATE VIRTUAL TABLE card_text USING fts5(names, content='', contentless_delete=1, tokenize='trigram')",
)
