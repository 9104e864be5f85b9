"""Erasing a record at the program: one records manager proposes it, another confirms it, and both see how far it is."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from crimint_domain.audit import chained
from crimint_domain.views import instant_text
from crimint_service import holdings, people
from crimint_service.erasure_list import list_beside, read_list
from crimint_service.tables import erasure, erasure_proposal, served
from tests.protocol.client import a_change, a_creation, new_id
from tests.protocol.people import ARCHER, HOLT, KEEPER, OKONJO, PETERS, VANE, WATCH
from tests.service.test_device_log import a_chain, upload
from tests.service.test_devices import agree
from tests.service.test_invariants import released

WORDS = "Request 2026-0417, decided on 12 November"


@pytest.fixture
def name(world):
    """A released report."""
    return released(world, world.client(OKONJO), world.client(PETERS))


@pytest.fixture
def held(embedded):
    """A released report in an embedded register."""
    return released(embedded, embedded.client(OKONJO), embedded.client(PETERS))


def asked(record, **more):
    return {"id": new_id(), "record": record, "ground": "K2", "words": WORDS} | more


def decision(client, proposal, act="confirm", version=3, reason=""):
    """Ask for a decision and return status and body."""
    said = {"act": act, "version": version, "reason": reason}
    status, _, body = client.ask("POST", f"/v1/erasures/{proposal}/decision", said)
    return status, body


def refused(client, record, **more):
    status, _, body = client.ask("POST", "/v1/erasures", asked(record, **more))
    return status, body["type"].rpartition(":")[2]


def test_one_proposes_another_confirms_and_the_record_is_gone_at_once(world, name):
    keeper, archer = world.client(KEEPER), world.client(ARCHER)
    proposed = keeper.post("/v1/erasures", asked(name))
    assert (proposed["state"], proposed["reference"], proposed["line"]["title"]) == (
        "waiting", "QM-26-000001", "A blue van stood by the old mill.",
    )  # fmt: skip
    [line] = archer.get("/v1/erasures")["erasures"]
    assert (line["id"], line["by_name"], line["ground"]) == (proposed["id"], KEEPER.name, "K2")
    assert "line" not in line

    seen = archer.get(f"/v1/erasures/{proposed['id']}")
    status, done = decision(archer, proposed["id"], version=seen["line"]["version"])

    assert (status, done["state"], done["decided_by_name"], done["line"]) == (200, "erased", ARCHER.name, None)
    [row] = world.rows(sa.select(erasure))
    assert tuple(row)[1:3] == (4, "keeper")
    assert (row.second_user, row.reason) == ("archer", f"K2 The person has a right to it: {WORDS}")
    assert keeper.ask("GET", f"/v1/records/{name}")[0] == 404
    if world.parts.settings.embedded:
        beside = list_beside(world.parts.settings)
        assert beside is not None
        [listed], _ = read_list(beside)
        assert (listed.record, listed.second) == (name, "archer")


def test_who_proposes_an_erasure_cannot_confirm_it(embedded, held):
    keeper = embedded.client(KEEPER)
    proposed = keeper.post("/v1/erasures", asked(held))["id"]
    status, body = decision(keeper, proposed)
    assert (status, body["type"].rpartition(":")[2]) == (403, "second-person")
    assert decision(keeper, proposed, "decline", reason="No")[0] == 403
    assert embedded.rows(sa.select(erasure)) == []
    assert decision(keeper, proposed, "withdraw")[1]["state"] == "withdrawn"
    assert decision(embedded.client(ARCHER), proposed)[0] == 409


def test_only_records_managers_of_the_unit_come_near_it(embedded, held):
    proposed = embedded.client(KEEPER).post("/v1/erasures", asked(held))["id"]
    for other in (OKONJO, PETERS, VANE, HOLT, WATCH):
        client = embedded.client(other)
        assert refused(client, held) == (403, "not-allowed"), other
        assert client.ask("GET", "/v1/erasures")[0] == 403
        assert client.ask("GET", f"/v1/erasures/{proposed}")[0] == 403
        assert decision(client, proposed)[0] == 403
    elsewhere = people.Account("archer", ARCHER.name, ("records",), ("harrowgate",))
    embedded.write(lambda connection: people.change_access(connection, elsewhere))
    archer = embedded.client(ARCHER)
    assert refused(archer, held) == (403, "not-allowed")
    assert archer.get("/v1/erasures") == {"erasures": []}
    assert decision(archer, proposed)[0] == 404


def test_nobody_proposes_what_they_may_not_read_or_without_a_ground_or_words(embedded, held):
    keeper, officer = embedded.client(KEEPER), embedded.client(OKONJO)
    draft = a_creation()
    officer.send(draft)
    assert refused(keeper, draft["record"]) == (404, "record-unknown")
    assert refused(keeper, new_id()) == (404, "record-unknown")
    assert refused(keeper, held, ground="Z9")[0] == 422
    assert refused(keeper, held, words="  ")[0] == 422
    assert embedded.rows(sa.select(erasure_proposal)) == []


def test_a_proposal_is_made_once_however_often_it_is_sent_and_a_second_one_is_refused(embedded, held):
    keeper, archer = embedded.client(KEEPER), embedded.client(ARCHER)
    said = asked(held)
    assert keeper.post("/v1/erasures", said) == keeper.post("/v1/erasures", said)
    assert refused(archer, held) == (409, "erasure-waiting")
    assert refused(archer, held, id=said["id"]) == (409, "identifier-used")
    assert len(embedded.rows(sa.select(erasure_proposal))) == 1
    first, again = (decision(archer, said["id"]) for _ in range(2))
    assert first[0] == again[0] == 200
    assert len(embedded.rows(sa.select(erasure))) == 1


def test_a_decline_needs_a_reason_and_leaves_the_record(embedded, held):
    proposed = embedded.client(KEEPER).post("/v1/erasures", asked(held))["id"]
    archer = embedded.client(ARCHER)
    assert decision(archer, proposed, "decline")[0] == 422
    _, declined = decision(archer, proposed, "decline", reason="It is evidence until March")
    assert (declined["state"], declined["answer"]) == ("declined", "It is evidence until March")
    assert archer.get(f"/v1/records/{held}")["version"] == 3
    assert archer.post("/v1/erasures", asked(held))["state"] == "waiting"


def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(embedded, held):
    keeper, archer = embedded.client(KEEPER), embedded.client(ARCHER)
    proposed = keeper.post("/v1/erasures", asked(held))["id"]
    [archived] = keeper.send(a_change(held, 3, step="archive", reason="Old"))
    assert archived["status"] == 200
    status, body = decision(archer, proposed, version=3)
    assert (status, body["type"].rpartition(":")[2]) == (409, "record-changed")
    assert decision(archer, proposed, version=4)[0] == 200


def test_who_proposed_it_must_still_be_somebody_who_could(embedded, held):
    proposed = embedded.client(KEEPER).post("/v1/erasures", asked(held))["id"]
    moved = people.Account("keeper", KEEPER.name, ("analyst",), ("quillmarsh",))
    embedded.write(lambda connection: people.change_access(connection, moved))
    status, body = decision(embedded.client(ARCHER), proposed)
    assert (status, "may no longer do so" in body["detail"]) == (422, True)
    assert embedded.rows(sa.select(erasure)) == []


def test_a_record_that_was_erased_in_another_way_takes_the_words_of_its_proposals_with_it(world, name):
    keeper, archer = world.client(KEEPER), world.client(ARCHER)
    first = keeper.post("/v1/erasures", asked(name))["id"]
    decision(archer, first, "decline", reason="Not yet")
    second = keeper.post("/v1/erasures", asked(name))["id"]
    keeper.send(a_change(name, 3, step="dispose", reason="Past its review"))
    told = {
        each["id"]: (each["state"], each["words"], each["answer"]) for each in archer.get("/v1/erasures")["erasures"]
    }
    assert told == {first: ("declined", "", ""), second: ("overtaken", "", "")}
    assert decision(archer, second)[0] == 409


def devices(client, proposal):
    """When each device that may have held the record let go of it, and whether it said so itself."""
    found = client.get(f"/v1/erasures/{proposal}")["devices"]
    return {each["device"]: (each["done_at"], each["said"]) for each in found}


def let_go(client, record, act="erased"):
    """Write into a device's log that it let go of a record."""
    entry = chained(replace(a_chain(client, 1)[0], action="erasure", act=act, records=(f"{record}@4",), hash=""))
    assert upload(client, [entry])[0] == 200


