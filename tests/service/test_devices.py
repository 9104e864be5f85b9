"""Devices: known by their keys, approved or not, told what to do, and asked about when one is lost."""

import base64
from contextlib import contextmanager
from dataclasses import asdict

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_domain.device import log_piece
from crimint_service import devices, feed, holdings, people
from crimint_service.app import create
from crimint_service.commands import main
from crimint_service.tables import device, device_entry, told
from tests.protocol.client import a_change, a_creation, a_document
from tests.protocol.people import OKONJO, PETERS
from tests.service.test_device_log import a_chain
from tests.service.world import a_world, quick

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
BLOCKED = "urn:crimint:problem:device-blocked"


@pytest.fixture
def asking(tmp_path):
    """A service at which every device must be approved."""
    with a_world(str(tmp_path / "register.db"), approval="required") as made:
        yield made


@contextmanager
def narrow(tmp_path, records):
    """A service that lets a device hold so many records."""
    with a_world(str(tmp_path / "register.db"), briefcase_records=records) as made:
        yield made


def register(client, key=PUBLIC):
    """Register a device under a key."""
    return client.ask("POST", "/v1/devices", {"public_key": key, "name": "QM-DESK-7", "platform": "Windows 11"})


def sign(client, entries, key=KEY):
    """Return the upload of entries with the device's signature."""
    first, last = entries[0], entries[-1]
    piece = log_piece(client.person.user, client.device, first.sequence, first.previous, last.hash)
    return {
        "device": client.device, "from_seq": first.sequence, "previous": first.previous,
        "events": [asdict(each) for each in entries], "sig": base64.b64encode(key.sign(piece)).decode(),
    }  # fmt: skip


def command(world, name, of, *, by="an administrator"):
    """Give a device a command, or decide about it."""
    at = world.clock.now().isoformat()
    if name in ("lock", "wipe"):
        world.write(lambda connection: devices.give_command(connection, of.device, name, at, by))
    else:
        world.write(lambda connection: devices.decide(connection, of.device, name, at, by))


def report(world, client):
    """Return what the service knows of a device."""
    return world.parts.database.read(lambda connection: holdings.reports(connection, client.device))[0]


def holders(world, record):
    """Return the devices that may still hold a record."""
    found = world.parts.database.read(lambda connection: holdings.holders(connection, record))
    return [each.device for each in found]


def agree(client):
    """Take checkpoints until the device says that it holds what it is given; return the last."""
    given = client.checkpoint()["streams"]
    return client.checkpoint(have_digest=feed.have_digest([_State(**each) for each in given]))


class _State:
    def __init__(self, **values):
        self.__dict__.update(values)


def released(world, client, evaluator, operation="MARZIPAN"):
    """Bring a report onto the shelf of an operation; return its id."""
    creation = a_creation(a_document(operation=operation), step="submit")
    client.send(creation)
    version = 1
    for step in ("evaluate", "release"):
        [receipt] = evaluator.send(a_change(creation["record"], version, step=step))
        assert receipt["status"] == 200, receipt
        version = receipt["version"]
    return creation["record"]


# keys


def test_a_device_registers_its_key_once_and_may_say_so_again(world):
    officer = world.client(OKONJO)
    for _ in range(2):
        status, _, body = register(officer)
        assert (status, body) == (201, {"device_id": officer.device, "state": "approved"})
    other = base64.b64encode(Ed25519PrivateKey.generate().public_key().public_bytes_raw()).decode()
    assert register(officer, other)[0] == 409
    assert register(officer, "bm90IGEga2V5")[0] == 422
    assert (report(world, officer).name, report(world, officer).platform) == ("QM-DESK-7", "Windows 11")


def test_a_log_with_a_wrong_signature_is_refused_and_nothing_of_it_is_kept(world):
    officer = world.client(OKONJO)
    register(officer)
    entries = a_chain(officer, 3)
    for sent in (sign(officer, entries, Ed25519PrivateKey.generate()), sign(officer, entries) | {"sig": "?"}):
        status, _, body = officer.ask("POST", "/v1/audit/events", sent)
        assert (status, body["type"]) == (422, "urn:crimint:problem:audit-signature")
    assert world.rows(sa.select(device_entry)) == []
    assert officer.post("/v1/audit/events", sign(officer, entries))["acked_seq"] == 3


