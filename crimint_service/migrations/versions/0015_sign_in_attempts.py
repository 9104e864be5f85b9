"""Failed sign-ins by a hash of the name, whether there is such an account or not; and how much a permit brought in."""

import sqlalchemy as sa
from alembic import op

from crimint_service.migrations.columns import number, text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_in_attempt",
        text("name_hash", primary_key=True),
        number("failures"),
        number("locked_until_s"),
        number("last_s"),
    )
    op.create_index("ix_sign_in_attempt_last_s", "sign_in_attempt", ["last_s"])
    for name in ("day", "drafts", "pieces"):
        op.add_column("drop_permit", number(name, server_default=sa.text("0")))
