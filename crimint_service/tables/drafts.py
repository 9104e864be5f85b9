"""What is kept for somebody: permits to hand in sealed drafts, and what became of changes that were kept."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["drop_permit", "kept_decision"]

# ``hash`` is of the permit itself, which stands only inside of what was sealed with it.
drop_permit = sa.Table(
    "drop_permit",
    metadata,
    text("hash", primary_key=True),
    text("user_id", index=True),
    identifier("device", nullable=False),
    text("at"),
    number("expires_s", index=True),
    # How much came in under it on a day (days since 1970).
    number("day", default=0, server_default=sa.text("0")),
    number("drafts", default=0, server_default=sa.text("0")),
    number("pieces", default=0, server_default=sa.text("0")),
)
# What an evaluator decided about a change whose author had lost access when it arrived.
kept_decision = sa.Table(
    "kept_decision",
    metadata,
    identifier("change_id", primary_key=True),
    identifier("record_id", nullable=False, index=True),
    text("author"),
    text("by_user"),
    text("at"),
    text("act"),
    text("reason"),
)