def test_an_older_program_without_a_key_still_sends_its_log(world):
    officer = world.client(OKONJO)
    sent = sign(officer, a_chain(officer, 2))
    del sent["sig"]
    assert officer.post("/v1/audit/events", sent)["acked_seq"] == 2


# approval


def test_a_device_that_waits_may_write_and_is_handed_nothing_until_it_is_approved(asking):
    officer = asking.client(OKONJO)
    status, _, body = register(officer)
    assert (status, body["state"]) == (202, "waiting")
    creation = a_creation()
    assert officer.send(creation)[0]["status"] == 201
    found = officer.checkpoint()
    assert (found["device"], found["streams"], found["full"], found["lease"]) == ("waiting", [], False, "")
    stream = asking.rows(sa.text("SELECT id FROM stream"))[0][0]
    assert officer.ask("GET", f"/v1/streams/{stream}/changes")[0] == 404

    command(asking, devices.APPROVED, officer)
    found = officer.checkpoint()
    assert (found["device"], bool(found["lease"])) == ("approved", True)
    assert list(officer.everything()) == [creation["record"]]


@pytest.mark.parametrize(
    ("environment", "kind", "approval"),
    [("live", "embedded", "open"), ("practice", "embedded", "open"), ("live", "postgres", "required")],
)
def test_a_live_register_on_postgresql_asks_for_approval(environment, kind, approval, tmp_path, request):
    where = str(tmp_path / "r.db") if kind == "embedded" else request.getfixturevalue("postgres").fresh()
    app = create(quick(where), environment)
    assert app.state.parts.approval == approval
    assert app.state.parts.ceiling.records == (2_000 if environment == "live" else 1_000_000)
    app.state.parts.database.close()


# commands


def test_a_revoked_device_gets_no_answer_any_more_not_even_for_its_refresh_token(world):
    officer, at_home = world.client(OKONJO), world.client(OKONJO)
    officer.checkpoint()
    command(world, devices.REVOKED, officer)
    for tokens in ("access", "refresh"):
        asked = {"grant": "refresh", "refresh": officer.tokens["refresh"]}
        path, sent = ("/v1/sync/checkpoint", {}) if tokens == "access" else ("/v1/token", asked)
        status, _, body = officer.ask("POST", path, sent)
        assert (status, body.get("type")) in ((401, "urn:crimint:problem:token-expired"), (403, BLOCKED))
    assert (status, body["type"]) == (403, BLOCKED)
    officer.sign_in()
    assert officer.ask("GET", "/v1/access/me")[2]["type"] == BLOCKED
    assert at_home.checkpoint()["lease"]  # the same person at another device

    command(world, devices.APPROVED, officer)
    assert officer.checkpoint()["lease"]


def test_a_disabled_account_is_told_that_it_may_keep_nothing(world):
    officer = world.client(OKONJO)
    officer.checkpoint()
    world.write(lambda connection: people.disable_account(connection, "okonjo"))
    asked = {"grant": "refresh", "refresh": officer.tokens["refresh"]}
    status, _, body = officer.ask("POST", "/v1/token", asked)
    assert (status, body["type"]) == (403, "urn:crimint:problem:lease-denied")


def test_a_lock_is_told_with_nothing_else_and_ends_the_sign_in_when_it_is_done(world):
    officer = world.client(OKONJO)
    officer.checkpoint()
    command(world, "lock", officer)
    found = officer.checkpoint()
    assert (found["command"], found["streams"], found["full"], found["lease"]) == ("lock", [], False, "")
    assert officer.post("/v1/devices/self/done", {"command": "lock"}) == {"done": True}
    assert officer.ask("GET", "/v1/access/me")[0] == 401
    officer.sign_in()
    found = officer.checkpoint()
    assert (found["command"], bool(found["lease"])) == (None, True)
    assert (report(world, officer).done, report(world, officer).command) == ("lock", "")


def test_a_wiped_device_confirms_that_everything_is_gone_and_never_comes_back_as_itself(world):
    officer = world.client(OKONJO)
    officer.send(a_creation())
    agree(officer)
    command(world, "wipe", officer)
    assert officer.checkpoint()["command"] == "wipe"
    assert report(world, officer).holding.records == 1
    officer.post("/v1/devices/self/done", {"command": "wipe"})

    found = report(world, officer)
    assert (found.state, found.done, found.holding.streams, found.to_purge.streams) == ("wiped", "wipe", 0, 0)
    assert found.purged.streams > 0
    officer.sign_in()
    assert officer.ask("POST", "/v1/sync/checkpoint", {})[2]["type"] == BLOCKED


