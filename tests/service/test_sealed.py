"""Sealed drafts at the service: whose they are stands inside, and nothing else comes of them than a draft."""

import base64
import json

import pytest
import sqlalchemy as sa

from crimint_service import people
from crimint_service.sealed_box import DRAFT, bound_to, close_box
from crimint_service.tables import account, drop_permit, served
from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import OKONJO, PETERS, REID
from tests.service.world import a_world


def permit_of(client):
    return client.post("/v1/sealed/permits", {})["permit"]


def sealed(world, permit, document=None, name="", **more):
    """Seal a draft as a desk does that keeps nothing."""
    public = base64.b64decode(world.request("GET", "/.well-known/crimint")[2]["drop_key"])
    name = name or new_id()
    inside = {
        "permit": permit, "record": new_id(), "kind": "report", "schema": 2, "base_version": 0,
        "document": document or a_document("Sealed at the third arch"), "changes": [new_id()],
        "at": "2026-11-20T03:10:00+00:00",
    } | more  # fmt: skip
    box = close_box(json.dumps(inside).encode(), public, DRAFT, bound_to("crimint-sealed", 1, name))
    return {"id": name, "ephemeral": box.ephemeral.hex(), "nonce": box.nonce.hex(), "sealed": box.sealed.hex()}


def hand_in(world, *drafts):
    """Hand in without any sign-in."""
    status, _, body = world.request("POST", "/v1/sealed", {"sealed": list(drafts)}, {"X-Device": new_id()})
    assert status == 200, body
    return body["outcomes"]


def drafts_of(client):
    return {name: each for name, each in client.everything().items() if each["document"]["state"] == "draft"}


def test_a_sealed_draft_lands_on_its_authors_desk_and_on_nobody_elses(world):
    officer = world.client(OKONJO)
    record = new_id()
    (outcome,) = hand_in(world, sealed(world, permit_of(officer), record=record))
    assert (outcome["status"], outcome["problem"]) == (201, "")
    found = drafts_of(world.client(OKONJO))[record]
    assert found["document"]["author"] == "okonjo"
    assert "sealed and handed in later" in officer.get(f"/v1/records/{record}/history")["versions"][0]["reason"]
    for other in (REID, PETERS):
        assert record not in world.client(other).everything()


def test_handing_in_again_does_nothing(world):
    officer = world.client(OKONJO)
    draft = sealed(world, permit_of(officer))
    assert [each["status"] for each in hand_in(world, draft) + hand_in(world, draft)] == [201, 208]
    assert len(drafts_of(officer)) == 1


def test_what_is_said_inside_of_author_and_state_counts_for_nothing(world):
    officer = world.client(OKONJO)
    record = new_id()
    forged = a_document(author="peters", author_name="Joan", state="released", reference="QM-26-000001")
    hand_in(world, sealed(world, permit_of(officer), forged, record=record))
    document = drafts_of(officer)[record]["document"]
    assert (document["author"], document["state"], document.get("reference") or "") == ("okonjo", "draft", "")


def test_the_change_it_stands_for_takes_no_effect_once_more(world):
    officer = world.client(OKONJO)
    change = a_creation(a_document("Sealed, and sent after all"))
    hand_in(
        world,
        sealed(world, permit_of(officer), change["document"], record=change["record"], changes=[change["id"]]),
    )
    (receipt,) = officer.send(change)
    assert receipt["status"] == 422
    assert len(drafts_of(officer)) == 1


def test_a_change_that_arrived_by_itself_is_not_doubled(world):
    officer = world.client(OKONJO)
    permit = permit_of(officer)
    change = a_creation(a_document("Sent, and sealed as well"))
    officer.send(change)
    (outcome,) = hand_in(
        world, sealed(world, permit, change["document"], record=change["record"], changes=[change["id"]])
    )
    assert outcome["status"] == 208
    assert len(drafts_of(officer)) == 1


def test_words_on_an_own_submitted_report_join_it_and_take_no_step(world):
    officer = world.client(OKONJO)
    permit = permit_of(officer)
    change = a_creation(a_document("As submitted"), step="submit")
    officer.send(change)
    document = officer.get(f"/v1/records/{change['record']}")["document"]
    document["items"]["i1"]["text"] = "As submitted, and one thing more"
    (outcome,) = hand_in(world, sealed(world, permit, document, record=change["record"], base_version=1))
    assert outcome["status"] == 200
    now = officer.get(f"/v1/records/{change['record']}")["document"]
    assert (now["items"]["i1"]["text"], now["state"]) == ("As submitted, and one thing more", "submitted")


