"""What proves the versions of records that are written from now on."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "version_proof",
        identifier("record_id"),
        number("version"),
        text("at", index=True),
        text("by_user"),
        text("step"),
        text("content"),
        text("salt"),
        sa.PrimaryKeyConstraint("record_id", "version"),
    )