def test_whoever_waits_for_a_hint_is_let_go_when_a_command_comes(embedded):
    officer = embedded.client(OKONJO)
    given = agree(officer)
    assert given["unchanged"]
    digest = feed.have_digest([_State(**each) for each in officer.checkpoint()["streams"]])
    assert officer.ask("GET", f"/v1/sync/wait?digest={digest}&timeout=0")[0] == 204
    command(embedded, "lock", officer)
    assert officer.ask("GET", f"/v1/sync/wait?digest={digest}&timeout=5")[2] == {"check": True}


# the questions


def test_show_answers_at_once_what_is_on_a_device_whether_encrypted_and_for_whom(tmp_path, capsys):
    where = str(tmp_path / "register.db")
    with a_world(where) as world:
        officer = world.client(OKONJO)
        register(officer)
        officer.send(a_creation())
        officer.checkpoint(cache="encrypted")
        agree(officer)
        officer.checkpoint(cache="encrypted")
    assert main(["device", "show", officer.device, "--database", where]) == 0
    said = capsys.readouterr().out
    for words in (
        "QM-DESK-7, Windows 11", "Ada Okonjo-Test (okonjo)", "encrypted on its disk", "Last agreed     2026-11-20",
        "Lease until     2026-11-20T15:00", "1 records in", "Key             registered",
        "  desk/okonjo: 1 records now; may be held since 2026-11-20T03:00",
    ):  # fmt: skip
        assert words in said, said
    assert main(["device", "show", "nothing", "--database", where]) == 1
    assert "There is no device nothing." in capsys.readouterr().err
    assert main(["device", "list", "--database", where]) == 0
    assert officer.device in capsys.readouterr().out


def test_the_commands_decide_and_command(tmp_path, capsys):
    where = str(tmp_path / "register.db")
    with a_world(where, approval="required") as world:
        officer = world.client(OKONJO)
        officer.checkpoint()
    of = [officer.device, "--database", where]
    for verb, shown in (
        ("approve", "State           approved"), ("lock", "Command         lock, given"),
        ("wipe", "Command         wipe, given"), ("revoke", "State           revoked"),
    ):  # fmt: skip
        assert main(["device", verb, *of]) == 0
        assert main(["device", "show", *of]) == 0
        assert shown in capsys.readouterr().out
    assert main(["device", "holds", "nothing", "--database", where]) == 0
    assert "No device holds this record" in capsys.readouterr().out


