"""What was purged is not left standing in the text index."""

from __future__ import annotations

import random
from contextlib import closing
from functools import partial

import pytest

from crimint_desktop.store.database import Database
from crimint_desktop.store.index_clearing import clear_step

CANARY = "qzvxwkjpfmhbquillonswan"


def _fill(conn):
    chance = random.Random(11)
    words = [f"w{chance.randrange(4000)}" for _ in range(60_000)]
    conn.exec_driver_sql("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)")
    conn.exec_driver_sql("CREATE VIRTUAL TABLE note_text USING fts5(body, content='note', content_rowid='id')")
    rows = [(number, " ".join(words[number * 30 : number * 30 + 30])) for number in range(1, 2000)]
    rows.append((5000, CANARY))
    for table, columns in (("note", "id, body"), ("note_text", "rowid, body")):
        conn.exec_driver_sql(f"INSERT INTO {table}({columns}) VALUES(?, ?)", rows)


def _purge(conn):
    conn.exec_driver_sql("INSERT INTO note_text(note_text, rowid, body) VALUES('delete', 5000, ?)", (CANARY,))
    conn.exec_driver_sql("DELETE FROM note WHERE id = 5000")


def _traces(conn):
    blocks = conn.exec_driver_sql("SELECT block FROM note_text_data").scalars()
    return sum(CANARY[8:].encode() in block for block in blocks)


def _found(conn, word):
    return conn.exec_driver_sql("SELECT count(*) FROM note_text WHERE note_text MATCH ?", (word,)).scalar()


@pytest.fixture
def database(tmp_path):
    with closing(Database.create(tmp_path / "cache.db", bytes(32))) as opened:
        opened.run(_fill).result()
        yield opened


def test_no_word_of_a_purged_record_is_left_in_the_index(database):
    others = database.read(lambda conn: _found(conn, "w7")).result()
    database.run(_purge).result()
    assert database.read(_traces).result() > 0
    more, steps = database.run(partial(clear_step, table="note_text", first=True), waiting=False).result(), 1
    while more:
        more = database.run(partial(clear_step, table="note_text", first=False), waiting=False).result()
        steps += 1
    assert database.read(_traces).result() == 0
    assert database.read(lambda conn: _found(conn, "w7")).result() == others > 0
    assert steps > 1


def test_clearing_ends_when_there_is_nothing_to_clear(database):
    steps = 0
    while database.run(partial(clear_step, table="note_text", first=steps == 0), waiting=False).result():
        steps += 1
        assert steps < 1000


def test_only_a_plain_name_is_taken(database):
    with pytest.raises(ValueError, match="plain name"):
        database.run(partial(clear_step, table="note_text(x); --", first=True)).result()
