"""What a desk seals, every service opens: the desktop's own sealing against the service in memory and the real one."""

import hashlib
import json

import pytest

from crimint_desktop.actions.unsent import Unsent
from crimint_desktop.app.sealing import Slip, sealed_text
from crimint_desktop.app.sealing_files import sealed_piece
from crimint_desktop.remote.handing_in import SealedDraft
from crimint_desktop.store.attachments import Kept
from crimint_domain.attachment import Attachment, attachment_document
from tests.files import a_picture
from tests.protocol.client import a_creation, a_document, new_id
from tests.protocol.people import OKONJO, REID


@pytest.fixture
def seal(service_port):
    """Seal a document as a desk does, under a permit; returns it as it travels."""
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


@pytest.fixture
def seal_file(service_port):
    """Seal a file that fits into one piece as a desk does; returns the piece as it travels."""
    drop_key = service_port("GET", "/.well-known/crimint")[2]["drop_key"]

    def go(permit, record, file, raw):
        kept = Kept(file, record, "waiting", 0, "")
        text = sealed_piece(Slip("https://crimint.example.test", drop_key, permit), new_id(), kept, 0, raw)
        said = json.loads(text)
        return {key: said[key] for key in ("id", "ephemeral", "nonce", "sealed")}

    return go


def a_file(raw, name="van.jpg"):
    return Attachment(new_id(), name, "jpeg", len(raw), hashlib.sha256(raw).hexdigest())


def test_a_sealed_file_arrives_with_its_draft_and_one_that_does_not_is_named_in_it(
    at_desk, service_port, seal, seal_file, hand_in
):
    officer, record, raw = at_desk(OKONJO), new_id(), a_picture()
    permit = officer.post("/v1/sealed/permits", {})["permit"]
    there, missing = a_file(raw), a_file(raw + b"more", "lost.jpg")
    named = {each.id: attachment_document(each, "a") for each in (there, missing)}
    piece = seal_file(permit, record, there, raw)
    for _ in range(2):
        status, _, body = service_port("POST", "/v1/sealed/files", piece, {"X-Device": new_id()})
        assert (status, body["status"]) == (200, 200)
    assert hand_in(seal(permit, a_document("With two files", attachments=named), record)) == [201]
    found = officer.everything()[record]["document"]
    assert list(found["attachments"]) == [there.id]
    (item,) = found["items"].values()
    assert item["text"].endswith("The file “lost.jpg” was left behind: attach it again.")


def test_a_piece_under_a_permit_that_nobody_gave_is_not_taken(at_desk, service_port, seal_file):
    piece = seal_file("made up", new_id(), a_file(b"x"), b"x")
    status, _, body = service_port("POST", "/v1/sealed/files", piece, {"X-Device": new_id()})
    assert (status, body["status"]) == (200, 403)


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
