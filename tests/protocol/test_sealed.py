"""What a desk seals, every service opens: the desktop's own sealing against the service in memory and the real one."""

import pytest

from crimint_desktop.actions.unsent import Unsent
from crimint_desktop.app.sealing import Slip, sealed_text
from crimint_desktop.remote.handing_in import SealedDraft
from tests.protocol.client import a_creation, a_document, new_id
from tests.protocol.people import OKONJO, REID


@pytest.fixture
def seal(service_port):
    """Seal a document as a desk does, under a permit; returns it as it travels."""
    import json

    drop_key = service_port("GET", "/.well-known/crimint")[2]["drop_key"]

    def go(permit, document, record, changes=()):
        name = new_id()
        unsent = Unsent(record, 2, document, 0, tuple(changes) or (new_id(),), True, "")
        text = sealed_text(Slip("https://crimint.example.test", drop_key, permit), name, unsent, "2026-11-20T03:10:00")
        said = json.loads(text)
        draft = SealedDraft(said["id"], said["ephemeral"], said["nonce"], said["sealed"])
        return {"id": draft.id, "ephemeral": draft.ephemeral, "nonce": draft.nonce, "sealed": draft.sealed}

    return go


@pytest.fixture
def hand_in(service_port):
    def go(*sealed):
        status, _, body = service_port("POST", "/v1/sealed", {"sealed": list(sealed)}, {"X-Device": new_id()})
        assert status == 200
        return [each["status"] for each in body["outcomes"]]

    return go


def test_what_was_sealed_is_a_draft_on_its_authors_desk_once(at_desk, seal, hand_in):
    officer, record = at_desk(OKONJO), new_id()
    permit = officer.post("/v1/sealed/permits", {})["permit"]
    sealed = seal(permit, a_document("Written while nobody answered"), record)
    assert hand_in(sealed) + hand_in(sealed) == [201, 208]
    found = officer.everything()[record]["document"]
    assert (found["state"], found["author"]) == ("draft", "okonjo")
    assert record not in at_desk(REID).everything()


def test_what_arrived_by_itself_is_not_doubled(at_desk, seal, hand_in):
    officer = at_desk(OKONJO)
    permit = officer.post("/v1/sealed/permits", {})["permit"]
    change = a_creation(a_document("Sent and sealed"))
    officer.send(change)
    assert hand_in(seal(permit, change["document"], change["record"], (change["id"],))) == [208]


def test_a_permit_that_nobody_gave_hands_in_nothing(at_desk, seal, hand_in):
    assert hand_in(seal("made up", a_document("Forged"), new_id())) == [403]
    assert at_desk(OKONJO).everything() == {}


def test_a_permit_is_given_to_who_has_signed_in(service_port):
    assert service_port("POST", "/v1/sealed/permits", {}, {"X-Device": new_id()})[0] == 401
