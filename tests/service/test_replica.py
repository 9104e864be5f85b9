"""Pages from a replica: only from one that has come as far as the primary (protocol, invariant 11)."""

import time

import psycopg
import pytest
import sqlalchemy as sa

from crimint_service.tables import account
from tests.protocol.client import a_creation
from tests.protocol.people import OKONJO
from tests.service.postgres import replica_of
from tests.service.world import a_world


@pytest.fixture(scope="module")
def replica(postgres):
    """Return a cluster that follows the one of these tests."""
    with replica_of(postgres) as following:
        yield following


@pytest.fixture
def pair(postgres, replica):
    """Return a service with a replica beside its register, and a connection to the replica."""
    database = postgres.fresh()
    address = replica.address(database.rpartition("/")[2])
    with psycopg.connect(database, autocommit=True) as primary:
        follow(primary, replica.address("postgres"))
    with a_world(database, replica=address) as made, psycopg.connect(address, autocommit=True) as look:
        yield made, look
        look.execute("SELECT CASE WHEN pg_is_wal_replay_paused() THEN pg_wal_replay_resume() END")


def caught_up(world, look):
    """Wait until the replica has replayed everything that was committed."""
    (reached,) = world.rows(sa.text("SELECT pg_current_wal_lsn()::text"))[0]
    replayed(look, reached)


def follow(primary, address):
    """Wait until the replica knows of everything at the primary, a new database for one."""
    reached = primary.execute("SELECT pg_current_wal_lsn()::text").fetchone()[0]
    with psycopg.connect(address, autocommit=True) as look:
        replayed(look, reached)


def replayed(look, reached):
    """Wait until the replica has come as far as this."""
    for _ in range(1000):
        if look.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", (reached,)).fetchone()[0]:
            return
        time.sleep(0.01)
    raise AssertionError("the replica did not follow")


def asked_of(look):
    """Count the service's connections to the replica, which it makes when it first asks something of it."""
    ours = "datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
    return look.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {ours}").fetchone()[0]


def test_a_page_comes_from_the_replica_when_it_has_come_as_far(pair):
    world, look = pair
    officer = world.client(OKONJO)
    made = a_creation()
    officer.send(made)
    caught_up(world, look)
    assert asked_of(look) == 0
    assert made["record"] in officer.everything()
    assert asked_of(look) > 0


def test_a_replica_that_is_behind_is_passed_over_and_nothing_is_missed(pair):
    world, look = pair
    officer = world.client(OKONJO)
    officer.send(a_creation())
    caught_up(world, look)
    look.execute("SELECT pg_wal_replay_pause()")
    late = a_creation()
    officer.send(late)
    assert late["record"] in officer.everything()
    look.execute("SELECT pg_wal_replay_resume()")
    caught_up(world, look)
    assert late["record"] in officer.everything()


def test_who_may_read_is_asked_of_the_primary_even_while_the_replica_lags(pair):
    world, look = pair
    officer = world.client(OKONJO)
    officer.send(a_creation())
    stream = officer.checkpoint()["streams"][0]["id"]
    caught_up(world, look)
    look.execute("SELECT pg_wal_replay_pause()")
    world.write(lambda connection: connection.execute(sa.update(account).values(disabled=True)))
    assert officer.ask("GET", f"/v1/streams/{stream}/changes")[0] == 401
    look.execute("SELECT pg_wal_replay_resume()")


def test_without_its_replica_the_service_goes_on(postgres):
    database = postgres.fresh()
    nobody = "postgresql://postgres@127.0.0.1:1/register"
    with a_world(database, replica=nobody) as world:
        officer = world.client(OKONJO)
        made = a_creation()
        officer.send(made)
        assert made["record"] in officer.everything()


def test_a_replica_that_went_another_way_is_passed_over_however_far_it_has_come(postgres):
    database = postgres.fresh()
    with replica_of(postgres) as parted:
        address = parted.address(database.rpartition("/")[2])
        with a_world(database, replica=address) as world, psycopg.connect(address, autocommit=True) as look:
            officer = world.client(OKONJO)
            officer.send(a_creation())
            assert len(officer.everything()) == 1
            caught_up(world, look)
            look.execute("SELECT pg_promote()")
            ghost = a_creation()["record"]
            look.execute("UPDATE stream SET head = head + 1, live = live + 1, checksum = checksum + 7")
            look.execute(
                "INSERT INTO record SELECT %s, folder_id, label_id, seq + 1, version, kind, schema, document, unit,"
                " by_name, at FROM record",
                (ghost,),
            )
            late = a_creation()
            officer.send(late)
            found = officer.everything()
            assert late["record"] in found
            assert ghost not in found
