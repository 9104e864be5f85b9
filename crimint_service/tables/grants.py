"""What narrows access and who was let in: compartments and lists by name, and grants for a time."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["access_list", "compartment", "grant"]

compartment = sa.Table("compartment", metadata, text("name", primary_key=True))
access_list = sa.Table("access_list", metadata, text("name", primary_key=True))
# ``holder`` is a user, a unit or a role, as ``holder_kind`` says; ``name`` is what ``kind`` opens: a compartment, a
# list, a record, or a unit whose held reports are read. ``to_s`` is 0 for a grant without an end.
grant = sa.Table(
    "grant",
    metadata,
    identifier("id", primary_key=True),
    text("holder_kind"),
    text("holder"),
    text("kind"),
    text("name"),
    number("from_s"),
    number("to_s"),
    text("granted_by"),
    text("approved_by"),
    text("reason"),
    text("at"),
    text("ended_by"),
    text("ended_reason"),
    text("ended_at"),
    sa.Index("grant_by_holder", "holder_kind", "holder"),
)
