"""Devices, folders and leases between the desktop's own client and the real service."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_desktop.keys.device_key import DeviceKey
from crimint_desktop.keys.lease import read_lease
from crimint_desktop.remote.failure import Blocked, LogGap, LogRejected
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.audit import GENESIS, Entry, chained
from crimint_domain.change import Change
from crimint_domain.device import log_piece
from crimint_domain.errors import Refused
from crimint_domain.views import instant
from crimint_service import devices
from tests.protocol.client import Client, a_document, new_id
from tests.protocol.people import OKONJO, PASSWORD, PETERS
from tests.service.test_devices import released
from tests.service.world import a_world

DEVICE = "01a20673-27bf-7ee2-9d6e-000000000001"


@pytest.fixture
def world(tmp_path):
    with a_world(str(tmp_path / "register.db"), briefcase_records=2) as made:
        yield made


@pytest.fixture
def officer(world):
    signed = SignIn()
    service = Service(HttpLine(world.url), Device(DEVICE, "0.1.0", "QM-DESK-7", "Windows 11"), signed)
    signed.take(service.sign_in(OKONJO.user, PASSWORD))
    yield service
    service.close()


def write(officer, number=1):
    for _ in range(number):
        officer.send([Change(new_id(), "report", 2, new_id(), 0, document=a_document())])


def an_entry(number, previous):
    return chained(
        Entry(number, "2026-11-20T03:00:00+00:00", number, "consultation", "open", "okonjo", DEVICE, (), "", previous)
    )


def test_the_lease_the_service_gives_is_one_the_client_believes(officer):
    found = officer.checkpoint("", 0, "", 0)
    now = instant(found.server_time)
    lease = read_lease(found.lease, officer.hello().lease_key, "okonjo", DEVICE, now)
    assert lease.until - lease.given_at == timedelta(hours=12)
    assert lease.until == instant(found.lease_until)


def test_a_registered_device_signs_its_log_and_is_told_where_to_go_on(officer):
    key = DeviceKey.from_text("01" * 32)
    assert officer.register(key.public_text).state == "approved"
    first = an_entry(1, GENESIS)
    second = an_entry(2, first.hash)

    def sent(entries, by=key):
        piece = log_piece("okonjo", DEVICE, entries[0].sequence, entries[0].previous, entries[-1].hash)
        return officer.upload(entries, [], by.sign(piece))

    with pytest.raises(LogGap) as gap:
        sent((second,))
    assert gap.value.acked == 0
    with pytest.raises(LogRejected) as rejected:
        sent((first,), DeviceKey.from_text("02" * 32))
    assert rejected.value.cause == "audit-signature"
    assert sent((first, second)).acked_seq == 2


def test_folders_are_offered_chosen_and_refused_above_the_ceiling(world, officer):
    write(officer)
    found = officer.me()
    assert [(each.id, each.records, each.always) for each in found.folders] == [("desk/okonjo", 1, True)]
    assert officer.me() is found  # nothing has changed, and nothing was sent
    assert found.ceiling.records == 2
    assert officer.subscribe([]).records == 1
    clients = [Client(world.request, person).sign_in() for person in (OKONJO, PETERS)]
    for _ in range(2):
        released(world, *clients)
    with pytest.raises(Refused, match="A device may hold 2"):
        officer.subscribe(["operation/MARZIPAN"])
    write(officer, 2)
    assert officer.subscribe([]).records == 3  # one cannot hold less than one's own


def test_a_revoked_device_is_blocked_whatever_it_asks(world, officer):
    officer.checkpoint("", 0, "", 0)
    at = world.clock.now().isoformat()
    world.write(lambda connection: devices.decide(connection, DEVICE, devices.REVOKED, at, "somebody"))
    for ask in (officer.me, lambda: officer.checkpoint("", 0, "", 0), lambda: write(officer)):
        with pytest.raises(Blocked):
            ask()


def test_a_device_says_when_it_is_done_and_is_signed_out(world, officer):
    officer.checkpoint("", 0, "", 0)
    at = world.clock.now().isoformat()
    world.write(lambda connection: devices.give_command(connection, DEVICE, "wipe", at, "somebody"))
    assert officer.checkpoint("", 0, "", 0).command == "wipe"
    officer.done("wipe")
    with pytest.raises(Blocked):
        officer.me()


def test_the_two_ends_write_the_same_key(officer):
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    assert DeviceKey.from_text(bytes(range(32)).hex()).public_text == public
    assert officer.register(public).device_id == DEVICE
