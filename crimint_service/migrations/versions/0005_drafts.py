"""Drafts sealed to the service, and what became of changes kept for a unit."""

from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drop_permit",
        text("hash", primary_key=True),
        text("user_id"),
        identifier("device"),
        text("at"),
        number("expires_s"),
    )
    op.create_index("ix_drop_permit_user_id", "drop_permit", ["user_id"])
    op.create_index("ix_drop_permit_expires_s", "drop_permit", ["expires_s"])
    op.create_table(
        "kept_decision",
        identifier("change_id", primary_key=True),
        identifier("record_id"),
        text("author"),
        text("by_user"),
        text("at"),
        text("act"),
        text("reason"),
    )
    op.create_index("ix_kept_decision_record_id", "kept_decision", ["record_id"])
