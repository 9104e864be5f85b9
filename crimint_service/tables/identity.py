"""Who is vouched for: people of an identity provider, and what membership of its groups means here."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import metadata, number, text

__all__ = ["group_role", "identity"]

identity = sa.Table(
    "identity",
    metadata,
    text("user_id", primary_key=True),
    text("issuer"),
    text("subject"),
    text("first_at"),
    text("last_at"),
    number("vouched_s"),
)
group_role = sa.Table(
    "group_role",
    metadata,
    text("group_name", primary_key=True),
    text("role", primary_key=True),
    text("unit", primary_key=True),
)
