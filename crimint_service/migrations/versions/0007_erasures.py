"""Erasures with two names, breaks in the history, and logins for maintenance."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# PostgreSQL keeps samples of a column's values for its planner. What people wrote is not to be sampled.
_WRITTEN = (
    ("record", "document"),
    ("record_version", "parts"),
    ("record_version", "aside"),
    ("record_version", "reason"),
    ("kept_change", "content"),
    ("receipt", "problem"),
    ("entry_reason", "text"),
)


def upgrade() -> None:
    op.add_column("erasure", text("second_user", server_default=sa.text("''")))
    op.create_table(
        "epoch_change",
        identifier("epoch", primary_key=True),
        text("at"),
        text("by_user"),
        text("reason"),
    )
    op.create_table(
        "maintenance",
        text("login", primary_key=True),
        text("opened_by"),
        text("reason"),
        text("opened_at"),
        text("until_at"),
        text("closed_at"),
    )
    op.create_table("login_seen", text("login", primary_key=True), number("statements"))
    if op.get_bind().dialect.name == "postgresql":
        for table, column in _WRITTEN:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS 0")
