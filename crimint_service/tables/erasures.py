"""What keeps an erasure and a restore provable: breaks in the history, and who was let into the database by hand."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["epoch_change", "login_seen", "maintenance"]

# Each time the history of the register may have lost what was acknowledged: a restore, a forced failover.
epoch_change = sa.Table(
    "epoch_change",
    metadata,
    identifier("epoch", primary_key=True),
    text("at"),
    text("by_user"),
    text("reason"),
)
# A login with which a person may look into the database itself, for a time and for a reason.
maintenance = sa.Table(
    "maintenance",
    metadata,
    text("login", primary_key=True),
    text("opened_by"),
    text("reason"),
    text("opened_at"),
    text("until_at"),
    text("closed_at"),
)
# How many statements the engine had counted of each login when somebody last watched.
login_seen = sa.Table("login_seen", metadata, text("login", primary_key=True), number("statements"))
