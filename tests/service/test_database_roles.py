"""No person reads the database: roles, logins for a time and for a reason, and an alarm for everybody else."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_service import alarms as raised
from crimint_service import maintenance, watching
from crimint_service.backup import back_up
from crimint_service.database import Database
from crimint_service.database_roles import APP, BACKUP, OWNER, WATCH, apply
from crimint_service.faults import Fault
from crimint_service.register import open_register
from crimint_service.restoring import Wanted, restore
from crimint_service.tables import maintenance as windows
from crimint_service.vacuum import vacuum
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO
from tests.service.postgres import Cluster, cluster
from tests.service.world import a_world, quick

_LOGGING = (
    "shared_preload_libraries=pg_stat_statements", "logging_collector=on", "log_destination=jsonlog",
    "log_directory=journal", "log_connections=on", "log_min_messages=warning", "timezone=UTC", "log_timezone=UTC",
)  # fmt: skip


@pytest.fixture(scope="module")
def watched() -> Iterator[Cluster]:
    """A cluster that counts statements and logs connections."""
    with cluster(*_LOGGING) as running:
        yield running


@pytest.fixture
def address(watched) -> str:
    """A register with its roles, at the address of an administrator."""
    found: str = watched.fresh()
    with psycopg.connect(found, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        # Roles are the cluster's: what other tests opened could read here too.
        for (login,) in connection.execute("SELECT rolname FROM pg_roles WHERE rolname ~ '^maintenance_'").fetchall():
            connection.execute(f'DROP ROLE "{login}"')
    open_register(quick(found))[0].close()
    run(found, apply)
    return found


def as_role(address: str, role: str) -> str:
    return address.replace("postgres@", f"{role}@")


def run(address: str, work):
    database = Database(quick(address))
    try:
        return database.write(work)
    finally:
        database.close()


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def alarms(address: str) -> list[str]:
    return [each.says for each in run(as_role(address, WATCH), lambda conn: watching.watch(conn, now()))]


def told_of(address: str, login: str, logins: watching.Logins | None = None) -> list[str]:
    """What is told of one login: the tests themselves are an administrator, who is told of too."""
    found = run(as_role(address, WATCH), lambda conn: watching.watch(conn, now(), logins or watching.Logins()))
    return [each.says for each in found if each.user == login]


def log_of(address: str) -> list[Path]:
    with psycopg.connect(address) as connection:
        [folder] = connection.execute("SHOW data_directory").fetchone() or [""]
    return sorted((Path(folder) / "journal").glob("*.json"))


def refused(address: str, statement: str) -> bool:
    with psycopg.connect(address, autocommit=True) as connection, suppress(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
        return False
    return True


def test_the_service_works_with_the_rows_and_cannot_touch_the_tables(address):
    with a_world(as_role(address, APP)) as world:
        officer = world.client(OKONJO)
        officer.send(a_creation())
        assert len(officer.everything()) == 1
    app = as_role(address, APP)
    assert refused(app, "DROP TABLE record")
    assert refused(app, "ALTER TABLE record ADD COLUMN x text")
    assert refused(app, "CREATE TABLE mine (x int)")
    assert refused(app, "INSERT INTO maintenance VALUES ('x','x','x','x','x','x')")
    assert not refused(app, "SELECT count(*) FROM record")


def test_backups_read_and_write_nothing_and_watching_reads_no_record(address):
    assert not refused(as_role(address, BACKUP), "SELECT document FROM record")
    assert refused(as_role(address, BACKUP), "DELETE FROM record")
    assert refused(as_role(address, WATCH), "SELECT id FROM record")
    assert not refused(as_role(address, WATCH), "SELECT login FROM maintenance")


def test_a_backup_is_made_with_the_login_for_backups_and_put_back_by_the_owner(address, watched, tmp_path):
    note = back_up(quick(as_role(address, BACKUP)), tmp_path / "copy", tmp_path / "key", tmp_path / "list")
    assert (note.engine, note.environment) == ("postgresql", "practice")
    empty = watched.fresh()
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute(f"GRANT CREATE, USAGE ON SCHEMA public TO {OWNER}")
    restore(
        quick(as_role(empty, OWNER)), Wanted(tmp_path / "copy", tmp_path / "key", [tmp_path / "list"], "watch", "Trial")
    )
    run(empty, apply)
    assert not refused(as_role(empty, APP), "SELECT count(*) FROM record")


def test_the_owner_migrates_and_writes_tables_anew_and_others_are_told_that_they_cannot(address):
    open_register(quick(as_role(address, OWNER)))[0].close()
    assert "record" in vacuum(quick(as_role(address, OWNER)))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0006'")
    with pytest.raises(Fault, match="Its owner has to migrate it"):
        open_register(quick(as_role(address, APP)))


def test_what_the_owner_makes_later_is_handed_out_too(address):
    with psycopg.connect(as_role(address, OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE later (id bigserial PRIMARY KEY, x text)")
    assert not refused(as_role(address, APP), "INSERT INTO later (x) VALUES ('a')")
    assert not refused(as_role(address, BACKUP), "SELECT x FROM later")
    assert refused(as_role(address, BACKUP), "INSERT INTO later (x) VALUES ('a')")


def test_the_roles_may_be_made_again(address):
    run(address, apply)
    once = _granted(address)
    run(address, apply)
    assert once
    assert _granted(address) == once


def test_a_login_ends_by_itself_and_is_written_down(address):
    at = now()
    opened = run(
        address, lambda conn: maintenance.open_login(conn, at, timedelta(hours=2), by="watch", reason="A slow query")
    )
    with psycopg.connect(address) as connection:
        asked = "SELECT rolvaliduntil FROM pg_roles WHERE rolname = %s"
        [[until]] = connection.execute(asked, (opened.login,)).fetchall()
    assert until == at + timedelta(hours=2)
    assert not refused(as_role(address, opened.login), "SELECT document FROM record")
    assert refused(as_role(address, opened.login), "DELETE FROM record")
    [row] = run(address, lambda conn: conn.execute(sa.select(windows)).all())
    assert (row.login, row.opened_by, row.reason, row.closed_at) == (opened.login, "watch", "A slow query", "")
    assert run(address, lambda conn: maintenance.close_ended(conn, at + timedelta(hours=1))) == []

    with psycopg.connect(as_role(address, opened.login), autocommit=True) as still_there:
        ended = run(address, lambda conn: maintenance.close_ended(conn, at + timedelta(hours=2)))
        assert ended == [opened.login]
        with pytest.raises(psycopg.OperationalError):
            still_there.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(as_role(address, opened.login))
    with pytest.raises(Refused, match="closed before"):
        run(address, lambda conn: maintenance.close(conn, opened.login, now()))


@pytest.mark.parametrize(
    ("span", "by", "reason", "says"),
    [
        (timedelta(hours=9), "watch", "A reason", "at most 8 hours"),
        (timedelta(0), "watch", "A reason", "at most 8 hours"),
        (timedelta(hours=1), "watch", " ", "Say why"),
        (timedelta(hours=1), 'x" SUPERUSER --', "A reason", "small letters"),
    ],
)
def test_a_login_is_not_opened_for_long_or_without_a_reason(address, span, by, reason, says):
    with pytest.raises(Refused, match=says):
        run(address, lambda conn: maintenance.open_login(conn, now(), span, by=by, reason=reason))


def test_the_service_a_backup_and_an_opened_login_raise_no_alarm(address):
    opened = run(
        address, lambda conn: maintenance.open_login(conn, now(), timedelta(hours=1), by="watch", reason="A reason")
    )
    alarms(address)  # what made the register is seen once
    since = now() + timedelta(seconds=1)
    time.sleep(1.1)
    with a_world_of(address), psycopg.connect(as_role(address, opened.login)) as person:
        person.execute("SELECT count(*) FROM record")
        with psycopg.connect(as_role(address, BACKUP), application_name="pg_dump") as backup:
            backup.execute("SELECT count(*) FROM record")
            assert alarms(address) == []
    with Path(log_of(address)[-1]).open(encoding="utf-8") as lines:
        seen = run(as_role(address, WATCH), lambda conn: watching.from_log(conn, list(lines), since))
    assert [each for each in seen if each.user != "postgres"] == []  # the tests themselves are an administrator


def a_world_of(address):
    from contextlib import contextmanager

    @contextmanager
    def opened():
        database = Database(quick(as_role(address, APP)))
        with database.engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM record")
            yield
        database.close()

    return opened()


def test_a_session_that_nobody_opened_raises_an_alarm(address):
    alarms(address)
    with psycopg.connect(as_role(address, OWNER), autocommit=True) as person:
        person.execute("SELECT count(*) FROM record")
        assert f"{OWNER} is connected, and nobody has opened that." in alarms(address)


@pytest.mark.parametrize("role", [APP, BACKUP, WATCH])
def test_a_login_of_the_service_in_another_program_raises_an_alarm(address, role):
    with psycopg.connect(as_role(address, role), application_name="psql"):
        assert f"{role} is connected from a program that is not the service." in alarms(address)


def logins_that_read(address):
    """Every login of the cluster that could read a record, whether it does or not."""
    asked = (
        "SELECT rolname FROM pg_roles WHERE rolcanlogin AND (rolsuper OR rolreplication OR rolbypassrls"
        " OR has_any_column_privilege(oid, 'record', 'SELECT'))"
    )
    with psycopg.connect(address) as connection:
        return {login for (login,) in connection.execute(asked).fetchall()}


def test_no_person_has_a_login_that_reads_but_for_a_time(address):
    of_machines = {"postgres", OWNER, APP, BACKUP}
    assert logins_that_read(address) == of_machines
    opened = run(
        address, lambda conn: maintenance.open_login(conn, now(), timedelta(hours=1), by="watch", reason="A reason")
    )
    assert logins_that_read(address) == of_machines | {opened.login}
    run(address, lambda conn: maintenance.close(conn, opened.login, now()))
    assert logins_that_read(address) == of_machines


@pytest.fixture
def a_role(watched):
    """Return a function that makes a login of somebody; it is gone afterwards."""
    made = []

    def make(address, rights, *statements):
        made.append(address)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE spy LOGIN {rights}")
            for each in statements:
                connection.execute(each)

    yield make
    for each in made:
        with psycopg.connect(each, autocommit=True) as connection:
            connection.execute("DROP OWNED BY spy")
            connection.execute("DROP ROLE spy")


@pytest.mark.parametrize(
    ("rights", "statement"),
    [
        ("", "GRANT SELECT (document) ON record TO spy"),
        ("", "GRANT pg_read_all_data TO spy"),
        ("IN ROLE crimint_maintenance", "SELECT 1"),
        ("IN ROLE crimint_backup", "SELECT 1"),
        ("SUPERUSER", "SELECT 1"),
        ("REPLICATION", "SELECT 1"),
    ],
)
def test_a_login_that_could_read_raises_an_alarm_before_it_does(address, a_role, rights, statement):
    a_role(address, rights, statement)
    assert told_of(address, "spy") == ["spy could read the register, and nobody has opened that."]


@pytest.mark.parametrize(
    ("rights", "logins"),
    [
        ("SUPERUSER", watching.Logins(administrators=frozenset({"spy"}))),
        ("REPLICATION", watching.Logins(followers=frozenset({"spy"}))),
    ],
)
def test_who_is_written_down_raises_no_alarm_before_looking_into_the_register(address, a_role, rights, logins):
    a_role(address, rights, f'GRANT CONNECT ON DATABASE "{address.rsplit("/", 1)[1]}" TO spy')
    assert told_of(address, "spy", logins) == []
    with psycopg.connect(as_role(address, "spy")):
        assert told_of(address, "spy", logins) == ["spy is connected, and nobody has opened that."]


def test_whoever_copies_the_whole_cluster_raises_an_alarm_now_and_from_the_log(address, a_role):
    before = now()
    a_role(address, "REPLICATION")
    copying = as_role(address, "spy").rsplit("/", 1)[0] + "/postgres"
    with psycopg.connect(copying, replication="true", autocommit=True):
        assert "spy copies the whole cluster without being let." in alarms(address)
    assert_logged(address, "spy", "began to copy the cluster", before)


def test_a_login_that_was_made_to_last_raises_an_alarm(address):
    opened = run(
        address, lambda conn: maintenance.open_login(conn, now(), timedelta(hours=1), by="watch", reason="A reason")
    )
    assert told_of(address, opened.login) == []
    for until in ("infinity", "2199-01-01"):
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"ALTER ROLE \"{opened.login}\" VALID UNTIL '{until}'")
        assert f"{opened.login} lasts for longer than it was opened for." in alarms(address)


def test_a_person_who_was_let_in_finds_no_key_no_token_and_no_hash_of_a_password(address):
    opened = run(
        address, lambda conn: maintenance.open_login(conn, now(), timedelta(hours=1), by="watch", reason="A reason")
    )
    person = as_role(address, opened.login)
    for table in ("setting", "access_token", "refresh_token", "drop_permit", "sign_in_attempt"):
        assert refused(person, f"SELECT count(*) FROM {table}"), table
    assert refused(person, "SELECT password_hash FROM account")
    assert refused(person, "SELECT * FROM account")
    for query in ("SELECT user_id, disabled FROM account", "SELECT * FROM record", "SELECT count(*) FROM served"):
        assert not refused(person, query), query


def test_a_session_that_outlives_its_time_raises_an_alarm(address):
    opened = run(
        address,
        lambda conn: maintenance.open_login(
            conn, now() - timedelta(hours=2), timedelta(hours=1), by="watch", reason="A reason"
        ),
    )
    with psycopg.connect(as_role(address, opened.login)):
        assert f"{opened.login} is connected after the time it was opened for." in alarms(address)


def test_a_reading_that_was_over_before_anybody_looked_raises_an_alarm(address):
    alarms(address)
    before = now()
    with psycopg.connect(as_role(address, OWNER), autocommit=True) as person:
        person.execute("SELECT document FROM record")
    found = alarms(address)
    assert any(each.startswith(f"{OWNER} ran ") for each in found)
    assert not any(each.startswith(f"{OWNER} ran ") for each in alarms(address))
    assert_logged(address, OWNER, "connected", before)


def assert_logged(address, login, says, since):
    """Wait until the engine's log tells of a login."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with log_of(address)[-1].open(encoding="utf-8") as lines:
            logged = run(as_role(address, WATCH), lambda conn, kept=list(lines): watching.from_log(conn, kept, since))
        if any(each.user == login and says in each.says for each in logged):
            return
        time.sleep(0.1)
    pytest.fail(f"the log does not tell that {login} {says}")


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "crimint_service", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)


