"""Proposals of two records managers that restrict processing, or lift that, beside those that erase."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure_proposal", text("what", server_default=sa.text("'erase'")))
    op.add_column("erasure_proposal", text("kind", server_default=sa.text("'report'")))
