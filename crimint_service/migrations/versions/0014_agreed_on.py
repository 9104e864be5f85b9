"""On which streams a device last agreed, so that a checkpoint that finds nothing new needs not look them up."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device", text("agreed_on", server_default=sa.text("''")))
