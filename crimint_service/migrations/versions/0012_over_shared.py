"""How many records a device was sent that it turned away, because they are not for its reader."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import number

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("standing", number("over_shared", server_default=sa.text("0")))
