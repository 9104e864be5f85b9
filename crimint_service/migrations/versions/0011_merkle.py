"""The tree over the log."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, number, text

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "log_leaf",
        number("leaf_index", primary_key=True, autoincrement=False),
        text("hash", index=True),
        text("source"),
        text("key"),
        text("body", nullable=True),
        text("salt"),
    )
    op.create_index("log_leaf_by_entry", "log_leaf", ["source", "key"], unique=True)
    op.create_table(
        "log_tile",
        number("level", primary_key=True, autoincrement=False),
        number("place", primary_key=True, autoincrement=False),
        sa.Column("hashes", sa.LargeBinary, nullable=False),
    )
    turn = op.create_table(
        "log_turn",
        number("id", primary_key=True, autoincrement=False),
        number("size"),
        number("floor"),
        number("reached"),
        number("moved_s"),
    )
    op.bulk_insert(turn, [{"id": 1, "size": 0, "floor": 0, "reached": 0, "moved_s": 0}])
    op.create_table(
        "log_chain",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        number("reached"),
    )
    op.create_table(
        "log_head",
        number("number", primary_key=True, autoincrement=False),
        number("size"),
        text("root"),
        text("at"),
        number("at_s"),
        text("note"),
    )
