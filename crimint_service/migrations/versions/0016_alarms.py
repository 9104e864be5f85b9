"""Alarms that stand until somebody acknowledges them."""

from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm",
        identifier("id", primary_key=True),
        text("same_as", unique=True),
        text("name"),
        text("device"),
        text("user_id"),
        text("says"),
        text("at"),
        text("last_at"),
        number("times"),
        text("acknowledged_at"),
        text("acknowledged_by"),
        text("words"),
    )
    op.create_index("ix_alarm_acknowledged_at", "alarm", ["acknowledged_at"])
