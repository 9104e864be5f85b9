"""What was proposed to be erased or restricted: by whom, on which ground, and what a second person said to it."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["erasure_proposal"]

# ``reference`` is the number of the record, for who asks afterwards what became of it: nothing that was written in it.
erasure_proposal = sa.Table(
    "erasure_proposal",
    metadata,
    identifier("id", primary_key=True),
    identifier("record_id", nullable=False, index=True),
    number("version"),
    text("unit"),
    text("reference"),
    text("ground"),
    text("words"),
    text("by_user"),
    text("at"),
    text("state"),
    text("decided_by"),
    text("decided_at"),
    text("answer"),
    text("what", server_default=sa.text("'erase'")),
    text("kind", server_default=sa.text("'report'")),
    sa.Index("proposal_by_state", "state", "at"),
)
