"""The encrypted file, opened as the program opens it."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from contextlib import closing

import pytest
import sqlalchemy as sa

from crimint_desktop.store.connection import connect
from crimint_desktop.store.database import Database
from crimint_desktop.store.failure import StoreDefect
from crimint_domain.errors import Unavailable

KEY = bytes(range(32))
CANARY = "the invented swan of Marzipan"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "cache.db"


@pytest.fixture
def database(path):
    with closing(Database.create(path, KEY)) as opened:
        opened.run(_make_table).result()
        yield opened


def _make_table(conn):
    conn.execute(sa.text("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL)"))


def _add(body):
    return lambda conn: conn.execute(sa.text("INSERT INTO note (body) VALUES (:body)"), {"body": body}).rowcount


def _hold(begun, go):
    begun.set()
    return go.wait(10)


def _bodies(conn):
    return list(conn.execute(sa.text("SELECT body FROM note ORDER BY id")).scalars())


def _cause(path, key=KEY, **more):
    with pytest.raises(Unavailable) as caught:
        Database.open(path, key, **more).close()
    assert caught.value.says.endswith(".")
    return caught.value.cause


def test_what_was_committed_is_there_after_opening_again(path, database):
    database.run(_add(CANARY)).result()
    database.close()
    with closing(Database.open(path, KEY)) as again:
        assert again.read(_bodies).result() == [CANARY]


def test_no_file_of_the_cache_holds_text_in_clear(path, database):
    database.run(_add(CANARY)).result()
    files = sorted(path.parent.iterdir())
    assert len(files) == 3  # the file, its write-ahead log and the shared memory of both
    for file in files:
        content = file.read_bytes()
        assert CANARY.encode() not in content
        assert not content.startswith(b"SQLite format 3\0")


def test_only_the_owner_may_read_the_files(path, database):
    database.run(_add(CANARY)).result()
    owner_only = 0o600 if os.name == "posix" else 0o666  # Windows has access lists, inherited from the home folder
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {owner_only}


def test_the_settings_that_keep_it_safe_are_in_force(database):
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "temp_store": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "cipher_log_level": "NONE",
        "cipher_memory_security": "0",
        "cache_size": -65536,
    }
    for lane in (database.run, database.read):
        found = lane(lambda conn: {name: conn.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}).result()
        assert found == wanted


def test_a_wrong_key_is_told_as_a_file_that_cannot_be_read(path, database):
    database.close()
    assert _cause(path, bytes(32)) == "cache-damaged"


def test_a_damaged_file_is_told_and_not_opened(path, database):
    database.close()
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    assert _cause(path) == "cache-damaged"


def test_a_damaged_page_is_told_when_it_is_read(path, database):
    database.run(lambda conn: [_add(CANARY * 50)(conn) for _ in range(200)]).result()
    database.close()
    content = bytearray(path.read_bytes())
    for page in range(3, len(content) // 4096):
        content[page * 4096 + 500] ^= 1
    path.write_bytes(content)
    with closing(Database.open(path, KEY)) as again, pytest.raises(Unavailable) as caught:
        again.read(_bodies).result()
    assert caught.value.cause == "cache-damaged"


def test_a_missing_file_is_not_silently_made_anew(path):
    assert _cause(path) == "cache-missing"
    assert not path.exists()


def test_making_a_cache_never_writes_over_one(path, database):
    database.close()
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        Database.create(path, KEY)
    assert path.read_bytes() == before


def test_a_file_in_clear_is_refused(path):
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("CREATE TABLE note (body)")
    assert _cause(path) == "cache-not-encrypted"


def test_a_library_that_cannot_encrypt_is_refused_before_any_file_is_made(path, monkeypatch):
    import sqlcipher3

    monkeypatch.setitem(sys.modules, "sqlcipher3.dbapi2", sqlite3)
    monkeypatch.setattr(sqlcipher3, "dbapi2", sqlite3)
    with pytest.raises(Unavailable) as caught:
        Database.create(path, KEY)
    assert caught.value.cause == "cache-not-encrypted"
    assert not path.exists()


def test_a_file_of_a_newer_version_is_refused_and_left_alone(path, database):
    database.run(lambda conn: conn.exec_driver_sql("PRAGMA user_version=8")).result()
    database.close()
    assert _cause(path, newest_version=7) == "cache-newer"
    with closing(Database.open(path, KEY, newest_version=8)) as again:
        assert again.read(_bodies).result() == []


def test_no_other_file_can_be_attached(path, database):
    for statement in (f"ATTACH '{path}.out' AS out KEY ''", "SELECT load_extension('x')"):
        with pytest.raises(StoreDefect, match="not authorized"):
            database.run(lambda conn, statement=statement: conn.exec_driver_sql(statement)).result()
    assert not path.with_name(path.name + ".out").exists()


@pytest.mark.parametrize("pragma", ["temp_store=FILE", "synchronous=OFF", "secure_delete=OFF", "rekey='x'"])
def test_what_was_pinned_cannot_be_changed_afterwards(database, pragma):
    with pytest.raises(StoreDefect, match="not authorized"):
        database.run(lambda conn: conn.exec_driver_sql(f"PRAGMA {pragma}")).result()


def test_the_reader_cannot_write(database):
    with pytest.raises(Unavailable) as caught:
        database.read(_add("x")).result()
    assert caught.value.cause == "cache-read-only"


def test_the_reader_sees_one_state_throughout(database):
    begun, written = threading.Event(), threading.Event()

    def look_twice(conn):
        first = _bodies(conn)
        begun.set()
        assert written.wait(10)
        return first, _bodies(conn)

    reading = database.read(look_twice)
    assert begun.wait(10)
    database.run(_add("new")).result()
    written.set()
    assert reading.result() == ([], [])
    assert database.read(_bodies).result() == ["new"]


def test_work_that_fails_leaves_nothing_behind(database):
    def half(conn):
        _add("half")(conn)
        raise KeyError("our own mistake")

    with pytest.raises(KeyError):
        database.run(half).result()
    assert database.read(_bodies).result() == []
    assert database.run(_add("whole")).result() == 1


def test_a_mistake_in_a_statement_names_no_values_and_no_library(database):
    with pytest.raises(StoreDefect) as caught:
        database.run(
            lambda conn: conn.execute(sa.text("INSERT INTO note (id, body) VALUES (1, :a), (1, :a)"), {"a": CANARY})
        ).result()
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_person_who_waits_comes_before_sync(database):
    order, begun, go = [], threading.Event(), threading.Event()

    def note(name):
        return lambda conn: order.append(name)

    running = database.run(lambda conn: _hold(begun, go), waiting=False)
    assert begun.wait(10)
    sync = [database.run(note(f"sync {number}"), waiting=False) for number in range(3)]
    person = database.run(note("person"), waiting=True)
    go.set()
    for future in [running, *sync, person]:
        future.result()
    assert order == ["person", "sync 0", "sync 1", "sync 2"]


def test_a_search_that_nobody_wants_any_more_stops(database):
    begun = threading.Event()

    def endless(conn):
        begun.set()
        return conn.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        ).scalar()

    running, queued = database.read(endless), database.read(_bodies)
    assert begun.wait(10)
    database.cancel(queued)
    database.cancel(running)
    for future in (running, queued):
        with pytest.raises(CancelledError):
            future.result(timeout=10)
    assert database.read(_bodies).result() == []


def test_a_full_disk_is_told_and_nothing_committed_is_lost(database):
    (pages,) = database.run(lambda conn: conn.exec_driver_sql("PRAGMA page_count").one()).result()
    database.run(_add("before")).result()
    limited = database._writer._driver
    limited.set_authorizer(None)
    limited.execute(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(Unavailable) as caught:
        database.run(_add(CANARY * 1000)).result()
    assert caught.value.cause == "disk-full"
    assert caught.value.retry_after_s
    limited.execute("PRAGMA max_page_count=1000000")
    database.run(_add("after")).result()
    assert database.read(_bodies).result() == ["before", "after"]


def test_a_file_held_by_another_program_is_told(path, database):
    with closing(connect(path, KEY, create=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        database._writer._driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
        database._writer._driver.set_busy_timeout(0.05)
        with pytest.raises(Unavailable) as caught:
            database.run(_add("x")).result()
        assert caught.value.cause == "cache-in-use"
        other.execute("ROLLBACK")
    assert database.run(_add("x")).result() == 1


def test_emptying_the_log_leaves_no_bytes_in_it(path, database):
    database.run(_add(CANARY)).result()
    log = path.with_name(path.name + "-wal")
    assert log.stat().st_size > 0
    assert database.checkpoint_truncate().result() is True
    assert log.stat().st_size == 0
    assert database.run(_add("still works")).result() == 1


def test_a_backup_is_encrypted_and_never_written_over(path, database):
    database.run(_add(CANARY)).result()
    copy = path.with_name("before-7.db")
    database.backup(copy, KEY).result()
    assert CANARY.encode() not in copy.read_bytes()
    with closing(Database.open(copy, KEY)) as opened:
        assert opened.read(_bodies).result() == [CANARY]
    with pytest.raises(FileExistsError):
        database.backup(copy, KEY).result()


def test_closing_finishes_what_people_wait_for_and_drops_the_rest(path, database):
    begun, go = threading.Event(), threading.Event()
    running = database.run(lambda conn: _hold(begun, go), waiting=False)
    assert begun.wait(10)
    dropped = database.run(_add("sync"), waiting=False)
    wanted = database.run(_add("typed"), waiting=True)
    closing_thread = threading.Thread(target=database.close)
    closing_thread.start()
    while not dropped.done():
        time.sleep(0.001)
    go.set()
    closing_thread.join(10)
    assert running.result() is True
    assert wanted.result() == 1
    for future in (dropped, database.run(_add("late")), database.read(_bodies)):
        with pytest.raises(Unavailable) as caught:
            future.result()
        assert caught.value.cause == "cache-closed"
    with closing(Database.open(path, KEY)) as again:
        assert again.read(_bodies).result() == ["typed"]


def test_importing_the_module_does_not_load_the_database_libraries():
    wanted = "{'sqlalchemy', 'sqlcipher3'}"
    ask = f"import sys, crimint_desktop.store.database as _; print(sorted({wanted} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
