"""Loading many records at once gives what sending them one by one would have given."""

import time

import sqlalchemy as sa

from crimint_domain.streams import checksum_of
from crimint_service import load
from crimint_service.tables import numbering
from tests.protocol.client import a_change, a_creation, a_document, new_id
from tests.protocol.people import KEEPER, OKONJO, PETERS, VANE

AT = "2026-11-19T08:00:00+00:00"


def a_register(count):
    """Yield invented records in several states, cards among them."""
    for number in range(count):
        if number % 5 == 4:
            card = {"kind": "vehicle", "title": f"Van {number}", "unit": "quillmarsh", "marking": {"level": "OFFICIAL"}}
            yield "card", new_id(), card, OKONJO.name, AT
            continue
        state = ("submitted", "released", "draft", "released")[number % 5]
        reference = "" if state == "draft" else f"QM-26-{number + 1:06d}"
        document = a_document(
            f"Report {number} of an invented register.", state=state, unit="quillmarsh", author="okonjo",
            author_name=OKONJO.name, reference=reference, operation="MARZIPAN" if number % 2 else "",
        )  # fmt: skip
        yield "report", new_id(), document, OKONJO.name, AT


def test_loaded_records_stand_in_streams_that_add_up(world):
    officer, evaluator, analyst = world.client(OKONJO), world.client(PETERS), world.client(VANE)
    officer.send(a_creation())
    assert world.write(lambda connection: load.load_records(connection, a_register(50))) == 50
    for person in (officer, evaluator, analyst):
        for state in person.checkpoint()["streams"]:
            page = person.read(state["id"])["entries"]
            assert [entry["seq"] for entry in page] == list(range(1, state["head"] + 1))
            assert state["checksum"] == sum(checksum_of(each["id"], each["version"]) for each in page) % 2**62
            assert state["count"] == len(page)
    assert len(officer.everything()) == 51
    assert len(analyst.everything()) == 30


def test_a_loaded_record_is_changed_like_any_other_and_remembers_how_it_came(world):
    keeper, evaluator = world.client(KEEPER), world.client(PETERS)
    world.write(lambda connection: load.load_records(connection, a_register(5)))
    name = next(e["id"] for e in evaluator.everything().values() if e["document"].get("state") == "submitted")
    loaded = evaluator.get(f"/v1/records/{name}/history")["versions"]
    assert [r["status"] for r in evaluator.send(a_change(name, 1, {"priority": "high"}))] == [200]
    history = evaluator.get(f"/v1/records/{name}/history")["versions"]
    assert history[1] == loaded[0]
    assert history[1]["parts"]["priority"] == "low"
    assert history[0]["parts"] == {"priority": "high"}
    assert keeper.everything()


def test_numbers_go_on_behind_the_loaded_ones(world):
    officer = world.client(OKONJO)
    world.write(lambda connection: load.load_records(connection, a_register(8)))
    assert world.rows(sa.select(numbering.c.last)) == [(7,)]
    officer.send(creation := a_creation(step="submit"))
    assert officer.everything()[creation["record"]]["document"]["reference"] == "QM-26-000008"


def test_twenty_thousand_records_are_loaded_in_moments(world):
    records = list(a_register(20_000))
    began = time.monotonic()
    world.write(lambda connection: load.load_records(connection, records))
    assert time.monotonic() - began < 30
