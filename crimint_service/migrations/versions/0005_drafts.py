"""Drafts sealed to the service: the permits by which it knows whose they are."""

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
