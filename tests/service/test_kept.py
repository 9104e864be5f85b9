"""Changes kept because their author had lost access when they arrived: the unit's evaluator looks, and decides."""

import pytest
import sqlalchemy as sa

from crimint_service import people
from crimint_service.tables import kept_change, kept_decision, served
from tests.protocol.client import a_change, a_creation, a_document, new_id
from tests.protocol.people import HOLT, OKONJO, PETERS, REID, VANE


@pytest.fixture
def kept(world):
    """A change of an evaluator who left the unit before it arrived; returns its id and the record's."""
    officer = world.client(OKONJO)
    creation = a_creation(a_document("The blue van"), step="submit")
    officer.send(creation)
    record = creation["record"]
    other = "sable"
    add = people.Account(other, "Una Sable-Test", ("lio",), ("quillmarsh",))
    world.write(lambda connection: people.add_account(connection, add, _hash_of(world, "peters")))
    left = world.client(PETERS)
    left.person = type(PETERS)(other, "Una Sable-Test", ("lio",), ("quillmarsh",))
    left.device = new_id()
    left.sign_in()
    left.everything()
    moved = people.Account(other, "Una Sable-Test", ("lio",), ("harrowgate",))
    world.write(lambda connection: people.change_access(connection, moved))
    change = a_change(record, 1, {"items/i1/grading": {"scheme": "3x5x2", "source": "2", "assessment": "C"}})
    (receipt,) = left.send(change | {"reason": "Seen by two"})
    assert receipt["status"] == 403, receipt
    return change["id"], record


def _hash_of(world, user):
    from crimint_service.tables import account

    ((hashed,),) = world.rows(sa.select(account.c.password_hash).where(account.c.user_id == user))
    return hashed


def waiting(client):
    return client.get("/v1/kept")["kept"]


def test_the_units_evaluator_is_told_of_it_and_nobody_else(world, kept):
    change, _record = kept
    (line,) = waiting(world.client(PETERS))
    assert (line["id"], line["author_name"]) == (change, "Una Sable-Test")
    assert line["reference"].startswith("QM-26-")
    for other in (HOLT, OKONJO, REID, VANE):
        client = world.client(other)
        hidden = 404 if other is HOLT else 403
        assert client.ask("GET", "/v1/kept")[2].get("kept", []) == []
        assert client.ask("GET", f"/v1/kept/{change}")[0] == hidden
        said = {"act": "dismiss", "reason": "Not mine"}
        assert client.ask("POST", f"/v1/kept/{change}/decision", said)[0] == hidden


def test_looking_at_it_is_written_down_before_it_is_shown(world, kept):
    change, record = kept
    shown = world.client(PETERS).get(f"/v1/kept/{change}")
    assert shown["parts"]["items/i1/grading"]["source"] == "2"
    assert (shown["record"], shown["reason"]) == (record, "Seen by two")
    (row,) = world.rows(sa.select(served).where(served.c.act == "kept change"))
    assert (row.user_id, row.subject, row.amount) == ("peters", change, 1)


@pytest.mark.parametrize("act", ["take-over", "dismiss"])
def test_what_was_decided_stays_with_its_reason_and_waits_no_longer(world, kept, act):
    change, record = kept
    lio = world.client(PETERS)
    lio.post(f"/v1/kept/{change}/decision", {"act": act, "reason": "She rang me about it"})
    assert waiting(lio) == []
    assert world.rows(sa.select(kept_change)) == []
    (row,) = world.rows(sa.select(kept_decision))
    assert (row.act, row.by_user, row.author, row.reason) == (act, "peters", "sable", "She rang me about it")
    assert row.record_id == record
    assert lio.ask("POST", f"/v1/kept/{change}/decision", {"act": act, "reason": "Again"})[0] == 404


def test_a_decision_takes_a_reason(world, kept):
    change, _record = kept
    said = {"act": "dismiss", "reason": "  "}
    assert world.client(PETERS).ask("POST", f"/v1/kept/{change}/decision", said)[0] == 422
