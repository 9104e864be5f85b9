"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default=sa.text("''"))


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0"))


def upgrade() -> None:
    _records()
    _work()
    _log()
    op.create_table(
        "preference",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "card_sound",
        sa.Column("sound", sa.Text, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_sound_place", "card_sound", ["place"])
    op.execute(
        "CREATE VIRTUAL TABLE record_text USING fts5(words, facets, content='', contentless_delete=1,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("CREATE VIRTUAL TABLE card_text USING fts5(names, content='', contentless_delete=1, tokenize='trigram')")
    # The indexes merge when they are told to, after a round, and not while somebody waits for a record.
    for index in ("record_text", "card_text"):
        for setting, value in (("automerge", 0), ("crisismerge", 1000)):
            op.execute(f"INSERT INTO {index}({index}, rank) VALUES('{setting}', {value:d})")


def _records() -> None:
    op.create_table(
        "record",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _text("stream"),
        _number("share"),
        sa.Column("event", sa.Integer),
        *(_text(name) for name in ("title", "reference", "state", "grades", "scheme", "operation", "unit")),
        *(_text(name) for name in ("priority", "marking", "author", "author_name", "claimed_by")),
        *(_number(name) for name in ("legacy", "unsent", "in_conflict")),
    )
    op.create_index("record_stream", "record", ["stream", "share"])
    op.create_table(
        "base",
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("raw", sa.LargeBinary, nullable=False),
        _text("by"),
        _text("at"),
    )
    op.create_table(
        "rejected",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("share", sa.Integer, nullable=False),
        sa.Column("says", sa.Text, nullable=False),
    )
    op.create_index("ix_rejected_stream", "rejected", ["stream"])
    op.create_table(
        "cursor", sa.Column("stream", sa.Text, primary_key=True), _text("cursor"), _number("head"),
        _text("folder"), _text("label"),
    )  # fmt: skip


def _work() -> None:
    op.create_table(
        "edit",
        sa.Column("record", sa.LargeBinary, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("before", sa.LargeBinary),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("saved_at", sa.Text, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.Column("parts", sa.LargeBinary),
        _text("step"),
        _text("reason"),
        sa.Column("aside", sa.LargeBinary),
        sa.Column("before", sa.LargeBinary),
        sa.Column("made_at", sa.Text, nullable=False),
        _number("attempts"),
        sa.Column("state", sa.Text, nullable=False, server_default=sa.text("'waiting'")),
        _text("refused"),
    )
    op.create_index("ix_outbox_record", "outbox", ["record"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("before_version", sa.Integer, nullable=False),
        sa.Column("theirs_version", sa.Integer, nullable=False),
        _text("theirs_by"),
        sa.Column("theirs_at", sa.Text, nullable=False),
        sa.Column("mine_since", sa.Text, nullable=False),
        sa.Column("clashes", sa.LargeBinary, nullable=False),
        sa.Column("merged", sa.LargeBinary, nullable=False),
        _text("step"),
    )
    op.create_index("ix_conflict_record", "conflict", ["record"])


def _log() -> None:
    op.create_table(
        "audit",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("monotonic_ms", sa.Integer, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("records", sa.LargeBinary, nullable=False),
        _text("commitment"),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "reason",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def downgrade() -> None:
    for table in ("card_text", "record_text", "card_sound", "preference", "reason", "audit", "conflict", "outbox"):
        op.drop_table(table)
    for table in ("edit", "cursor", "rejected", "base", "record"):
        op.drop_table(table)
