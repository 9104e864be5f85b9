"""The service's log as a workstation watches it: it may grow, and nothing else."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_desktop.store import preferences
from crimint_desktop.sync.pinned_log import LOG_ALARM, LOG_KEY, LOG_PIN, pin_log_key
from tests.sync.conftest import a_document


@pytest.fixture
def officer(join):
    """An officer whose cache knows the key of the service's log since the sign-in, and the log's first head."""
    client = join("okonjo")
    client.run(lambda conn: pin_log_key(conn, client.port.hello().log_key))
    client.create(client.new_id(), a_document())
    client.create(client.new_id(), a_document())
    client.round()
    return client


def kept(client, name):
    return client.run(lambda conn: preferences.get(conn, name))


def size_of(note):
    return int(note.split("\n")[1])


def grow(client):
    client.clock.move(seconds=70)
    client.create(client.new_id(), a_document())
    return client.round()


def test_each_round_keeps_the_head_that_grew_out_of_the_one_before(officer):
    first = kept(officer, LOG_PIN)
    told = grow(officer).told
    second = kept(officer, LOG_PIN)
    assert size_of(second) > size_of(first) > 0
    assert (told, kept(officer, LOG_ALARM)) == ((), None)


@pytest.mark.parametrize(("less", "says"), [(0, "does not begin with"), (2, "now has")])
def test_a_log_that_was_rewritten_or_cut_is_told_kept_and_never_taken(officer, fake, less, says):
    pinned = kept(officer, LOG_PIN)
    fake.log.rewrite(without_last=less)
    (told,) = grow(officer).told
    assert told.startswith("log-rewritten: ")
    assert re.search(says, told)
    alarm = kept(officer, LOG_ALARM)
    assert (alarm["pinned"], kept(officer, LOG_PIN)) == (pinned, pinned)
    assert alarm["offered"] not in ("", pinned)
    assert grow(officer).told == ()  # not every minute
    officer.clock.move(seconds=86_400)
    assert grow(officer).told == (told,)  # but every day
    assert kept(officer, LOG_ALARM)["offered"] == alarm["offered"]


def test_a_longer_log_that_forks_is_found_by_its_proof(officer, fake):
    grow(officer)
    pinned = kept(officer, LOG_PIN)
    fake.log.rewrite()
    fake.log.add_more(5)
    (told,) = grow(officer).told
    assert "does not begin with" in told
    assert kept(officer, LOG_PIN) == pinned


def test_a_head_under_another_key_is_not_believed(officer, fake):
    fake.log.key = Ed25519PrivateKey.generate()
    (told,) = grow(officer).told
    assert "not signed by the service" in told


def test_a_service_that_shows_its_log_no_more_is_told_on(officer, fake):
    fake.log.head = lambda *_asked: ""
    (told,) = grow(officer).told
    assert "shows its log no more" in told


def test_another_epoch_begins_the_log_anew_and_says_so(officer, fake):
    before = kept(officer, LOG_PIN)
    fake.register.epoch = officer.new_id()
    fake.log.rewrite(without_last=2)
    told = grow(officer).told
    assert any("begins anew" in each for each in told)
    assert kept(officer, LOG_PIN).split("\n")[0] != before.split("\n")[0]
    assert kept(officer, LOG_ALARM) is None
    assert kept(officer, "log_pins_before") == [before]


def test_this_devices_own_entries_are_looked_for_once_an_hour(officer, fake):
    asked = []
    proves = fake.log.inclusion

    def watched(leaf, size):
        asked.append(leaf)
        return proves(leaf, size)

    fake.log.inclusion = watched
    for _ in range(5):
        grow(officer)
    assert len(asked) == 1
    officer.clock.move(seconds=3_600)
    for _ in range(5):
        grow(officer)
    assert len(set(asked)) == len(asked) == 2
    assert kept(officer, LOG_ALARM) is None


def test_an_entry_that_was_taken_and_left_out_of_the_log_is_told(join, fake):
    fake.log.leave_out = True
    officer = join("okonjo")
    officer.run(lambda conn: pin_log_key(conn, officer.port.hello().log_key))
    grow(officer)
    told = [each for _ in range(4) for each in grow(officer).told]
    assert len(told) == 1
    assert "is not in its log" in told[0]


def test_a_service_that_does_not_answer_for_its_log_stops_no_round(officer, fake):
    pinned = kept(officer, LOG_PIN)

    def away(*_asked):
        from tests.protocol.fake_register import Fault

        raise Fault(503, "busy", "Later.")

    fake.log.consistency = away
    outcome = grow(officer)
    assert (outcome.told, kept(officer, LOG_PIN)) == ((), pinned)
    assert outcome.agreed_at is not None
    officer.clock.move(seconds=2 * 86_400)
    assert ["log-unproven" in each for each in grow(officer).told] == [True]


def test_the_first_key_said_at_a_sign_in_stays(officer, fake):
    first = kept(officer, LOG_KEY)
    officer.run(lambda conn: pin_log_key(conn, "another"))
    assert kept(officer, LOG_KEY) == first == fake.log.public_key


def test_a_cache_that_never_saw_the_key_watches_nothing(join):
    client = join("okonjo")
    client.create(client.new_id(), a_document())
    client.round()
    assert kept(client, LOG_PIN) is None


@pytest.mark.parametrize("what", ["rewritten", "cut short", "forked"])
def test_every_client_that_pinned_finds_a_log_that_was(what, join, fake):
    """Whoever joins afterwards has nothing to compare with."""
    everybody = [join(user) for user in ("okonjo", "varga", "sandhu")]
    for client in everybody:
        client.run(lambda conn, client=client: pin_log_key(conn, client.port.hello().log_key))
        client.create(client.new_id(), a_document())
        assert client.round().told == ()
    for client in everybody:
        assert grow(client).told == ()
    pins = [kept(client, LOG_PIN) for client in everybody]
    fake.log.rewrite(without_last=4 if what == "cut short" else 0)
    if what == "forked":
        fake.log.add_more(5)
    for client, pin in zip(everybody, pins, strict=True):
        (told,) = grow(client).told
        assert told.startswith("log-rewritten: ")
        assert "You can go on working" in told
        assert "your data protection officer" in told
        assert (kept(client, LOG_PIN), kept(client, LOG_ALARM)["pinned"]) == (pin, pin)
    late = join("okonjo")
    late.run(lambda conn: pin_log_key(conn, late.port.hello().log_key))
    assert grow(late).told == ()
