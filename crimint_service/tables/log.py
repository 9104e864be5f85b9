"""The log: what was served, and what the devices wrote down."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, serial, text

__all__ = ["device_entry", "entry_reason", "served", "version_proof"]

_ERASURES = sa.text("action = 'erasure'")

served = sa.Table(
    "served",
    metadata,
    serial("id"),
    text("at"),
    text("user_id"),
    identifier("device", nullable=False),
    text("act"),
    text("subject"),
    number("amount"),
    sa.Column("records", sa.LargeBinary, nullable=False),
)
device_entry = sa.Table(
    "device_entry",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    number("sequence", primary_key=True, autoincrement=False),
    text("at"),
    text("received_at"),
    number("monotonic_ms"),
    text("action"),
    text("act"),
    text("records"),
    text("commitment"),
    text("previous"),
    text("hash"),
    sa.Index("entry_of_erasure", "received_at", sqlite_where=_ERASURES, postgresql_where=_ERASURES),
)
entry_reason = sa.Table(
    "entry_reason",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    number("sequence", primary_key=True, autoincrement=False),
    text("salt"),
    text("text"),
)
# What each version of a record held, as a commitment (:mod:`crimint_domain.evidence`). Without the salt, which goes
# when the record is erased, nobody can tell what it was.
version_proof = sa.Table(
    "version_proof",
    metadata,
    identifier("record_id", primary_key=True),
    number("version", primary_key=True, autoincrement=False),
    text("at", index=True),
    text("by_user"),
    text("step"),
    text("content"),
    text("salt"),
)
