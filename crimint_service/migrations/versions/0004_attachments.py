"""Attachments: what they are, and their bytes in pieces."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        identifier("id", primary_key=True),
        identifier("record_id"),
        text("digest"),
        number("size"),
        number("part_size"),
        text("name"),
        text("type"),
        text("state"),
        text("says"),
        text("by_user"),
        number("begun_s"),
    )
    for name in ("record_id", "by_user", "begun_s"):
        op.create_index(f"ix_attachment_{name}", "attachment", [name])
    op.create_table(
        "attachment_part",
        identifier("attachment_id", primary_key=True),
        number("number", primary_key=True, autoincrement=False),
        text("digest"),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
