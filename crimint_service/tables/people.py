"""Who: accounts, units and tokens."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import metadata, number, text

__all__ = ["access_token", "account", "operation", "refresh_token", "setting", "unit"]

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
    # Grants say this now; the columns are there for a service of the version before.
    text("compartments", default="[]"),
    text("lists", default="[]"),
    text("cache_mode"),
    sa.Column("disabled", sa.Boolean, nullable=False),
    # Failures are counted by name now, in a table of their own; as above.
    number("failures", default=0),
    number("locked_until_s", default=0),
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
