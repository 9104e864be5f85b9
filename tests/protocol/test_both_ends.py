"""The desktop's own client and the real service, over a real socket."""

from datetime import UTC, datetime

import pytest

from crimint_desktop.remote.failure import EpochChanged, SignedOut
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.audit import GENESIS, Entry, chained, commitment
from crimint_domain.change import Change
from crimint_domain.errors import Refused
from tests.protocol.client import a_document, new_id
from tests.protocol.people import OKONJO, PASSWORD, PETERS
from tests.service.world import a_world


@pytest.fixture
def world(tmp_path):
    with a_world(str(tmp_path / "register.db")) as made:
        yield made


@pytest.fixture
def desk(world):
    """Return a way to sign in with the desktop's client; its lines are closed at the end."""
    opened = []

    def sign_in(person, device=""):
        signed = SignIn()
        service = Service(HttpLine(world.url), Device(device or new_id(), "0.1.0"), signed)
        opened.append(service)
        signed.take(service.sign_in(person.user, PASSWORD))
        return service

    yield sign_in
    for service in opened:
        service.close()


def creation(text="A blue van stood by the old mill.", step="submit"):
    return Change(new_id(), "report", 2, new_id(), 0, document=a_document(text), step=step)


def test_a_person_finds_the_service_and_signs_in(world, desk):
    officer = desk(OKONJO)
    hello, access = officer.hello(), officer.me()
    assert (hello.environment, hello.sign_in) == ("practice", "local")
    assert access.name == OKONJO.name
    assert access.units[0].id == "quillmarsh"
    assert access.operations == ("MARZIPAN", "THIMBLE")
    with pytest.raises(Refused):
        officer.sign_in("okonjo", "not it")
    with pytest.raises(SignedOut):
        officer.renew("never given out")


def test_a_report_travels_from_one_desk_to_the_other(desk):
    officer, evaluator = desk(OKONJO), desk(PETERS)
    # Long enough to travel packed in both directions.
    change = creation("The van came back at dusk. " * 400)
    [receipt] = officer.send((change,))
    assert (receipt.status, receipt.version) == (201, 1)
    assert officer.send((change,))[0].status == 208
    assert officer.receipt(change.id).version == 1
    assert officer.receipt(new_id()) is None

    point = evaluator.checkpoint("", 0, "", 0)
    [stream] = [each for each in point.streams if each.count]
    page = evaluator.changes(stream.id, "", 1000)
    assert [(entry.id, entry.document["state"]) for entry in page.entries] == [(change.record, "submitted")]
    assert evaluator.record(change.record).document["reference"] == "QM-26-000001"
    assert [line.version for line in evaluator.history(change.record)] == [1]
    assert evaluator.record(new_id()) is None


def test_a_change_made_on_another_history_is_not_taken_and_can_be_sent_again(desk):
    officer = desk(OKONJO)
    change = creation()
    with pytest.raises(EpochChanged):
        officer.send((change,), "another")
    assert officer.receipt(change.id) is None
    assert officer.send((change,), officer.checkpoint("", 0, "", 0).epoch)[0].status == 201
    assert officer.send((change,))[0].status == 208


def test_a_log_arrives_with_its_reasons_and_the_lease_follows(desk):
    device = new_id()
    officer = desk(OKONJO, device)
    assert officer.checkpoint("", 0, "", 1).lease == ""
    salt = bytes(range(16))
    at = datetime(2026, 11, 20, 3, tzinfo=UTC).isoformat()
    entry = chained(Entry(1, at, 5, "consultation", "open", "okonjo", device, (), commitment(salt, "Theft"), GENESIS))
    told = officer.upload((entry,), [{"seq": 1, "salt": salt.hex(), "text": "Theft"}])
    assert (told.acked_seq, told.chain_hash) == (1, entry.hash)
    assert officer.checkpoint("", 0, "", 1).lease


def test_waiting_ends_with_a_hint_or_with_nothing(desk):
    officer = desk(OKONJO)
    assert officer.wait("something old", 5) is True
    officer.send((creation(),))
    assert officer.wait("something old", 5) is True
