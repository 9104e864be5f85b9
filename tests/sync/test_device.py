"""What a round does about its device: its key, a log the service lost, a lease it cannot trust, lock and wipe."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_desktop.store import edits, logbook, preferences
from crimint_desktop.store.edits import Edit
from crimint_desktop.sync import device, lease
from crimint_domain.document import SCHEMAS
from tests.builders import A_MOMENT, an_id
from tests.protocol.fake_line import FakeLine
from tests.sync.conftest import a_document

R, S = an_id(1, who=1), an_id(2, who=1)


def _log(fake, client):
    return fake.logs[(client.user, client.book.device)]


def _pin(fake, client):
    """Sign in once with this version of the program: the service's key is kept."""
    client.run(lambda conn: lease.pin(conn, client.port.hello().lease_key))


def _ends(client):
    return client.run(lease.until)


def test_the_key_is_made_once_registered_once_and_signs_the_log(join, fake):
    line = FakeLine(fake)
    officer = join("okonjo", line)
    officer.create(R, a_document())
    officer.round()
    officer.create(S, a_document())
    officer.round()
    assert [each.path for each in line.asked].count("/v1/devices") == 1
    assert _log(fake, officer).public_key
    assert len(_log(fake, officer).entries) == 2


def test_a_log_that_was_not_signed_by_this_device_is_refused_and_told(join, fake):
    officer = join("okonjo")
    officer.round()
    officer.run(lambda conn: preferences.set(conn, "device_key", "ab" * 32))  # another device's
    officer.create(R, a_document())
    outcome = officer.round()
    assert _log(fake, officer).entries == []
    assert any("did not accept this device's log" in each for each in outcome.told)


@pytest.mark.parametrize("writes", [True, False])
def test_a_log_the_service_lost_is_sent_again_from_where_it_has_it(join, fake, writes):
    officer = join("okonjo")
    for number in range(1, 4):
        officer.create(an_id(number, who=1), a_document())
        officer.round()
    before = list(_log(fake, officer).entries)
    del _log(fake, officer).entries[1:]  # restored from before
    if writes:
        officer.create(S[:-1] + "9", a_document())
    outcome = officer.round()
    assert outcome.agreed_at is not None
    assert outcome.lease
    assert _log(fake, officer).entries[:3] == before
    assert not outcome.told


def test_a_lease_is_taken_by_the_pinned_key_and_a_bad_one_is_an_alarm_and_changes_nothing(join, fake):
    officer = join("okonjo")
    _pin(fake, officer)
    officer.round()
    first = _ends(officer)
    assert first is not None
    fake.clock.move(seconds=60)
    officer.round()
    assert _ends(officer) > first
    held = _ends(officer)
    fake.lease_key = Ed25519PrivateKey.generate()  # somebody between
    fake.clock.move(seconds=60)
    outcome = officer.round()
    assert any("cannot be trusted" in each for each in outcome.told)
    assert _ends(officer) == held
    _pin(fake, officer)  # another key that is said later does not take the place of the first
    officer.round()
    assert _ends(officer) == held


def test_a_waiting_device_writes_and_keeps_what_it_wrote_and_receives_once_it_is_approved(join, fake):
    fake.approval = "waiting"
    officer = join("okonjo")
    officer.create(R, a_document())
    outcome = officer.round()
    assert (outcome.sent, outcome.agreed_at, outcome.waits) == (1, None, True)
    assert outcome.told == (device.WAITS,)
    assert R in officer.held()
    assert not officer.round().lease
    fake.devices[officer.book.device] = "approved"
    outcome = officer.round()
    assert outcome.agreed_at is not None
    assert officer.held() == {R: 1}


def test_a_lock_sends_what_waits_and_shuts_the_cache_and_confirms(join, fake):
    officer = join("okonjo")
    officer.round()
    officer.create(R, a_document())
    fake.commands[officer.book.device] = "lock"
    outcome = officer.round()
    assert (outcome.command, outcome.sent) == ("lock", 1)
    assert officer.run(device.shut_because) == device.LOCKED
    assert officer.book.device not in fake.commands


