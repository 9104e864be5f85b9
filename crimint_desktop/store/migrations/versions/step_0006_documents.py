"""Documents in the order in which they came: a record names its own."""

from __future__ import annotations

from alembic import op


def upgrade() -> None:
    op.execute("ALTER TABLE base RENAME COLUMN place TO number")
    op.execute("ALTER TABLE record ADD COLUMN base INTEGER")
    op.execute("UPDATE record SET base = place WHERE place IN (SELECT number FROM base)")


def downgrade() -> None:
    op.execute(
        "CREATE TABLE base_by_place (place INTEGER NOT NULL PRIMARY KEY, raw BLOB NOT NULL,"
        " \"by\" TEXT DEFAULT '' NOT NULL, at TEXT DEFAULT '' NOT NULL)"
    )
    op.execute(
        'INSERT INTO base_by_place SELECT record.place, raw, base."by", base.at'
        " FROM record JOIN base ON base.number = record.base ORDER BY record.place"
    )
    op.execute("DROP TABLE base")
    op.execute("ALTER TABLE base_by_place RENAME TO base")
    op.execute("ALTER TABLE record DROP COLUMN base")
