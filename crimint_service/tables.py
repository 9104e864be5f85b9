"""Every table of the register: one metadata for SQLCipher and for PostgreSQL.

Moments that travel are kept as UTC text, as they travel; moments that are compared are whole seconds since 1970.
Documents are kept as their JSON text, so that a page is put together without reading them.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

__all__ = [
    "access_token", "account", "device", "device_entry", "entry_reason", "erasure", "folder", "gone", "insert_into",
    "kept_change", "label", "metadata", "numbering", "operation", "receipt", "record", "record_version",
    "refresh_token", "served", "setting", "stream", "told", "unit",
]  # fmt: skip

metadata = sa.MetaData()


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects' own insert types
    """Return an insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update`` in this engine's dialect."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def _id(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.String(36), **more)


def _text(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.Text, **({"nullable": False} | more))


def _number(name: str, **more: Any) -> sa.Column[int]:  # noqa: ANN401 - passed on
    return sa.Column(name, sa.BigInteger, **({"nullable": False} | more))


def _serial(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)


setting = sa.Table("setting", metadata, _text("name", primary_key=True), _text("value"))

# --- who ---

unit = sa.Table("unit", metadata, _text("id", primary_key=True), _text("name"), _text("prefix", unique=True))
operation = sa.Table("operation", metadata, _text("name", primary_key=True))
account = sa.Table(
    "account",
    metadata,
    _text("user_id", primary_key=True),
    _text("name"),
    _text("password_hash"),
    _text("roles"),
    _text("units"),
    _text("clearance"),
    _text("compartments"),
    _text("lists"),
    _text("cache_mode"),
    sa.Column("disabled", sa.Boolean, nullable=False),
    _number("failures"),
    _number("locked_until_s"),
    _number("access_version"),
)
access_token = sa.Table(
    "access_token",
    metadata,
    _text("hash", primary_key=True),
    _text("family", index=True),
    _text("user_id"),
    _text("device"),
    _number("expires_s", index=True),
)
refresh_token = sa.Table(
    "refresh_token",
    metadata,
    _text("hash", primary_key=True),
    _text("family", index=True),
    _text("user_id", index=True),
    _text("device"),
    _number("expires_s"),
    _text("state"),
)
device = sa.Table(
    "device",
    metadata,
    _id("device_id", primary_key=True),
    _text("user_id", primary_key=True),
    _text("first_at"),
    _text("last_at"),
    _text("client_version"),
    _text("lease_until"),
    _text("command"),
    _text("state"),
    _number("acked_seq"),
    _text("chain_hash"),
)
# Which streams a device was told of, until when, and when it agreed that they are gone from it.
told = sa.Table(
    "told",
    metadata,
    _id("device_id", primary_key=True),
    _text("user_id", primary_key=True),
    _text("stream_id", primary_key=True),
    _text("at"),
    _text("ended_at"),
    _text("purged_at"),
)

# --- what ---

folder = sa.Table("folder", metadata, _serial("id"), _text("key", unique=True), _text("kind"), _text("name"))
label = sa.Table(
    "label",
    metadata,
    _serial("id"),
    _text("key", unique=True),
    _text("kind"),
    _text("user_id"),
    _text("unit"),
    sa.Index("label_by_reader", "kind", "user_id", "unit"),
)
stream = sa.Table(
    "stream",
    metadata,
    _number("folder_id", primary_key=True, autoincrement=False),
    _number("label_id", primary_key=True, autoincrement=False),
    _text("id", unique=True),
    _number("head"),
    _number("floor"),
    _number("live"),
    _number("checksum"),
    sa.Index("stream_by_label", "label_id"),
)
record = sa.Table(
    "record",
    metadata,
    _id("id", primary_key=True),
    _number("folder_id"),
    _number("label_id"),
    _number("seq"),
    _number("version"),
    _text("kind"),
    _number("schema"),
    _text("document"),
    _text("unit"),
    _text("by_name"),
    _text("at"),
    sa.Index("record_by_stream", "folder_id", "label_id", "seq"),
)
gone = sa.Table(
    "gone",
    metadata,
    _number("folder_id", primary_key=True, autoincrement=False),
    _number("label_id", primary_key=True, autoincrement=False),
    _id("record_id", primary_key=True),
    _number("seq"),
    _number("version"),
    _text("reason"),
    _text("at"),
    sa.Index("gone_by_stream", "folder_id", "label_id", "seq"),
)
# ``parts`` is null for a version that was loaded and stands unchanged: it is the record's own document.
record_version = sa.Table(
    "record_version",
    metadata,
    _id("record_id", primary_key=True),
    _number("version", primary_key=True, autoincrement=False),
    _number("folder_id"),
    _number("label_id"),
    _text("by_user"),
    _text("by_name"),
    _text("at"),
    _text("step"),
    _text("reason"),
    _text("parts", nullable=True),
    _text("aside", nullable=True),
)
erasure = sa.Table(
    "erasure",
    metadata,
    _id("record_id", primary_key=True),
    _number("version"),
    _text("by_user"),
    _text("at"),
    _text("reason"),
)
receipt = sa.Table(
    "receipt",
    metadata,
    _id("change_id", primary_key=True),
    _id("record_id", nullable=False, index=True),
    _text("author"),
    _id("device", nullable=False),
    _text("content_hash"),
    _number("status"),
    _number("version"),
    _text("problem"),
    _text("at"),
)
# Changes whose author lost access after making them: for the eyes of the record's evaluators.
kept_change = sa.Table(
    "kept_change",
    metadata,
    _id("change_id", primary_key=True),
    _id("record_id", nullable=False, index=True),
    _text("unit"),
    _text("author"),
    _id("device", nullable=False),
    _text("content"),
    _text("at"),
)
numbering = sa.Table(
    "numbering",
    metadata,
    _text("prefix", primary_key=True),
    _number("year", primary_key=True, autoincrement=False),
    _number("last"),
)

# --- the log ---

served = sa.Table(
    "served",
    metadata,
    _serial("id"),
    _text("at"),
    _text("user_id"),
    _id("device", nullable=False),
    _text("act"),
    _text("subject"),
    _number("amount"),
    sa.Column("records", sa.LargeBinary, nullable=False),
)
device_entry = sa.Table(
    "device_entry",
    metadata,
    _id("device_id", primary_key=True),
    _text("user_id", primary_key=True),
    _number("sequence", primary_key=True, autoincrement=False),
    _text("at"),
    _text("received_at"),
    _number("monotonic_ms"),
    _text("action"),
    _text("act"),
    _text("records"),
    _text("commitment"),
    _text("previous"),
    _text("hash"),
)
entry_reason = sa.Table(
    "entry_reason",
    metadata,
    _id("device_id", primary_key=True),
    _text("user_id", primary_key=True),
    _number("sequence", primary_key=True, autoincrement=False),
    _text("salt"),
    _text("text"),
)
