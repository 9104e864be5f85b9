"""Restricting the processing of a record instead of erasing it: by two, out of everybody's reach, and lifted by two."""

import pytest
import sqlalchemy as sa

from crimint_service.tables import erasure_proposal, record_version, served
from tests.protocol.client import a_change, a_creation, a_document, new_id
from tests.protocol.people import ARCHER, HOLT, KEEPER, OKONJO, PETERS, REID, VANE
from tests.service.test_devices import agree
from tests.service.test_erasing_cards import a_card
from tests.service.test_invariants import released
from tests.service.test_proposals import asked, decision, refused

CASE = "Case 26/118, until its appeals are over"


@pytest.fixture
def name(world):
    """A released report."""
    return released(world, world.client(OKONJO), world.client(PETERS))


@pytest.fixture
def held(embedded):
    """A released report in an embedded register."""
    return released(embedded, embedded.client(OKONJO), embedded.client(PETERS))


def propose(client, record, what="restrict", ground="R1"):
    return client.post("/v1/erasures", asked(record, what=what, ground=ground, words=CASE))


def carry_out(world, record, what="restrict", ground="R1"):
    """Propose it by one and confirm it by another; return what the second is told."""
    proposed = propose(world.client(KEEPER), record, what, ground)
    status, done = decision(world.client(ARCHER), proposed["id"], version=proposed["line"]["version"])
    assert status == 200, done
    return done


def search(client, text):
    return [each["id"] for each in client.post("/v1/search", {"text": text})["hits"]]


def test_a_restricted_report_is_there_for_records_managers_alone_and_says_why(world, name):
    everybody = (OKONJO, PETERS, VANE, HOLT, REID)
    assert all(name in world.client(who).everything() for who in everybody)

    done = carry_out(world, name)

    assert (done["state"], done["line"]["restriction"]["ground"]) == ("restricted", "R1")
    for who in everybody:
        client = world.client(who)
        assert name not in client.everything(), who
        assert client.ask("GET", f"/v1/records/{name}")[0] == 404
        assert client.ask("GET", f"/v1/records/{name}/history")[0] == 404
        assert search(client, "blue van") == []
    keeper = world.client(KEEPER)
    now = keeper.get(f"/v1/records/{name}")
    assert now["version"] == 4
    assert {key: now["document"]["restriction"][key] for key in ("ground", "words")} == {"ground": "R1", "words": CASE}
    assert search(keeper, "blue van") == [name]
    assert keeper.everything()[name]["document"]["restriction"]["ground"] == "R1"


def test_a_device_that_held_it_is_told_to_let_go_and_is_named_until_it_has(world, name):
    reader = world.client(REID)
    [shelf] = [each for each in reader.checkpoint()["streams"] if each["folder"] == "shelf/quillmarsh"]
    cursor = reader.read(shelf["id"])["cursor"]
    keeper = world.client(KEEPER)
    keeper.everything()
    world.clock.forward(minutes=1)

    done = carry_out(world, name)

    [told] = reader.read(shelf["id"], cursor)["entries"]
    assert (told["id"], told["op"], told["reason"]) == (name, "gone", "moved")
    assert {each["device"]: each["done_at"] for each in done["devices"]}[reader.device] == ""
    keeper.everything()  # it is told of the stream it may read
    world.clock.forward(minutes=1)
    agree(reader)
    devices = {each["device"]: each["done_at"] for each in keeper.get(f"/v1/erasures/{done['id']}")["devices"]}
    assert devices[reader.device] != ""
    assert keeper.device not in devices


def test_nobody_changes_what_is_restricted_and_no_client_restricts_by_itself(embedded, held):
    keeper, officer = embedded.client(KEEPER), embedded.client(OKONJO)
    why = {"ground": "R1", "words": "", "since": None}
    draft = a_creation(a_document(restriction=why))
    officer.send(draft)
    assert not officer.get(f"/v1/records/{draft['record']}")["document"].get("restriction")
    assert officer.send(a_change(draft["record"], 1, {"restriction": why}))[0]["status"] == 403
    card = a_card(restriction=why)
    officer.send(card)
    assert not officer.get(f"/v1/records/{card['record']}")["document"].get("restriction")
    in_card = {"kind": "card", "schema": 1}
    assert officer.send(a_change(card["record"], 1, {"restriction": why}, **in_card))[0]["status"] == 403
    carry_out(embedded, held)
    for step in ("archive", "dispose"):
        assert keeper.send(a_change(held, 4, step=step, reason="Time is up"))[0]["status"] == 403
    assert keeper.send(a_change(held, 4, {"restriction": None}))[0]["status"] == 403
    [late] = officer.send(a_change(held, 3, {"title": "Written too late"}))
    assert late["status"] == 403
    assert keeper.get(f"/v1/records/{held}")["version"] == 4


