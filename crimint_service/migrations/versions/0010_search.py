"""The words by which records are found at the service, and what was searched for.

Filled from the records there are when the register is opened, because reading a document is the program's.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from crimint_service.migrations.columns import number, serial, text

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_OUT = "INSERT INTO search_text(search_text, rowid, words, facets) VALUES('delete', old.place, old.words, old.facets);"
_IN = "INSERT INTO search_text(rowid, words, facets) VALUES(new.place, new.words, new.facets);"


def upgrade() -> None:
    embedded = op.get_bind().dialect.name == "sqlite"
    words = sa.Text() if embedded else TSVECTOR()
    op.create_table(
        "search_line",
        serial("place"),
        # A program without this table erases records too: its words go with the record all the same.
        sa.Column(
            "record_id", sa.String(36), sa.ForeignKey("record.id", ondelete="CASCADE"), nullable=False, unique=True
        ),
        number("event"),
        sa.Column("words", words, nullable=False),
        sa.Column("facets", words, nullable=False),
    )
    op.create_index("search_line_by_event", "search_line", ["event", "record_id"])
    op.create_table(
        "served_query",
        number("served_id", primary_key=True, autoincrement=False),
        text("salt"),
        text("text"),
    )
    if not embedded:
        op.create_index("search_line_by_words", "search_line", ["words", "facets"], postgresql_using="gin")
        return
    # Words come ready-made: the plain tokenizer takes everything between two spaces as it is.
    op.execute(
        "CREATE VIRTUAL TABLE search_text USING fts5(words, facets, content='search_line', content_rowid='place',"
        " tokenize='ascii')"
    )
    op.execute("INSERT INTO search_text(search_text, rank) VALUES('secure-delete', 1)")
    op.execute(f"CREATE TRIGGER search_line_added AFTER INSERT ON search_line BEGIN {_IN} END")
    op.execute(f"CREATE TRIGGER search_line_removed AFTER DELETE ON search_line BEGIN {_OUT} END")
    op.execute(f"CREATE TRIGGER search_line_changed AFTER UPDATE ON search_line BEGIN {_OUT} {_IN} END")
