"""What devices say of their rounds: how it stands with each, and every time both sides did not hold the same."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, serial, text

__all__ = ["mismatch", "standing"]

standing = sa.Table(
    "standing",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    text("at"),
    text("agreed_at"),
    number("waiting"),
    number("refused"),
    number("conflicts"),
    text("oldest_waiting_at"),
    text("client_version"),
    number("over_shared", server_default=sa.text("0")),
)
mismatch = sa.Table(
    "mismatch",
    metadata,
    serial("id"),
    text("at"),
    identifier("device_id", nullable=False),
    text("user_id"),
    text("stream_id"),
    number("here"),
    number("there"),
    text("client_version"),
)
