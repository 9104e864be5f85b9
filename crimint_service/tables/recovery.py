"""Requests to recover a cache: who asked, who allowed it, and until when."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["recovery"]

# ``wrapped`` is the cache's key under the recovery key, as the device holds it: it opens nothing by itself.
recovery = sa.Table(
    "recovery",
    metadata,
    identifier("id", primary_key=True),
    identifier("device_id", nullable=False),
    text("user_id", index=True),
    text("at"),
    number("expires_s"),
    text("state"),
    text("service"),
    text("wrapped"),
    text("reply_key"),
    text("decided_by"),
    text("decided_at"),
    text("reason"),
    text("opened_at"),
)
