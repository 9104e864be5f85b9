"""What devices say of their rounds."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, serial, text

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "standing",
        identifier("device_id"),
        text("user_id"),
        text("at"),
        text("agreed_at"),
        number("waiting"),
        number("refused"),
        number("conflicts"),
        text("oldest_waiting_at"),
        text("client_version"),
        sa.PrimaryKeyConstraint("device_id", "user_id"),
    )
    op.create_table(
        "mismatch",
        serial("id"),
        text("at"),
        identifier("device_id"),
        text("user_id"),
        text("stream_id"),
        number("here"),
        number("there"),
        text("client_version"),
    )
