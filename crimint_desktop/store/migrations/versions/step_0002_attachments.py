"""Attachments: what is known of each, and its bytes in pieces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("record", sa.LargeBinary, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("sent", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("says", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.create_index("ix_attachment_record", "attachment", ["record"])
    op.create_table(
        "attachment_piece",
        sa.Column("attachment", sa.LargeBinary, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("attachment_piece")
    op.drop_index("ix_attachment_record", "attachment")
    op.drop_table("attachment")