def test_a_restriction_needs_two_people_and_a_ground_of_its_own(embedded, held):
    keeper = embedded.client(KEEPER)
    assert refused(keeper, held, what="restrict", ground="K1")[0] == 422
    assert refused(keeper, held, what="restrict", ground="R1", words=" ")[0] == 422
    assert refused(keeper, held, what="lift", ground="U1") == (409, "not-restricted")
    proposed = propose(keeper, held)
    assert decision(keeper, proposed["id"])[0] == 403
    for other in (OKONJO, PETERS, HOLT):
        assert decision(embedded.client(other), proposed["id"])[0] == 403
    archer = embedded.client(ARCHER)
    assert decision(archer, proposed["id"], "decline")[1]["detail"] == "Say why it is not restricted."
    assert decision(archer, proposed["id"], version=2)[0] == 409
    assert decision(archer, proposed["id"])[1]["state"] == "restricted"
    assert decision(archer, proposed["id"])[1]["state"] == "restricted"  # said twice is done once
    assert refused(keeper, held, what="restrict", ground="R2") == (409, "restricted-already")
    assert embedded.client(KEEPER).get(f"/v1/records/{held}")["version"] == 4


def test_two_people_lift_it_and_everybody_reads_it_again(world, name):
    carry_out(world, name)
    done = carry_out(world, name, "lift", "U2")
    assert (done["state"], done["line"]["restriction"]) == ("lifted", None)
    now = world.client(REID).get(f"/v1/records/{name}")
    assert (now["version"], now["document"].get("restriction")) == (5, None)
    assert name in world.client(VANE).everything()
    assert world.client(PETERS).ask("GET", f"/v1/records/{name}/history")[0] == 200
    of = record_version.c
    query = sa.select(of.step, of.by_user, of.reason).where(of.record_id == name, of.version > 3).order_by(of.version)
    assert [tuple(each) for each in world.rows(query)] == [
        ("restrict", "archer", f"R1 Needed as evidence: {CASE}"),
        ("lift", "archer", f"U2 Found to be accurate: {CASE}"),
    ]


def test_what_is_restricted_can_be_erased_by_two_and_takes_the_words_of_its_restriction(world, name):
    carry_out(world, name)
    done = carry_out(world, name, "erase", "K3")
    assert done["state"] == "erased"
    words = {row.what: row.words for row in world.rows(sa.select(erasure_proposal))}
    assert words == {"restrict": "", "erase": CASE}


def test_a_card_is_restricted_and_lifted_in_the_same_way(world):
    officer = world.client(OKONJO)
    card = a_card()
    officer.send(card)
    assert card["record"] in world.client(VANE).everything()
    assert carry_out(world, card["record"], "restrict", "R2")["state"] == "restricted"
    assert card["record"] not in world.client(VANE).everything()
    assert card["record"] not in officer.everything()
    assert world.client(KEEPER).get(f"/v1/records/{card['record']}")["document"]["restriction"]["ground"] == "R2"
    carry_out(world, card["record"], "lift", "U2")
    assert card["record"] in world.client(VANE).everything()


def test_each_act_is_in_the_log_of_the_service(embedded, held):
    done = carry_out(embedded, held)
    embedded.client(KEEPER).get(f"/v1/erasures/{done['id']}")
    acts = embedded.rows(sa.select(served.c.act, served.c.user_id, served.c.subject).order_by(served.c.id))
    assert [(act, user) for act, user, subject in acts if subject == done["id"]] == [
        ("restriction proposed", "keeper"), ("restriction restricted", "archer"), ("restriction proposal", "keeper"),
    ]  # fmt: skip


def test_a_restriction_of_what_one_may_not_read_is_not_proposed(embedded, held):
    carry_out(embedded, held)
    assert refused(embedded.client(KEEPER), new_id(), what="restrict", ground="R1") == (404, "record-unknown")
    assert refused(embedded.client(PETERS), held, what="lift", ground="U1") == (403, "not-allowed")
