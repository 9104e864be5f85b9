"""Opening a desk: what makes a cache, what opens it, and every way in which it may not be opened."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace

import pytest
import sqlalchemy as sa
from keyring.backend import KeyringBackend

from crimint_desktop.actions import drafting, home, reading
from crimint_desktop.app import opening
from crimint_desktop.app.who import keep_access
from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.keys.keyring_secret import SecretKeyring
from crimint_desktop.remote.line import checked_origin
from crimint_desktop.store import logbook, outbox
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.sync import round as rounds
from crimint_domain.errors import Refused, Unavailable
from crimint_domain.ids import text_of
from crimint_domain.parts import with_parts
from tests.app.conftest import PASSPHRASE, an_opener, no_keyring
from tests.protocol.people import PASSWORD


def _round(opened):
    line = opened.line_to_service()
    try:
        desk = opened.desk
        return rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _progress: None)
    finally:
        line.close()


def _write(opened, words="A white van."):
    editing = drafting.begin_draft(opened.desk, "").result()
    (item,) = editing.document["items"]
    typed = with_parts(editing.document, {f"items/{item}/text": words})
    drafting.keep(opened.desk, editing.report.id, typed).result()
    drafting.leave(opened.desk, editing.report.id).result()
    return editing.report.id


def _cause(work):
    with pytest.raises(Unavailable) as caught:
        work()
    return caught.value.cause


def _offline(opener, central, passphrase=PASSPHRASE):
    return opener.work_offline(central.url, "okonjo", passphrase)


@pytest.fixture
def cache(opener, central, sign_in):
    """A cache that was filled and closed again; its folder."""
    opened = sign_in()
    _round(opened)
    opened.close()
    return opened.folder


def test_the_first_sign_in_makes_a_cache_under_the_device_the_service_knows(sign_in, opener, central):
    assert not opener.has_cache(central.url, "okonjo")
    opened = sign_in()
    assert opener.has_cache(central.url, " okonjo ")
    header = HeaderFile(opened.folder / "key.json").read()
    assert text_of(bytes.fromhex(header.cache_id)) == opened.device.id == opened.desk.logbook.device
    assert _round(opened).agreed_at is not None
    known = central.rows(sa.text("SELECT device_id FROM device WHERE user_id = 'okonjo'"))
    assert opened.device.id in [device for (device,) in known]
    assert opened.desk.principal.units == {"quillmarsh"}
    assert opened.desk.unit.name == "Quillmarsh"
    assert not opened.offline_mode
    assert not opened.temporary


def test_signing_in_again_opens_the_same_cache(sign_in):
    first = sign_in()
    record = _write(first)
    first.close()
    second = sign_in()
    assert second.device.id == first.device.id
    assert second.desk.look(lambda conn: len(outbox.all(conn))).result() == 1
    assert reading.open_record(second.desk, record, "").result().report.items[0].text == "A white van."


def test_the_cache_opens_without_the_service_and_goes_on_with_it_by_itself(cache, opener, central):
    with closing(_offline(opener, central)) as opened:
        assert opened.offline_mode
        assert opened.desk.principal.name == "Ada Okonjo-Test"
        assert opened.hello.environment == "practice"
        _write(opened)
        assert _round(opened).sent == 1  # no password was asked for: the refresh token was in the cache
    with closing(_offline(opener, central)) as again:
        assert _round(again).agreed_at is not None  # the renewed one was kept too


@pytest.mark.parametrize("way", ["sign in", "offline"])
def test_a_wrong_passphrase_is_refused_at_its_field_and_the_right_one_still_opens(cache, opener, central, sign_in, way):
    def wrong():
        return _offline(opener, central, "not these words") if way == "offline" else sign_in(passphrase="not these")

    with pytest.raises(Refused) as caught:
        wrong()
    assert caught.value.problems[0].part == "passphrase"
    with closing(_offline(opener, central)) as opened:
        assert opened.offline_mode


def test_a_wrong_password_makes_nothing(opener, central, profile):
    with pytest.raises(Refused) as caught:
        opener.sign_in(central.url, "okonjo", "wrong", PASSPHRASE)
    assert caught.value.problems[0].part == "password"
    assert not profile.folder.exists()


@pytest.mark.parametrize(
    ("service", "user", "password", "passphrase", "part"),
    [
        ("gopher://nowhere", "okonjo", PASSWORD, PASSPHRASE, "service"),
        ("", " ", PASSWORD, PASSPHRASE, "user"),
        ("", "okonjo", "", PASSPHRASE, "password"),
        ("", "okonjo", PASSWORD, "short", "passphrase"),
    ],
)
def test_what_is_missing_is_named_before_anything_is_made(
    opener, central, profile, service, user, password, passphrase, part
):
    with pytest.raises(Refused) as caught:
        opener.sign_in(service or central.url, user, password, passphrase)
    assert caught.value.problems[0].part == part
    assert not profile.folder.exists()


def test_without_a_keyring_nothing_is_left_on_this_device(central, profile, sign_in):
    opener = an_opener(central, profile, no_keyring)
    assert opener.keyring_trouble() == "This computer has no keyring."
    opened = sign_in(passphrase="", by=opener)
    assert (opened.temporary, opened.key) == (True, None)
    assert opened.folder.exists()
    _write(opened)
    assert _round(opened).sent == 1
    opened.close()
    assert not opened.folder.exists()
    assert [path.name for path in profile.folder.rglob("*") if path.is_file()] == ["last.json"]


def test_a_device_without_a_keyring_is_not_taken_for_the_cache_that_is_there(cache, central, profile, sign_in):
    with closing(sign_in(passphrase="", by=an_opener(central, profile, no_keyring))) as opened:
        kept = HeaderFile(cache / "key.json").read().cache_id
        assert opened.device.id != text_of(bytes.fromhex(kept))
        _write(opened)
        assert not _round(opened).told  # its log does not clash with that of the cache


class PlaintextKeyring(KeyringBackend):
    """A keyring that writes secrets in clear into a file."""

    priority = 9

    def get_password(self, service, username):
        return "read by anybody"

    def set_password(self, service, username, password):
        raise AssertionError("nothing is ever given to it")


def test_a_keyring_that_keeps_secrets_in_clear_is_not_used(central, profile, sign_in):
    opener = an_opener(central, profile, lambda: SecretKeyring(PlaintextKeyring()))
    assert "not one that keeps secrets safely" in opener.keyring_trouble()
    assert sign_in(by=opener).temporary


def test_a_cache_of_a_newer_program_is_left_alone(cache, opener, central):
    key = opener._key(cache, checked_origin(central.url), "okonjo", opener.keyring()).open(PASSPHRASE)
    with closing(open_cache(cache / "cache.db", key)) as db:

        def newer(conn):
            driver = conn.connection.driver_connection
            driver.set_authorizer(None)
            driver.execute("PRAGMA user_version = 9999")

        db.run(newer).result()
        db.checkpoint_truncate().result()
    before = (cache / "cache.db").read_bytes()
    assert _cause(lambda: _offline(opener, central)) == "cache-newer"
    assert _cause(lambda: opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) == "cache-newer"
    assert (cache / "cache.db").read_bytes() == before


def test_a_damaged_cache_is_said_and_left_as_it_is(cache, opener, central):
    file = cache / "cache.db"
    damaged = bytearray(file.read_bytes())
    damaged[100:2000] = bytes(1900)
    file.write_bytes(damaged)
    for _ in range(2):  # the first try leaves nothing behind that would stop the second
        assert _cause(lambda: _offline(opener, central)) == "cache-damaged"
    assert _cause(lambda: opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) == "cache-damaged"
    assert file.read_bytes() == damaged


def test_a_cache_whose_key_file_is_missing_is_never_written_over(cache, opener, central):
    for copy in cache.glob("key.json*"):
        copy.unlink()
    before = (cache / "cache.db").read_bytes()
    assert _cause(lambda: opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) == "cache-key-missing"
    assert _cause(lambda: _offline(opener, central)) == "cache-key-missing"
    assert (cache / "cache.db").read_bytes() == before
    assert not list(cache.glob("key.json*"))


def test_the_second_copy_of_the_key_file_opens_the_cache_as_well(cache, opener, central):
    (cache / "key.json").unlink()
    assert opener.has_cache(central.url, "okonjo")
    with closing(_offline(opener, central)) as opened:
        assert not opened.temporary


def test_a_keyring_that_lost_its_half_is_said(cache, opener, central):
    header = HeaderFile(cache / "key.json").read()
    opener.keyring().erase(f"CrimInt+ cache secret {header.slot} of cache {header.cache_id}")
    assert _cause(lambda: _offline(opener, central)) == "keyring-secret-missing"


@pytest.fixture
def by_hand(central):
    """Let the hour be moved, and put it back."""
    at = central.clock.at
    yield central.clock
    central.clock.at = at


def test_past_its_lease_the_cache_opens_only_with_the_service_and_unsent_work_is_still_there(
    sign_in, opener, central, by_hand
):
    opened = sign_in()
    _round(opened)
    _write(opened, "Not sent yet.")
    opened.close()
    by_hand.forward(days=30)
    with pytest.raises(Refused, match="permission to keep records on this device has ended") as caught:
        _offline(opener, central)
    assert caught.value.problems[0].part == ""
    again = sign_in()
    assert [line.title for line in home.look(again.desk).result().waiting] == ["Not sent yet."]
    assert _round(again).sent == 1
    again.close()
    with closing(_offline(opener, central)):
        pass


def test_putting_the_clock_back_does_not_lengthen_the_lease(cache, opener, central, by_hand):
    by_hand.forward(days=30)
    with pytest.raises(Refused, match="permission to keep"):
        _offline(opener, central)
    by_hand.forward(days=-30)
    with closing(_offline(opener, central)):
        pass  # a refused opening leaves no trace: only what was seen with the cache open counts
    by_hand.forward(hours=1)
    with closing(_offline(opener, central)):
        by_hand.forward(days=30)
    by_hand.forward(days=-31)
    with pytest.raises(Refused, match="permission to keep"):
        _offline(opener, central)


def test_two_programs_do_not_share_a_cache(sign_in, opener, central, monkeypatch):
    monkeypatch.setattr(opening, "_PREDECESSOR_S", 0.1)
    with closing(sign_in()) as opened:
        assert _cause(lambda: _offline(opener, central)) == "cache-in-use"
        assert _cause(lambda: opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) == "cache-in-use"
        _write(opened)
    with closing(_offline(opener, central)):
        pass


def test_a_cache_put_back_from_an_older_copy_is_refused(cache, opener, central, tmp_path):
    shutil.copy(cache / "cache.db", tmp_path / "older.db")
    with closing(_offline(opener, central)) as opened:
        _write(opened)
        assert opened.desk.look(logbook.head).result()[0] > 0
    for file in cache.glob("cache.db*"):
        file.unlink()
    shutil.copy(tmp_path / "older.db", cache / "cache.db")
    for _ in range(2):
        assert _cause(lambda: _offline(opener, central)) == "log-cut"
    assert _cause(lambda: opener.sign_in(central.url, "okonjo", PASSWORD, PASSPHRASE)) == "log-cut"


def test_offline_without_any_cache_says_what_to_do(opener, central):
    with pytest.raises(Refused, match="Sign in once while connected"):
        _offline(opener, central)


def test_without_the_service_a_first_sign_in_is_unavailable_and_makes_nothing(opener, profile):
    assert _cause(lambda: opener.sign_in("http://127.0.0.1:9", "okonjo", PASSWORD, PASSPHRASE)) == "service-down"
    assert not profile.folder.exists()


def test_what_a_person_may_do_is_kept_for_the_next_time_without_the_service(sign_in, opener, central):
    opened = sign_in()
    with closing(opened.line_to_service()) as line:
        first = line.me()
    assert not keep_access(opened, first)  # what it was opened with
    assert keep_access(opened, replace(first, roles=("officer", "lio")))
    opened.close()
    with closing(_offline(opener, central)) as again:
        assert again.desk.principal.roles == {"officer", "lio"}
