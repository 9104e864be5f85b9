"""People whom an identity provider vouches for."""

from __future__ import annotations

from alembic import op

from crimint_service.migrations.columns import number, text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "identity",
        text("user_id", primary_key=True),
        text("issuer"),
        text("subject"),
        text("first_at"),
        text("last_at"),
        number("vouched_s"),
    )
    op.create_table(
        "group_role",
        text("group_name", primary_key=True),
        text("role", primary_key=True),
        text("unit", primary_key=True),
    )
