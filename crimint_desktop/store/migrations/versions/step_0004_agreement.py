"""What both sides agreed on: changes the service has taken, kept in case it loses them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "sent",
        sa.Column("sequence", sa.Integer, primary_key=True),
        sa.Column("id", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("document", sa.LargeBinary),
        sa.Column("parts", sa.LargeBinary),
        sa.Column("step", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("reason", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("aside", sa.LargeBinary),
        sa.Column("before", sa.LargeBinary),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("accepted_at", sa.Text, nullable=False),
    )
    op.create_index("ix_sent_record", "sent", ["record"])


def downgrade() -> None:
    op.drop_table("sent")
