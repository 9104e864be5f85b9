"""Devices: whose they are, what they were told of, and which folders they asked for."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["device", "subscription", "told"]


def _later(name: str) -> sa.Column[str]:
    """A text column that came after the first schema: empty where nothing was ever said."""
    return text(name, server_default=sa.text("''"))


# ``state`` is approved, waiting, quarantined, revoked or wiped. ``cache`` is what the device says of its own:
# encrypted (on its disk) or memory. ``subscribed`` is empty for everything, else ``chosen``. ``agreed_on`` is the
# ``last_at`` at which the device last agreed and the digest it agreed on; with another ``last_at`` it says nothing.
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
    _later("name"),
    _later("platform"),
    _later("public_key"),
    _later("cache"),
    _later("agreed_at"),
    _later("state_at"),
    _later("state_by"),
    _later("command_at"),
    _later("done"),
    _later("done_at"),
    _later("subscribed"),
    _later("agreed_on"),
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
    sa.Index("told_by_stream", "stream_id"),
)
subscription = sa.Table(
    "subscription",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    text("folder", primary_key=True),
)
