"""Devices: their keys, whether they were approved, and what they subscribe to."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import identifier, text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LATER = (
    "name", "platform", "public_key", "cache", "agreed_at", "state_at", "state_by", "command_at", "done", "done_at",
    "subscribed",
)  # fmt: skip


def upgrade() -> None:
    for name in _LATER:
        op.add_column("device", text(name, server_default=sa.text("''")))
    device = sa.table("device", sa.column("state", sa.Text))
    # What was there worked before anybody was asked, and goes on working.
    op.execute(sa.update(device).where(device.c.state == "known").values(state="approved"))
    op.execute(sa.update(device).where(device.c.state == "forked").values(state="quarantined"))
    op.create_index("told_by_stream", "told", ["stream_id"])
    op.create_table(
        "subscription",
        identifier("device_id", primary_key=True),
        text("user_id", primary_key=True),
        text("folder", primary_key=True),
    )
