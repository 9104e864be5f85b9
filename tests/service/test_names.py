"""Labels cannot be made without end: names must be known, compartments held, exclusions people and few."""

import pytest
import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_service import names
from crimint_service.tables import label
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_grants import grant
from tests.service.test_rights import a_card


@pytest.mark.parametrize(
    ("part", "value", "status"),
    [
        ("operation", "NO SUCH OPERATION", 422),
        ("compartment", "NO SUCH COMPARTMENT", 403),
        ("access_list", "NO SUCH LIST", 422),
        ("exclusions", ["nobody-here"], 422),
        ("exclusions", [f"user{n}" for n in range(21)], 422),
    ],
)
def test_a_name_that_is_not_known_is_refused_and_named(embedded, part, value, status):
    officer = embedded.client(OKONJO)
    before = embedded.rows(sa.select(label.c.key))
    creation = a_creation()
    officer.send(creation)
    for refused in (
        officer.send(a_creation(a_document(**{part: value})))[0],
        officer.send(a_change(creation["record"], 1, {part: value}))[0],
    ):
        assert refused["status"] == status
        assert part in refused["problem"]
    assert len(embedded.rows(sa.select(label.c.key))) == len(before) + 1


def test_the_same_holds_for_cards(embedded):
    officer = embedded.client(OKONJO)
    assert officer.send(a_card(operation="NO SUCH OPERATION"))[0]["status"] == 422


def test_a_known_compartment_is_used_by_those_who_hold_it(embedded):
    embedded.write(lambda connection: names.add(connection, "compartment", "LANTERN"))
    officer = embedded.client(OKONJO)
    creation = a_creation(a_document(compartment="LANTERN"))
    assert officer.send(creation)[0]["status"] == 403
    grant(embedded, "compartment", "LANTERN")
    assert officer.send(a_creation(a_document(compartment="LANTERN")))[0]["status"] == 201


def test_what_a_report_said_already_may_stay_when_the_name_is_no_longer_known(embedded):
    officer = embedded.client(OKONJO)
    creation = a_creation(a_document(operation="MARZIPAN", exclusions=["vane"]))
    officer.send(creation)
    embedded.write(lambda connection: connection.execute(sa.delete(names.KINDS["operation"])))
    assert officer.send(a_change(creation["record"], 1, {"title": "A van"}, step="submit"))[0]["status"] == 200


def test_an_evaluator_lowers_a_marking_with_a_reason_only(embedded):
    officer, evaluator = embedded.client(OKONJO), embedded.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    lower = {"marking": {"level": "OFFICIAL", "instructions": []}}
    refused = evaluator.send(a_change(creation["record"], 1, lower))[0]
    assert refused["status"] == 422
    assert "Say why" in refused["problem"]
    assert evaluator.send(a_change(creation["record"], 1, lower, reason="Marked by mistake"))[0]["status"] == 200
    higher = {"marking": {"level": "OFFICIAL-SENSITIVE", "instructions": []}}
    assert evaluator.send(a_change(creation["record"], 2, higher))[0]["status"] == 200


@pytest.mark.parametrize("name", ["", " LEADS", "a" * 65, "semi;colon", "new\nline", "_"])
def test_a_name_nobody_could_say_is_not_made_known(embedded, name):
    with pytest.raises(Refused):
        embedded.write(lambda connection: names.add(connection, "compartment", name))
    assert embedded.write(lambda connection: names.known(connection, "compartment")) == ()


def test_names_are_listed_in_order(embedded):
    for name in ("THIMBLE", "ACORN", "ACORN"):
        embedded.write(lambda connection, name=name: names.add(connection, "operation", name))
    assert embedded.write(lambda connection: names.known(connection, "operation")) == ("ACORN", "MARZIPAN", "THIMBLE")
