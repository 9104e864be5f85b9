"""Grants: what they open, for how long, by whose word, and that their end reaches the devices."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_service import grants, names
from crimint_service.tables import served
from tests.protocol.client import a_change, a_creation, a_document, new_id
from tests.protocol.people import KEEPER, OKONJO, PETERS, REID, VANE, WATCH
from tests.service.world import an_administrator


def grant(world, kind, name, user="okonjo", **more):
    """Let the administrator grant something."""
    asked = {"holder_kind": "user", "holder": user, "by": "watch", "reason": "Needed for the case"} | more
    wanted = grants.Wanted(kind=kind, name=name, **asked)
    return world.write(lambda connection: grants.add(connection, wanted, new_id(), world.clock.now()))


@pytest.fixture
def narrow(world):
    """A world in which a compartment and a list are known."""

    def add(connection):
        names.add(connection, "compartment", "LANTERN")
        names.add(connection, "list", "Named Few")

    world.write(add)
    return world


def released(world, **narrowing):
    """Release a report that is narrowed before anybody has evaluated it, and return its identifier."""
    grant(world, "compartment", "LANTERN")
    grant(world, "compartment", "LANTERN", "peters")
    grant(world, "list", "Named Few", "peters")
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(a_document(operation="MARZIPAN", **narrowing), step="submit")
    assert [each["status"] for each in officer.send(creation)] == [201]
    name = creation["record"]
    steps = [a_change(name, 1, step="evaluate"), a_change(name, 2, step="release")]
    assert [evaluator.send(each)[0]["status"] for each in steps] == [200, 200]
    return name


def test_a_compartment_opens_with_its_grant_and_closes_with_its_end(narrow):
    name = released(narrow, compartment="LANTERN")
    analyst = narrow.client(VANE)
    assert name not in analyst.everything()
    version = analyst.checkpoint()["access_version"]
    given = grant(narrow, "compartment", "LANTERN", "vane")
    assert name in analyst.everything()
    opened = analyst.checkpoint()
    assert opened["access_version"] > version
    narrow.write(lambda c: grants.end(c, given.id, "watch", "The case is closed", narrow.clock.now()))
    closed = analyst.checkpoint()
    assert closed["access_version"] > opened["access_version"]
    assert [each["reason"] for each in closed["removed"]] == ["revoked"]
    assert name not in analyst.everything()
    status, _, _ = analyst.ask("GET", f"/v1/records/{name}")
    assert status == 404


def test_the_hours_of_a_grant_are_looked_at_with_every_request(narrow):
    name = released(narrow, compartment="LANTERN")
    analyst, now = narrow.client(VANE), narrow.clock.now()
    grant(narrow, "compartment", "LANTERN", "vane", since=now + timedelta(minutes=2), until=now + timedelta(minutes=5))
    seen, versions = [], []
    for _ in range(7):
        seen.append(analyst.ask("GET", f"/v1/records/{name}")[0])
        versions.append(analyst.checkpoint()["access_version"])
        narrow.clock.forward(minutes=1)
    assert seen == [404, 404, 200, 200, 200, 404, 404]
    assert versions[1] < versions[2] == versions[4] < versions[5]


def test_a_list_is_opened_to_a_unit_and_a_role_and_only_to_them(narrow):
    name = released(narrow, access_list="Named Few")
    analyst, officer, keeper = (narrow.client(each) for each in (VANE, REID, KEEPER))
    grant(narrow, "list", "Named Few", "analyst", holder_kind="role")
    assert [name in each.everything() for each in (analyst, officer, keeper)] == [True, False, False]
    grant(narrow, "list", "Named Few", "quillmarsh", holder_kind="unit")
    assert all(name in each.everything() for each in (analyst, officer, keeper))


def test_one_record_is_restricted_to_those_who_are_named_for_it(narrow):
    officer, evaluator, analyst = (narrow.client(each) for each in (OKONJO, PETERS, VANE))
    name = new_id()
    document = a_document(operation="MARZIPAN", access_list=name)
    assert officer.send(a_creation(document, name, step="submit"))[0]["status"] == 201
    assert name not in evaluator.everything()
    grant(narrow, "record", name, "peters")
    evaluator.send(a_change(name, 1, step="evaluate"))
    assert evaluator.send(a_change(name, 2, step="release"))[0]["status"] == 200
    assert name not in analyst.everything()
    grant(narrow, "record", name, "vane")
    assert name in analyst.everything()


def test_an_evaluator_who_is_not_in_the_compartment_sees_nothing_of_it_before_its_release_either(narrow):
    grant(narrow, "compartment", "LANTERN")
    officer, evaluator = narrow.client(OKONJO), narrow.client(PETERS)
    open_one, hidden = a_creation(step="submit"), a_creation(a_document(compartment="LANTERN"), step="submit")
    officer.send(open_one, hidden)
    assert set(evaluator.everything()) == {open_one["record"]}
    assert officer.everything().keys() == {open_one["record"], hidden["record"]}
    assert evaluator.send(a_change(hidden["record"], 1, step="claim"))[0]["status"] == 404


def test_what_narrows_a_held_report_takes_it_from_the_devices_of_those_it_is_no_longer_for(narrow):
    grant(narrow, "compartment", "LANTERN")
    officer, evaluator = narrow.client(OKONJO), narrow.client(PETERS)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    (before,) = [each for each in evaluator.checkpoint()["streams"] if each["count"]]
    parts: tuple[dict[str, Any], ...] = ({"compartment": "LANTERN"}, {"compartment": ""}, {"exclusions": ["peters"]})
    for number, part in enumerate(parts, 1):
        assert officer.send(a_change(name, number, part))[0]["status"] == 200
        assert (name in evaluator.everything()) == (number == 2)
    entries = evaluator.read(before["id"])["entries"]
    assert [(each["op"], each["reason"]) for each in entries if each["id"] == name] == [("gone", "moved")]


def test_somebody_who_covers_a_unit_reads_what_it_holds_and_changes_nothing(narrow):
    officer, colleague = narrow.client(OKONJO), narrow.client(VANE)
    creation = a_creation(step="submit")
    name = creation["record"]
    officer.send(creation)
    until = narrow.clock.now() + timedelta(hours=12)
    grant(narrow, "cover", "quillmarsh", "vane", until=until)
    assert name in colleague.everything()
    assert colleague.get("/v1/access/me")["covers"] == ["quillmarsh"]
    assert colleague.send(a_change(name, 1, step="claim"))[0]["status"] == 403
    narrow.clock.at = until
    again = narrow.client(VANE)
    assert name not in again.everything()


def test_the_glass_is_broken_by_two_people_for_a_shift_and_loudly(narrow):
    officer, watch = narrow.client(OKONJO), narrow.client(WATCH)
    creation = a_creation(step="submit")
    officer.send(creation)
    assert watch.everything() == {}
    now = narrow.clock.now()
    broken = {"by": "admin", "until": now + timedelta(hours=8), "reason": "A life is at risk"}
    an_administrator(narrow)
    for wrong in ({}, {"approved_by": "watch"}, {"approved_by": "admin"}, {"approved_by": "okonjo"},
                  {"approved_by": "keeper", "until": now + timedelta(hours=9)},
                  {"approved_by": "keeper", "until": None}, {"approved_by": "keeper", "reason": " "}):  # fmt: skip
        with pytest.raises(Refused):
            grant(narrow, "break-glass", "quillmarsh", "watch", **(broken | wrong))
    grant(narrow, "break-glass", "quillmarsh", "watch", **(broken | {"approved_by": "keeper"}))
    assert set(watch.everything()) == {creation["record"]}
    acts = [act for (act,) in narrow.rows(sa.select(served.c.act).where(served.c.user_id.in_(("admin", "watch"))))]
    assert "break-glass" in acts
    assert "page" in acts
    narrow.clock.forward(hours=8)
    assert narrow.client(WATCH).everything() == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"by": "peters"},
        {"by": "ghost"},
        {"by": "watch", "user": "watch"},
        {"user": "ghost"},
        {"user": "wizard", "holder_kind": "role"},
        {"user": "nowhere", "holder_kind": "unit"},
        {"name": "UNHEARD OF"},
        {"kind": "list", "name": "UNHEARD OF"},
        {"kind": "record", "name": "not-an-identifier"},
        {"kind": "cover", "name": "nowhere"},
        {"kind": "cover", "name": "quillmarsh"},
        {"reason": "  "},
    ],
)
def test_what_cannot_be_granted_is_refused_and_leaves_nothing(embedded, wrong):
    embedded.write(lambda connection: names.add(connection, "compartment", "LANTERN"))
    with pytest.raises(Refused):
        grant(embedded, **({"kind": "compartment", "name": "LANTERN"} | wrong))
    assert embedded.write(grants.all_of) == []


def test_a_grant_is_ended_once_by_an_administrator_with_a_reason(narrow):
    given, now = grant(narrow, "compartment", "LANTERN"), narrow.clock.now()
    for by, reason in (("peters", "No"), ("watch", " ")):
        with pytest.raises(Refused):
            narrow.write(lambda c, by=by, reason=reason: grants.end(c, given.id, by, reason, now))
    ended = narrow.write(lambda c: grants.end(c, given.id, "watch", "Over", now))
    assert ended.ended_by == "watch"
    with pytest.raises(Refused):
        narrow.write(lambda c: grants.end(c, given.id, "watch", "Over", now))
    assert [each.id for each in narrow.write(grants.all_of)] == [given.id]
    assert narrow.write(lambda c: grants.all_of(c, now=now)) == []