@pytest.mark.parametrize("state", ["revoked", "quarantined", "wiped"])
def test_a_blocked_device_locks_and_keeps_what_was_not_sent(join, fake, state):
    officer = join("okonjo")
    officer.round()
    officer.create(R, a_document())
    fake.devices[officer.book.device] = state
    outcome = officer.round()
    assert outcome.command == "lock"
    assert "blocked this device" in outcome.told[-1]
    assert officer.run(device.shut_because) == outcome.told[-1]
    assert [each.change.record for each in officer.waiting()] == [R]


def test_a_wipe_first_sends_everything_typed_the_open_forms_included(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    held = a_document(state="draft", author="okonjo")
    now = officer.document(R)
    typed = Edit(R, "report", SCHEMAS["report"], 1, now, {**now, "title": "Typed and not sent"}, A_MOMENT)
    fresh = Edit(S, "report", SCHEMAS["report"], 0, None, {**held, "title": "Never sent at all"}, A_MOMENT)
    for each in (typed, fresh):
        officer.run(lambda conn, edit=each: edits.save(conn, edit))
    fake.commands[officer.book.device] = "wipe"
    assert officer.round().command == "wipe"
    assert fake.register.records[R].document["title"] == "Typed and not sent"
    assert fake.register.records[S].document["title"] == "Never sent at all"
    assert fake.commands[officer.book.device] == "wipe"  # confirmed when it is done, by whoever destroys the key


def test_what_clashes_at_a_wipe_goes_into_the_history_as_set_aside(join, fake):
    officer, again = join("okonjo"), join("okonjo")
    officer.create(R, a_document())
    officer.round()
    again.round()
    for words in ("First", "Second"):
        officer.edit(R, {"title": words}, reason=f"{words} reason")
    officer.edit(R, {}, step="withdraw", reason="Withdrawn reason")
    again.edit(R, {"title": "Theirs"})
    again.round()
    fake.commands[officer.book.device] = "wipe"
    assert officer.round().command == "wipe"
    kept = fake.register.records[R]
    assert kept.document["title"] == "Theirs"
    assert [line["aside"] for line in kept.past[2:]] == [
        {"title": "First"},
        {"title": "Second"},
        {"state": "withdrawn"},
    ]
    assert [line["reason"].rpartition(": ")[2] for line in kept.past[2:]] == [
        "First reason", "Second reason", "Withdrawn reason",
    ]  # fmt: skip


def test_what_is_unsubscribed_leaves_the_cache_and_comes_back(join, fake):
    officer, lio = join("okonjo"), join("varga")
    officer.create(R, a_document(operation="MARZIPAN"), step="submit")
    officer.round()
    lio.round()
    for step in ("evaluate", "release"):
        lio.edit(R, {}, step=step)
        lio.round()
    officer.round()
    assert R in officer.held()
    officer.port.subscribe([])
    outcome = officer.round()
    assert officer.held() == {}
    assert outcome.purged
    officer.port.subscribe(["operation/MARZIPAN"])
    assert officer.round().agreed_at is not None
    assert R in officer.held()


def test_the_log_counts_as_sent_again_only_from_where_it_is_asked_for(join, fake):
    officer = join("okonjo")
    officer.create(R, a_document())
    officer.round()
    assert officer.run(logbook.acknowledged) == 1
    officer.run(lambda conn: logbook.send_again(conn, 5))
    assert officer.run(logbook.acknowledged) == 1
    officer.run(lambda conn: logbook.send_again(conn, 0))
    assert officer.run(logbook.acknowledged) == 0


def test_a_cache_that_knows_no_key_takes_no_lease_and_what_it_has_runs_on(join, fake):
    officer = join("okonjo")
    officer.round()
    assert _ends(officer) is None
    _pin(fake, officer)
    officer.round()
    assert _ends(officer) is not None


def test_the_word_of_a_service_without_a_key_is_taken_only_where_a_sign_in_found_it_so(join, fake):
    officer = join("okonjo")
    officer.run(lambda conn: lease.pin(conn, ""))
    officer.round()
    assert _ends(officer) is not None
    officer.run(lambda conn: lease.pin(conn, officer.port.hello().lease_key))
    officer.run(lambda conn: lease.pin(conn, ""))
    fake.lease_key = Ed25519PrivateKey.generate()
    fake.clock.move(seconds=60)
    assert any("cannot be trusted" in each for each in officer.round().told)