def test_holds_lists_a_device_until_it_confirms_that_the_record_is_gone(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    record = creation["record"]
    assert holders(world, record) == []  # nobody was told yet
    for each in (officer, evaluator):
        agree(each)
    assert set(holders(world, record)) == {officer.device, evaluator.device}

    world.clock.forward(minutes=1)
    [receipt] = officer.send(a_change(record, 1, step="withdraw", reason="A mistake"))
    assert receipt["status"] == 200, receipt
    world.clock.forward(minutes=1)
    assert evaluator.device in holders(world, record)
    agree(evaluator)
    left = holders(world, record)
    assert (evaluator.device in left) == bool([s for s in evaluator.everything() if s == record])


def test_holds_lists_a_device_that_lost_access_until_its_purge_is_confirmed(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    creation = a_creation(step="submit")
    officer.send(creation)
    agree(evaluator)
    account = next(each for each in world.parts.database.read(people.accounts) if each.user == "peters")
    moved = people.Account(**(asdict(account) | {"units": ("harrowgate",)}))
    world.write(lambda connection: people.change_access(connection, moved))
    world.clock.forward(minutes=1)
    removed = evaluator.checkpoint()["removed"]
    assert [each["reason"] for each in removed] == ["revoked"]
    assert evaluator.device in holders(world, creation["record"])
    assert report(world, evaluator).to_purge.streams == 1
    agree(evaluator)
    assert evaluator.device not in holders(world, creation["record"])
    assert report(world, evaluator).purged.streams == 1


# the briefcase


def test_folders_are_offered_with_their_sizes_and_the_answer_knows_when_nothing_changed(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    released(world, officer, evaluator)
    officer.send(a_creation())
    status, headers, found = officer.ask("GET", "/v1/access/me")
    named = {each["id"]: each for each in found["folders"] if each["records"]}
    assert set(named) == {"desk/okonjo", "operation/MARZIPAN"}
    assert named["operation/MARZIPAN"]["bytes"] > 300
    assert [named[each]["always"] for each in sorted(named)] == [True, False]
    assert all(each["held"] for each in found["folders"])
    again = officer.ask("GET", "/v1/access/me", headers={"If-None-Match": headers["etag"]})
    assert (status, again[0], again[2]) == (200, 304, None)


def test_what_is_not_subscribed_is_removed_and_comes_back_when_it_is(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    shared = released(world, officer, evaluator)
    own = a_creation()
    officer.send(own)
    assert set(officer.everything()) == {shared, own["record"]}

    status, _, body = officer.ask("PUT", "/v1/devices/self/subscriptions", {"folders": []})
    assert (status, body["records"]) == (200, 1)
    found = officer.checkpoint()
    assert [each["reason"] for each in found["removed"]] == ["unsubscribed"]
    assert set(officer.everything()) == {own["record"]}
    assert officer.ask("GET", f"/v1/streams/{found['removed'][0]['id']}/changes")[0] == 404
    assert officer.device in holders(world, shared)
    world.clock.forward(minutes=1)
    agree(officer)
    assert officer.device not in holders(world, shared)

    folders = {"folders": ["operation/MARZIPAN", "operation/of others"]}
    status, _, body = officer.ask("PUT", "/v1/devices/self/subscriptions", folders)
    assert (status, body["records"]) == (200, 2)
    assert set(officer.everything()) == {shared, own["record"]}
    assert officer.device in holders(world, shared)


def test_more_than_policy_allows_cannot_be_chosen_and_changes_nothing(tmp_path):
    with narrow(tmp_path, 2) as world:
        officer, evaluator = world.client(OKONJO), world.client(PETERS)
        for operation in ("MARZIPAN", "MARZIPAN", "THIMBLE"):
            released(world, officer, evaluator, operation)
        wanted = {"folders": ["operation/MARZIPAN", "operation/THIMBLE"]}
        status, _, body = officer.ask("PUT", "/v1/devices/self/subscriptions", wanted)
        assert (status, body["type"]) == (413, "urn:crimint:problem:briefcase-too-large")
        assert (body["records"], body["ceiling_records"]) == (3, 2)
        assert officer.ask("PUT", "/v1/devices/self/subscriptions", {"folders": ["operation/THIMBLE"]})[0] == 200
        assert officer.ask("PUT", "/v1/devices/self/subscriptions", wanted)[0] == 413
        assert len(officer.everything()) == 1


def test_a_device_that_never_chose_gets_as_much_as_the_ceiling_has_room_for_and_keeps_it(tmp_path):
    with narrow(tmp_path, 3) as world:
        officer, evaluator = world.client(OKONJO), world.client(PETERS)
        first = {released(world, officer, evaluator), released(world, officer, evaluator)}
        assert set(officer.everything()) == first
        later = {released(world, officer, evaluator, "THIMBLE"), released(world, officer, evaluator, "THIMBLE")}
        assert set(officer.everything()) == first  # the newcomer has no room; what is held stays
        grown = released(world, officer, evaluator)
        second = released(world, officer, evaluator)
        assert set(officer.everything()) == first | {grown, second}  # growing throws nothing out
        assert not later & set(officer.everything())


def test_a_stream_counts_as_held_again_when_it_comes_back(world):
    officer, evaluator = world.client(OKONJO), world.client(PETERS)
    released(world, officer, evaluator)
    agree(officer)
    officer.ask("PUT", "/v1/devices/self/subscriptions", {"folders": []})
    agree(officer)
    officer.ask("PUT", "/v1/devices/self/subscriptions", {"folders": None})
    officer.checkpoint()
    rows = world.rows(sa.select(told.c.purged_at, told.c.ended_at).where(told.c.device_id == officer.device))
    assert all((row.purged_at, row.ended_at) == ("", "") for row in rows)
    assert world.rows(sa.select(device.c.subscribed).where(device.c.device_id == officer.device)) == [("",)]
