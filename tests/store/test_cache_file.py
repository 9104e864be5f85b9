"""A cache of any age is brought up to date, a newer one is left alone, and the copy made before is safe."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from crimint_desktop.store import cache_file, preferences
from crimint_desktop.store.cache_file import NEWEST, backup_of, downgrade, open_cache, upgrade
from crimint_desktop.store.database import Database
from crimint_desktop.store.tables import FULL_TEXT, METADATA
from crimint_domain.errors import Unavailable
from tests.store.conftest import KEY


def _is_ours(_thing, name, kind, _reflected, _compared):
    return kind != "table" or not str(name).startswith(("record_text", "card_text"))


def _differences(conn):
    context = MigrationContext.configure(
        conn, opts={"include_object": _is_ours, "compare_type": True, "compare_server_default": True}
    )
    return compare_metadata(context, METADATA)


def _text_tables(conn):
    found = conn.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%' ORDER BY sql")
    return sorted(sql for (sql,) in found)


def _names(conn):
    return [name for (name,) in conn.exec_driver_sql("SELECT name FROM sqlite_master ORDER BY name")]


def _version(conn):
    return conn.exec_driver_sql("PRAGMA user_version").scalar_one()


def test_the_steps_lead_to_exactly_the_tables_the_program_speaks_of(held):
    assert held.read(_differences) == []
    assert held.read(_text_tables) == sorted(FULL_TEXT)
    assert held.read(_version) == NEWEST


def test_every_step_can_be_taken_back_and_taken_again(held):
    before = held.read(_names)
    held.run(downgrade)
    assert held.read(_names) == []
    held.run(upgrade)
    assert held.read(_names) == before


def test_a_cache_of_today_is_only_opened(held, cache_path):
    held.run(preferences.set, "kept", 1)
    held.database.close()
    with closing(open_cache(cache_path, KEY)) as database:
        assert database.read(lambda conn: preferences.get(conn, "kept")).result() == 1
    assert not backup_of(cache_path, NEWEST).exists()


def test_a_newer_cache_is_refused_with_a_sentence_and_left_as_it_is(held, cache_path):
    held.run(lambda conn: conn.exec_driver_sql(f"PRAGMA user_version={NEWEST + 1}"))
    held.database.close()
    before = cache_path.read_bytes()
    with pytest.raises(Unavailable, match="newer version of this program") as caught:
        open_cache(cache_path, KEY)
    assert caught.value.cause == "cache-newer"
    assert cache_path.read_bytes() == before


@pytest.fixture
def older(held, cache_path, monkeypatch):
    """A cache that looks one step older than the program, whose next step can be made to fail."""
    held.run(preferences.set, "who", "the original")
    held.database.close()
    monkeypatch.setattr(cache_file, "NEWEST", NEWEST + 1)
    return cache_path


def _stamp(conn):
    conn.exec_driver_sql(f"PRAGMA user_version={NEWEST + 1}")


def _who(path):
    with closing(Database.open(path, KEY)) as database:
        return database.read(lambda conn: preferences.get(conn, "who")).result()


def test_before_an_upgrade_the_cache_is_copied_encrypted(older, monkeypatch):
    monkeypatch.setattr(cache_file, "upgrade", _stamp)
    open_cache(older, KEY).close()
    backup = backup_of(older, NEWEST)
    assert b"the original" not in backup.read_bytes()
    assert not backup.read_bytes().startswith(b"SQLite format 3")
    assert _who(backup) == "the original"
    assert sorted(file.name for file in older.parent.iterdir() if "unfinished" in file.name) == []


def test_an_upgrade_tried_again_does_not_overwrite_the_copy(older, monkeypatch):
    def fail(conn):
        preferences.set(conn, "who", "half upgraded")
        raise Unavailable("The disk is full.", cause="disk-full")

    monkeypatch.setattr(cache_file, "upgrade", fail)
    with pytest.raises(Unavailable):
        open_cache(older, KEY)
    first = backup_of(older, NEWEST).read_bytes()
    with closing(Database.open(older, KEY)) as database:
        database.run(lambda conn: preferences.set(conn, "who", "touched since")).result()
    monkeypatch.setattr(cache_file, "upgrade", _stamp)
    open_cache(older, KEY).close()
    assert backup_of(older, NEWEST).read_bytes() == first
    assert _who(backup_of(older, NEWEST)) == "the original"


def test_a_copy_cut_off_half_way_does_not_pass_for_one(older, monkeypatch):
    backup = backup_of(older, NEWEST)
    backup.with_name(backup.name + ".unfinished").write_bytes(b"half a copy")
    monkeypatch.setattr(cache_file, "upgrade", _stamp)
    open_cache(older, KEY).close()
    assert _who(backup) == "the original"


def test_a_failed_upgrade_leaves_the_cache_as_it_was(older, monkeypatch):
    def fail(conn):
        preferences.set(conn, "who", "half upgraded")
        raise Unavailable("The disk is full.", cause="disk-full")

    monkeypatch.setattr(cache_file, "upgrade", fail)
    with pytest.raises(Unavailable):
        open_cache(older, KEY)
    assert _who(older) == "the original"
