"""Permits to hand in sealed drafts: who gave in what was sealed at a desk that keeps nothing."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["drop_permit"]

# ``hash`` is of the permit itself, which stands only inside of what was sealed with it.
drop_permit = sa.Table(
    "drop_permit",
    metadata,
    text("hash", primary_key=True),
    text("user_id", index=True),
    identifier("device", nullable=False),
    text("at"),
    number("expires_s", index=True),
)
