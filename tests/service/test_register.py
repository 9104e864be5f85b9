"""The register itself: encrypted, migrated, of one environment, and nothing else than what it says."""

import os
import sqlite3
import stat

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from crimint_service.app import create
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.encrypted_file import key_file
from crimint_service.faults import Fault
from crimint_service.register import open_register
from crimint_service.tables import metadata, setting
from tests.protocol.client import a_creation, a_document, an_item
from tests.protocol.people import OKONJO
from tests.service.world import quick


def test_the_migrations_lead_to_exactly_the_tables_the_code_knows(database):
    opened, _ = open_register(quick(database))
    with opened.engine.connect() as connection:
        # The text index of the encrypted file and what its engine keeps for it are no tables of ours.
        theirs = ("search_text", "search_line_by_words")
        ours = {"include_object": lambda _object, name, *_more: not str(name).startswith(theirs)}
        different = compare_metadata(MigrationContext.configure(connection, opts=ours), metadata)
    opened.close()
    assert different == []


def test_opening_twice_changes_nothing_and_keeps_the_register_the_same(database):
    first, made = open_register(quick(database), "live")
    first.close()
    second, found = open_register(quick(database))
    second.close()
    assert found == made
    assert found.environment == "live"


def test_a_register_of_another_environment_is_refused(database):
    opened, _ = open_register(quick(database), "live")
    opened.close()
    with pytest.raises(Fault, match="live register, not a sample one"):
        open_register(quick(database), "sample")


def test_an_embedded_register_and_its_key_are_its_owners_alone(tmp_path):
    path = tmp_path / "deep" / "register.db"
    opened, _ = open_register(quick(str(path)))
    opened.close()
    for file in (path, key_file(path)):
        assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert not path.read_bytes().startswith(b"SQLite format 3")


def test_nothing_written_is_found_in_clear_in_any_file(embedded, tmp_path):
    officer = embedded.client(OKONJO)
    officer.send(a_creation(a_document(items={"i1": an_item("Quincunx at the lych gate")}, title="Heliotrope")))
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.suffix != ".key"]
    assert {file.name for file in files} >= {"register.db", "register.db-wal"}
    for file in files:
        content = file.read_bytes()
        for words in (b"Quincunx", b"Heliotrope", b"Okonjo", b"CREATE TABLE"):
            assert words not in content, file


def test_a_register_without_its_key_or_with_another_is_refused_in_words(tmp_path):
    path = tmp_path / "register.db"
    opened, _ = open_register(quick(str(path)))
    opened.close()
    kept = key_file(path).read_text()
    key_file(path).write_text("ab" * 32)
    with pytest.raises(Fault, match="cannot be read with the key"):
        open_register(quick(str(path)))
    key_file(path).unlink()
    with pytest.raises(Fault, match="key of the register is missing"):
        open_register(quick(str(path)))
    key_file(path).write_text(kept)
    open_register(quick(str(path)))[0].close()


def test_a_file_in_clear_is_not_opened(tmp_path):
    path = tmp_path / "register.db"
    with sqlite3.connect(path) as plain:
        plain.execute("CREATE TABLE t (x)")
    plain.close()
    key_file(path).write_text("ab" * 32)
    with pytest.raises(Fault, match="not encrypted"):
        open_register(quick(str(path)))


def test_no_other_file_can_be_attached(tmp_path):
    opened, _ = open_register(quick(str(tmp_path / "register.db")))
    with opened.engine.connect() as connection, pytest.raises(sa.exc.DBAPIError, match="not authorized"):
        connection.exec_driver_sql("ATTACH ':memory:' AS out KEY ''")
    opened.close()


def test_a_register_on_postgresql_keeps_no_passwords_unless_told_to(postgres):
    with pytest.raises(Fault, match="--allow-local-accounts"):
        create(Settings(database=postgres.fresh()))


def test_work_that_meets_a_deadlock_or_a_lost_connection_is_done_again(postgres):
    database = Database(quick(postgres.fresh()))
    tries = []

    def work(connection):
        tries.append(1)
        if len(tries) == 1:
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '40P01'; END $$")
        if len(tries) == 2:
            connection.exec_driver_sql("DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '25006'; END $$")
        if len(tries) == 3:
            connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return connection.execute(sa.select(sa.literal(7))).scalar_one()

    assert database.write(work) == 7
    assert len(tries) == 4
    database.close()


def test_a_mistake_in_a_statement_is_not_tried_again_and_shows_no_values(database):
    opened, _ = open_register(quick(database))
    tries = []

    def work(connection):
        tries.append(1)
        connection.execute(sa.text("SELECT no_such_column FROM setting WHERE name = :name"), {"name": "Quincunx"})

    with pytest.raises(sa.exc.DBAPIError) as raised:
        opened.write(work)
    assert len(tries) == 1
    assert "Quincunx" not in str(raised.value)
    names = opened.read(lambda connection: set(connection.execute(sa.select(setting.c.name)).scalars()))
    assert names == {
        "epoch", "environment", "cursor_key", "content_key", "lease_key", "log_key", "recovery_key", "drop_key",
        "label_rules", "search_rules", "search_reached",
    }  # fmt: skip
    opened.close()


def test_a_connection_to_a_machine_that_is_gone_is_given_up_after_seconds(postgres):
    opened = Database(quick(postgres.fresh()))
    try:
        with opened.engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            said = driver.info.get_parameters()
    finally:
        opened.close()
    idle = int(said["keepalives_idle"]) + int(said["keepalives_interval"]) * int(said["keepalives_count"])
    assert idle <= 15
    assert int(said["tcp_user_timeout"]) == 10_000