def test_how_far_it_has_gone_names_each_device_and_when_it_let_go(world, name):
    officer, analyst = world.client(OKONJO), world.client(VANE)
    officer.everything()
    analyst.everything()
    keeper, archer = world.client(KEEPER), world.client(ARCHER)
    world.clock.forward(minutes=1)
    proposed = keeper.post("/v1/erasures", asked(name))["id"]
    decision(archer, proposed)
    late = world.client(PETERS)
    world.clock.forward(minutes=1)
    late.everything()

    told = devices(archer, proposed)
    assert told[officer.device] == told[analyst.device] == ("", False)
    assert late.device not in told
    holding = world.parts.database.read(lambda connection: holdings.holders(connection, name))
    assert {each.device for each in holding} == {device for device, (at, _) in told.items() if not at}

    agree(analyst)
    let_go(officer, name)
    let_go(archer, name, "confirm erasure")
    assert archer.device not in devices(archer, proposed)
    now = instant_text(world.clock.now())
    told = devices(archer, proposed)
    assert (told[analyst.device], told[officer.device]) == ((now, False), (now, True))


def test_proposing_looking_and_deciding_are_in_the_log_before_they_are_answered(embedded, held):
    keeper, archer = embedded.client(KEEPER), embedded.client(ARCHER)
    proposed = keeper.post("/v1/erasures", asked(held))["id"]
    archer.get(f"/v1/erasures/{proposed}")
    decision(archer, proposed)
    acts = embedded.rows(sa.select(served.c.act, served.c.user_id, served.c.subject).order_by(served.c.id))
    assert [(act, user) for act, user, subject in acts if subject == proposed] == [
        ("erasure proposed", "keeper"), ("erasure proposal", "archer"), ("erasure erased", "archer"),
    ]  # fmt: skip
