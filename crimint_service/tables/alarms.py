"""What somebody has to look at, until somebody says that they have."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["alarm"]

# ``same_as`` is one for all that say the same while nobody has acknowledged it, so that they are one row.
alarm = sa.Table(
    "alarm",
    metadata,
    identifier("id", primary_key=True),
    text("same_as", unique=True),
    text("name"),
    text("device"),
    text("user_id"),
    text("says"),
    text("at"),
    text("last_at"),
    number("times"),
    text("acknowledged_at", index=True),
    text("acknowledged_by"),
    text("words"),
)
