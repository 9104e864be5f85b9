"""Recovery of a cache by two people."""

from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recovery",
        identifier("id", primary_key=True),
        identifier("device_id"),
        text("user_id"),
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
    op.create_index("ix_recovery_user_id", "recovery", ["user_id"])
