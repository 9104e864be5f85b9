"""A register of the program before: what is held moves under the label that the rules give it now, once."""

import json

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from crimint_domain.access import Folder, Label, label_from
from crimint_service import access, grants, load, names, relabelling
from crimint_service.database import Database
from crimint_service.register import open_register
from crimint_service.tables import gone, label, record, record_version, setting, stream
from tests.protocol.client import a_creation, a_document, new_id
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_grants import grant
from tests.service.world import quick

OLD = Label("holding", user="okonjo", unit="quillmarsh")


def grown_old(world, record_id):
    """Put a held report back under the label that weighed unit and author only."""

    def back(connection):
        place = access.place_of(connection, Folder("holding", "quillmarsh"), OLD)
        was = connection.execute(sa.select(record.c.folder_id, record.c.label_id).where(record.c.id == record_id)).one()
        values = {"folder_id": place.folder, "label_id": place.label}
        connection.execute(sa.update(record).where(record.c.id == record_id).values(seq=1, **values))
        connection.execute(sa.update(record_version).where(record_version.c.record_id == record_id).values(values))
        moved = sa.select(stream.c.live, stream.c.checksum).filter_by(folder_id=was.folder_id, label_id=was.label_id)
        live, checksum = connection.execute(moved).one()
        here = sa.update(stream).filter_by(**values)
        connection.execute(here.values(head=1, live=live, checksum=checksum))
        there = sa.update(stream).filter_by(folder_id=was.folder_id, label_id=was.label_id)
        connection.execute(there.values(live=0, checksum=0))
        connection.execute(sa.delete(setting).where(setting.c.name == "label_rules"))

    world.write(back)


def relabel(world):
    """Open the register anew, as far as labels go."""
    return world.write(lambda connection: relabelling.relabel(connection, world.clock.now()))


def test_what_was_held_under_the_old_label_leaves_those_it_is_not_for(world):
    world.write(lambda connection: names.add(connection, "compartment", "LANTERN"))
    grant(world, "compartment", "LANTERN")
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(a_document(compartment="LANTERN"), step="submit")
    name = creation["record"]
    officer.send(creation)
    grown_old(world, name)
    old = world.rows(sa.select(label.c.key).join(record, record.c.label_id == label.c.id))
    assert [label_from(key) for (key,) in old] == [OLD]
    assert relabel(world) == 1
    assert relabel(world) == 0
    [(key, version)] = world.rows(
        sa.select(label.c.key, record.c.version).join(record, record.c.label_id == label.c.id)
    )
    assert label_from(key) == Label("holding", "okonjo", "quillmarsh", "OFFICIAL-SENSITIVE", "LANTERN")
    assert version == 2
    assert world.rows(sa.select(gone.c.record_id, gone.c.reason)) == [(name, "moved")]
    assert name in officer.everything()
    assert evaluator.everything() == {}
    history = officer.get(f"/v1/records/{name}/history")["versions"]
    assert history[0]["by"] == "The service"


def test_a_new_register_has_nothing_to_move_and_remembers_that(database):
    opened, _ = open_register(quick(database))
    assert opened.read(lambda c: c.execute(sa.select(setting.c.value).where(setting.c.name == "label_rules")).scalar())
    opened.close()


@pytest.mark.parametrize("count", [3])
def test_memberships_that_stood_in_accounts_become_grants(database, count):
    settings = quick(database)
    before = Database(settings)
    config = Config()
    config.set_main_option("script_location", str(relabelling.__file__).replace("relabelling.py", "migrations"))

    def old(connection):
        config.attributes["connection"] = connection
        command.upgrade(config, "0002")
        account = sa.table("account", *(sa.column(each) for each in (
            "user_id", "name", "password_hash", "roles", "units", "clearance", "compartments", "lists", "cache_mode",
            "disabled", "failures", "locked_until_s", "access_version")))  # fmt: skip
        for number in range(count):
            connection.execute(sa.insert(account).values(
                user_id=f"user{number}", name="", password_hash="", roles="[]", units="[]", clearance="OFFICIAL",
                compartments=json.dumps(["LANTERN"]), lists=json.dumps(["Named Few"] if number else []),
                cache_mode="cached", disabled=False, failures=0, locked_until_s=0, access_version=1,
            ))  # fmt: skip
        key = Label("open", marking="OFFICIAL", compartment="LANTERN").key
        labels = sa.table("label", *(sa.column(each) for each in ("key", "kind", "user_id", "unit")))
        connection.execute(sa.insert(labels).values(key=key, kind="open", user_id="", unit=""))

    before.write(old)
    before.close()
    opened, _ = open_register(settings)
    now = settings.clock.now()
    found = opened.read(lambda c: [grants.in_force(c, f"user{n}", (), (), now) for n in range(count)])
    assert [each.compartments for each in found] == [{"LANTERN"}] * count
    assert [each.lists for each in found] == [set(), *[{"Named Few"}] * (count - 1)]
    assert opened.read(lambda c: c.execute(sa.select(label.c.compartment)).scalars().all()) == ["LANTERN"]
    assert opened.read(lambda c: names.known(c, "compartment")) == ("LANTERN",)
    opened.close()


def test_what_cannot_be_read_stays_where_it_is_and_stops_nothing(world):
    name = new_id()
    document = a_document() | {"state": "submitted", "author": "okonjo", "unit": "quillmarsh"}
    world.write(lambda c: load.load_records(c, [("report", name, document, "A B", "2026-11-20T03:00:00+00:00")]))
    grown_old(world, name)
    world.write(lambda c: c.execute(sa.update(record).values(document=json.dumps({"items": ["damaged"]}))))
    assert relabel(world) == 0
