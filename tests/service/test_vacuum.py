"""After an erasure and a vacuum no byte of the record is left in the files of the register."""

import json
import os
import subprocess
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service import erasing
from crimint_service.encrypted_file import key_beside
from crimint_service.faults import Fault
from crimint_service.tables import kept_change, record
from crimint_service.vacuum import vacuum
from tests.pages import clear_pages
from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import OKONJO, PETERS, REID
from tests.service.world import a_world, quick

CANARY = "Xqzvulture"


def decrypted(path: Path) -> bytes:
    """The pages of a register in clear."""
    return clear_pages(*key_beside(str(path)))


def scribbled(world, *, large: bool = False) -> tuple[str, str]:
    """Have a record written, changed, refused and kept with the canary in every place, among many others."""
    officer, evaluator, other = world.client(OKONJO), world.client(PETERS), world.client(REID)
    for _ in range(2):
        officer.send(*[a_creation(a_document("Nothing about birds. " * 20)) for _ in range(20)])
    text = f"A {CANARY} sat on the mill. " * 40
    if large:  # long and hard to compress: PostgreSQL then keeps it apart, in pieces
        text += " ".join(f"{CANARY}{os.urandom(48).hex()}" for _ in range(200))
    creation = a_creation(a_document(items={"i1": an_item(text)}, title=f"{CANARY} seen"))
    name = creation["record"]
    officer.send(creation)
    officer.send(a_change(name, 1, {"items/i1/text": f"{text} Twice."}))
    officer.send(a_change(name, 2, {f"{CANARY}/unknown": 1}))
    officer.send(a_change(name, 2, step="submit", reason=f"{CANARY} again"))
    evaluator.send(a_change(name, 3, step="claim") | {"aside": {"title": f"{CANARY} or not"}})
    change = new_id()
    world.write(
        lambda conn: conn.execute(
            sa.insert(kept_change).values(
                change_id=change, record_id=name, unit="quillmarsh", author="reid", device=other.device,
                content=json.dumps({"title": f"{CANARY} kept"}), at="",
            )
        )
    )  # fmt: skip
    officer.send(*[a_creation(a_document("Nothing about birds. " * 20)) for _ in range(10)])
    return name, text


def erase(world, name):
    at = instant_text(world.clock.now()) or ""
    world.write(lambda conn: erasing.erase(conn, name, by="keeper", second="peters", reason="Too long", at=at))


def test_no_trace_is_left_in_any_page_of_an_embedded_register(tmp_path):
    path = tmp_path / "register.db"
    with a_world(str(path)) as world:
        name, _ = scribbled(world)
        assert decrypted(path).count(CANARY.encode()) > 100
        erase(world, name)
        vacuum(quick(str(path)))
        assert CANARY.encode() not in decrypted(path)
        assert len(world.rows(sa.select(record.c.id))) == 50
    assert CANARY.encode() not in decrypted(path)


def heap_of(address: str) -> list[Path]:
    """Every file of a database: tables, indexes, what is kept apart, and the catalogue."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        [folder] = connection.execute("SELECT current_setting('data_directory')").fetchone() or [""]
        [number] = connection.execute(
            "SELECT oid::text FROM pg_database WHERE datname = current_database()"
        ).fetchone() or [""]
    return sorted((Path(folder) / "base" / number).iterdir())


def test_no_trace_is_left_in_any_table_or_index_file_of_postgresql(postgres):
    address = postgres.fresh()
    with a_world(address) as world:
        name, _ = scribbled(world, large=True)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")
        assert sum(CANARY.encode() in each.read_bytes() for each in heap_of(address)) >= 4
        erase(world, name)
        vacuum(quick(address))
        assert [each.name for each in heap_of(address) if CANARY.encode() in each.read_bytes()] == []
        assert len(world.rows(sa.select(record.c.id))) == 50
        # The write-ahead log is another matter: what was in it stays until it is used again or removed, and in every
        # archive of it. docs/operating/erasure.md says for how long.
        log = heap_of(address)[0].parents[2] / "pg_wal"
        assert any(CANARY.encode() in each.read_bytes() for each in log.iterdir() if each.is_file())


def test_the_planner_keeps_no_samples_of_what_people_wrote(postgres):
    address = postgres.fresh()
    with a_world(address) as world:
        scribbled(world)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")
            seen = connection.execute(
                "SELECT tablename, attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"
            )
            assert [row[:2] for row in seen if CANARY in f"{row[2]} {row[3]}"] == []


def test_only_the_owner_of_the_tables_can_have_them_written_anew(postgres):
    address = postgres.fresh()
    with a_world(address), psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE ROLE not_the_owner LOGIN")
    with pytest.raises(Fault, match="Only the owner"):
        vacuum(quick(address.replace("postgres@", "not_the_owner@")))


def test_a_reader_who_never_lets_go_is_named_as_the_reason(tmp_path):
    path = tmp_path / "register.db"
    with a_world(str(path)) as world, world.parts.database.engine.connect() as reading:
        reading.execute(sa.select(record.c.id)).all()
        with pytest.raises(Fault, match="being read"):
            vacuum(quick(str(path)))


def test_the_command_says_what_it_wrote_anew(tmp_path, run_service):
    where = ("--database", str(tmp_path / "register.db"))
    assert run_service("user", "list", *where).returncode == 0
    done = run_service("vacuum", *where)
    assert (done.returncode, done.stderr) == (0, "")
    assert "record_version" in done.stdout


@pytest.fixture
def run_service():
    import sys

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "crimint_service", *arguments]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    return run
