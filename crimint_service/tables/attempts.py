"""Sign-ins that failed, by what was typed as a name: whether there is such an account or not."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import metadata, number, text

__all__ = ["sign_in_attempt"]

# ``name_hash`` is of the name as it was typed: people also type their password there.
sign_in_attempt = sa.Table(
    "sign_in_attempt",
    metadata,
    text("name_hash", primary_key=True),
    number("failures"),
    number("locked_until_s"),
    number("last_s", index=True),
)
