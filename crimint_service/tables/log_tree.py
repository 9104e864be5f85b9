"""The tree over the log: a leaf for each entry, tiles of hashes over them, and the heads that were signed."""

from __future__ import annotations

import sqlalchemy as sa

from crimint_service.tables.columns import identifier, metadata, number, text

__all__ = ["log_chain", "log_head", "log_leaf", "log_tile", "log_turn"]

# ``body`` is null where the entry itself says everything; else it is what the leaf's hash is of. ``salt`` belongs to
# the commitment in it: without the salt, nobody can tell what it hides.
log_leaf = sa.Table(
    "log_leaf",
    metadata,
    number("leaf_index", primary_key=True, autoincrement=False),
    text("hash", index=True),
    text("source"),
    text("key"),
    text("body", nullable=True),
    text("salt"),
    sa.Index("log_leaf_by_entry", "source", "key", unique=True),
)
# Up to 256 hashes of 32 bytes: level 0 of leaves, level 1 of subtrees of 256 leaves, and so on.
log_tile = sa.Table(
    "log_tile",
    metadata,
    number("level", primary_key=True, autoincrement=False),
    number("place", primary_key=True, autoincrement=False),
    sa.Column("hashes", sa.LargeBinary, nullable=False),
)
# Whose turn it is to give indexes: one row, which is held while it is done. What was served up to ``floor`` is in the
# tree; above it may be numbers that were given and not yet committed. It moves up to ``reached`` after a while.
log_turn = sa.Table(
    "log_turn",
    metadata,
    number("id", primary_key=True, autoincrement=False),
    number("size"),
    number("floor"),
    number("reached"),
    number("moved_s"),
)
# How far each device's chain has been given indexes.
log_chain = sa.Table(
    "log_chain",
    metadata,
    identifier("device_id", primary_key=True),
    text("user_id", primary_key=True),
    number("reached"),
)
log_head = sa.Table(
    "log_head",
    metadata,
    number("number", primary_key=True, autoincrement=False),
    number("size"),
    text("root"),
    text("at"),
    number("at_s"),
    text("note"),
)