def test_words_on_somebody_elses_report_become_a_draft_of_ones_own(world):
    officer, lio = world.client(OKONJO), world.client(PETERS)
    change = a_creation(a_document("Of the officer"), step="submit")
    officer.send(change)
    document = a_document("Words of the evaluator")
    (outcome,) = hand_in(world, sealed(world, permit_of(lio), document, record=change["record"], base_version=1))
    assert outcome["status"] == 201
    assert officer.get(f"/v1/records/{change['record']}")["document"]["items"]["i1"]["text"] == "Of the officer"
    (own,) = drafts_of(lio).values()
    assert own["document"]["items"]["i1"]["text"] == "Words of the evaluator"


def test_an_erased_record_does_not_come_back_by_a_sealed_draft(world):
    officer = world.client(OKONJO)
    permit = permit_of(officer)
    change = a_creation(a_document("To be erased"))
    officer.send(change)
    from tests.protocol.people import KEEPER

    keeper, lio = world.client(KEEPER), world.client(PETERS)
    officer.send(a_change(change["record"], 1, step="submit"))
    lio.send(a_change(change["record"], 2, step="reject", reason="Not to be kept"))
    version = lio.get(f"/v1/records/{change['record']}")["version"]
    receipt = keeper.send(a_change(change["record"], version, step="dispose", reason="Retention"))[0]
    if receipt["status"] != 200:
        pytest.fail(str(receipt))
    (outcome,) = hand_in(world, sealed(world, permit, a_document("To be erased"), record=change["record"]))
    assert outcome["status"] == 410
    assert drafts_of(officer) == {}


def test_a_permit_holds_for_a_while_and_not_for_an_account_that_was_closed(world):
    officer = world.client(OKONJO)
    permit = permit_of(officer)
    assert hand_in(world, sealed(world, permit))[0]["status"] == 201
    world.write(lambda connection: people.disable_account(connection, "okonjo"))
    assert hand_in(world, sealed(world, permit))[0]["status"] == 403
    other = permit_of(world.client(REID))
    world.clock.forward(days=91)
    assert hand_in(world, sealed(world, other))[0]["status"] == 403


def test_the_permit_itself_is_not_kept(world):
    permit = permit_of(world.client(OKONJO))
    rows = world.rows(sa.select(drop_permit))
    assert len(rows) == 1
    assert permit not in str(rows)


def test_what_is_handed_in_is_written_down(world):
    officer = world.client(OKONJO)
    draft = sealed(world, permit_of(officer))
    hand_in(world, draft)
    (row,) = world.rows(sa.select(served).where(served.c.act == "sealed"))
    assert (row.user_id, row.subject, row.amount) == ("okonjo", draft["id"], 1)


def test_what_was_damaged_swapped_or_never_sealed_is_refused(embedded):
    officer = embedded.client(OKONJO)
    permit = permit_of(officer)
    good, other = sealed(embedded, permit), sealed(embedded, permit)
    flipped = good | {"sealed": good["sealed"][:-1] + ("0" if good["sealed"][-1] != "0" else "1")}
    swapped = good | {"id": other["id"]}
    weak = good | {"ephemeral": "00" * 32}
    unknown = sealed(embedded, "a permit nobody gave")
    strange = sealed(embedded, permit, record="not an id")
    card = sealed(embedded, permit, kind="card")
    found = hand_in(embedded, flipped, swapped, weak, unknown, strange, card)
    assert [each["status"] for each in found] == [422, 422, 422, 403, 422, 422]
    assert drafts_of(officer) == {}


def test_one_address_hands_in_so_many_a_minute_and_is_told_when_to_come_back(embedded):
    permit = permit_of(embedded.client(OKONJO))
    draft = sealed(embedded, permit)
    status, headers = 200, {}
    for _ in range(70):
        status, headers, _body = embedded.request("POST", "/v1/sealed", {"sealed": [draft]}, {"X-Device": new_id()})
        if status != 200:
            break
    assert status == 429
    assert int(headers["retry-after"]) > 0


def test_a_draft_that_is_too_large_is_refused_by_its_shape(embedded):
    too_much = sealed(embedded, "x", a_document(items={"i1": an_item("x" * 500_000)}))
    status, _, _ = embedded.request("POST", "/v1/sealed", {"sealed": [too_much]}, {"X-Device": new_id()})
    assert status in (400, 413, 422)


def test_who_may_keep_nothing_signs_in_at_any_desk_without_approval(database):
    with a_world(database, approval="required") as world:
        world.client(OKONJO).send(a_creation(a_document("At another desk")))
        assert world.client(OKONJO).checkpoint()["streams"] == []
        keep_nothing = sa.update(account).where(account.c.user_id == "okonjo").values(cache_mode="none")
        world.write(lambda connection: connection.execute(keep_nothing))
        assert len(world.client(OKONJO).everything()) == 1
