"""What: folders, labels, streams, records and what became of them.

Documents are kept as their JSON text, so that a page is put together without reading them.
"""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, serial, text

__all__ = [
    "erasure",
    "folder",
    "gone",
    "kept_change",
    "label",
    "numbering",
    "receipt",
    "record",
    "record_version",
    "stream",
]

folder = sa.Table("folder", metadata, serial("id"), text("key", unique=True), text("kind"), text("name"))
label = sa.Table(
    "label",
    metadata,
    serial("id"),
    text("key", unique=True),
    text("kind"),
    text("user_id"),
    text("unit"),
    text("compartment", server_default=sa.text("''")),
    text("access_list", server_default=sa.text("''")),
    sa.Index("label_by_reader", "kind", "user_id", "unit"),
)
stream = sa.Table(
    "stream",
    metadata,
    number("folder_id", primary_key=True, autoincrement=False),
    number("label_id", primary_key=True, autoincrement=False),
    text("id", unique=True),
    number("head"),
    number("floor"),
    number("live"),
    number("checksum"),
    sa.Index("stream_by_label", "label_id"),
)
record = sa.Table(
    "record",
    metadata,
    identifier("id", primary_key=True),
    number("folder_id"),
    number("label_id"),
    number("seq"),
    number("version"),
    text("kind"),
    number("schema"),
    text("document"),
    text("unit"),
    text("by_name"),
    text("at"),
    sa.Index("record_by_stream", "folder_id", "label_id", "seq"),
)
gone = sa.Table(
    "gone",
    metadata,
    number("folder_id", primary_key=True, autoincrement=False),
    number("label_id", primary_key=True, autoincrement=False),
    identifier("record_id", primary_key=True),
    number("seq"),
    number("version"),
    text("reason"),
    text("at"),
    sa.Index("gone_by_stream", "folder_id", "label_id", "seq"),
)
# ``parts`` is null for a version that was loaded and stands unchanged: it is the record's own document.
record_version = sa.Table(
    "record_version",
    metadata,
    identifier("record_id", primary_key=True),
    number("version", primary_key=True, autoincrement=False),
    number("folder_id"),
    number("label_id"),
    text("by_user"),
    text("by_name"),
    text("at"),
    text("step"),
    text("reason"),
    text("parts", nullable=True),
    text("aside", nullable=True),
)
erasure = sa.Table(
    "erasure",
    metadata,
    identifier("record_id", primary_key=True),
    number("version"),
    text("by_user"),
    text("at"),
    text("reason"),
    text("second_user", server_default=sa.text("''")),
)
receipt = sa.Table(
    "receipt",
    metadata,
    identifier("change_id", primary_key=True),
    identifier("record_id", nullable=False, index=True),
    text("author"),
    identifier("device", nullable=False),
    text("content_hash"),
    number("status"),
    number("version"),
    text("problem"),
    text("at"),
)
# Changes whose author lost access after making them: for the eyes of the record's evaluators.
kept_change = sa.Table(
    "kept_change",
    metadata,
    identifier("change_id", primary_key=True),
    identifier("record_id", nullable=False, index=True),
    text("unit"),
    text("author"),
    identifier("device", nullable=False),
    text("content"),
    text("at"),
)
numbering = sa.Table(
    "numbering",
    metadata,
    text("prefix", primary_key=True),
    number("year", primary_key=True, autoincrement=False),
    number("last"),
)