def test_the_commands_make_roles_open_logins_and_raise_alarms_by_their_exit_status(address, tmp_path):
    here = ("--database", address)
    shown = command("database", "roles", *here)
    assert "CREATE ROLE crimint_app" in shown.stdout
    assert command("database", "roles", "--apply", *here).returncode == 0
    opened = command("maintenance", "open", "--for", "30m", "--by", "watch", "--reason", "A slow query", *here)
    assert opened.stdout.split()[0] == "login", opened.stderr
    login = opened.stdout.split()[1]
    with psycopg.connect(as_role(address, OWNER)):
        watched = command("database", "watch", "--log", str(log_of(address)[-1]), "--database", as_role(address, WATCH))
    assert watched.returncode == 3
    assert f"ALARM: {OWNER} is connected" in watched.stdout
    acknowledge_all(address)
    again = command("database", "watch", "--log", str(log_of(address)[-1]), "--database", as_role(address, WATCH))
    assert f"ALARM: {OWNER} is connected" not in again.stdout
    assert f"{OWNER} connected" not in again.stdout, "what happened once was looked at"
    assert command("maintenance", "close", login, *here).stdout.strip() == f"{login} is closed."
    embedded = command("maintenance", "close", "--database", str(tmp_path / "register.db"))
    assert embedded.returncode == 1
    assert "no roles" in embedded.stderr
    assert command("maintenance", "open", "--for", "soon", "--by", "watch", "--reason", "x", *here).returncode == 1


def acknowledge_all(address):
    def acknowledge(connection):
        found = raised.raised(connection)
        for each in found:
            raised.acknowledge(connection, each.id, "watch", "A trial", "2026-11-20T03:00:00+00:00")
        return len(found)

    assert run(as_role(address, APP), acknowledge)


def _granted(address):
    """Who may do what to which table."""
    asked = "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants ORDER BY 1, 2, 3"
    with psycopg.connect(address) as connection:
        return [row for row in connection.execute(asked).fetchall() if row[0] in {APP, BACKUP, OWNER, WATCH}]
