"""Who: accounts, units, tokens and devices."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["access_token", "account", "device", "operation", "refresh_token", "setting", "told", "unit"]

setting = sa.Table("setting", metadata, text("name", primary_key=True), text("value"))


unit = sa.Table("unit", metadata, text("id", primary_key=True), text("name"), text("prefix", unique=True))
operation = sa.Table("operation", metadata, text("name", primary_key=True))
account = sa.Table(
    "account",
    metadata,
    text("user_id", primary_key=True),
    text("name"),
    text("password_hash"),
    text("roles"),
    text("units"),
    text("clearance"),
    text("compartments"),
    text("lists"),
    text("cache_mode"),
    sa.Column("disabled", sa.Boolean, nullable=False),
    number("failures"),
    number("locked_until_s"),
    number("access_version"),
)
access_token = sa.Table(
    "access_token",
    metadata,
    text("hash", primary_key=True),
    text("family", index=True),
    text("user_id"),
    text("device"),
    number("expires_s", index=True),
)
refresh_token = sa.Table(
    "refresh_token",
    metadata,
    text("hash", primary_key=True),
    text("family", index=True),
    text("user_id", index=True),
    text("device"),
    number("expires_s"),
    text("state"),
)
device = sa.Table(
    "device",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    text("first_at"),
    text("last_at"),
    text("client_version"),
    text("lease_until"),
    text("command"),
    text("state"),
    number("acked_seq"),
    text("chain_hash"),
)
# Which streams a device was told of, until when, and when it agreed that they are gone from it.
told = sa.Table(
    "told",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    text("stream_id", primary_key=True),
    text("at"),
    text("ended_at"),
    text("purged_at"),
)
