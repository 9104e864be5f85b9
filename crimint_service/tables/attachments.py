"""Files beside records, in pieces. What they are called and say of themselves stands in the record's document."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["attachment", "attachment_part"]

# ``state``: open (pieces arrive), whole (all of it is there and was judged), named (a record has named it), refused.
attachment = sa.Table(
    "attachment",
    metadata,
    identifier("id", primary_key=True),
    identifier("record_id", nullable=False, index=True),
    text("digest"),
    number("size"),
    number("part_size"),
    text("name"),
    text("type"),
    text("state"),
    text("says"),
    text("by_user", index=True),
    number("begun_s", index=True),
)
attachment_part = sa.Table(
    "attachment_part",
    metadata,
    identifier("attachment_id", primary_key=True),
    number("number", primary_key=True, autoincrement=False),
    text("digest"),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
)
