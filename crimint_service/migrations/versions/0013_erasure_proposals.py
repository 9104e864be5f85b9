"""Erasures that one records manager proposes and another confirms, and finding who said that they let go."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure_proposal",
        identifier("id", primary_key=True),
        identifier("record_id"),
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
    )
    op.create_index("ix_erasure_proposal_record_id", "erasure_proposal", ["record_id"])
    op.create_index("proposal_by_state", "erasure_proposal", ["state", "at"])
    erasures = sa.text("action = 'erasure'")
    op.create_index(
        "entry_of_erasure", "device_entry", ["received_at"], sqlite_where=erasures, postgresql_where=erasures
    )
