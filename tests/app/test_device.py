"""A device that is locked, wiped, revoked or past its lease, on the real program before a real service."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from crimint_desktop.keys.header_file import HeaderFile
from crimint_desktop.store import edits, outbox, preferences
from crimint_desktop.sync import lease
from crimint_desktop.ui.lock.window import LockWindow
from crimint_desktop.ui.sign_in.window import SignInWindow
from crimint_domain.errors import Refused, Unavailable
from crimint_service import devices, holdings, people
from crimint_service.tables import account, record
from tests.app.conftest import PASSPHRASE
from tests.app.screens import form_of, type_words, until
from tests.protocol.people import PASSWORD

WORDS = "A grey hatchback, three mornings."


@pytest.fixture
def by_hand(central):
    """Let the hour be moved, and put it back."""
    at = central.clock.at
    yield central.clock
    central.clock.at = at


def _agreed(program):
    until(lambda: program.workplace.syncing.state.agreed_at and not program.workplace.syncing.state.waiting)


def _command(central, program, name):
    _of(central, program.workplace.opened.device.id, name)


def _of(central, device, name):
    at = central.clock.now().isoformat()
    if name in ("lock", "wipe"):
        central.write(lambda connection: devices.give_command(connection, device, name, at, "somebody"))
    else:
        central.write(lambda connection: devices.decide(connection, device, name, at, "somebody"))


def _report(central, device):
    return central.parts.database.read(lambda connection: holdings.reports(connection, device))[0]


def _typed(program):
    program.workplace.new_report()
    form = form_of(program)
    type_words(form, WORDS)
    until(lambda: WORDS in str(program.workplace.desk.look(lambda conn: edits.find(conn, form.record)).result()))
    return form.record


def _refused_offline(opener, url):
    with pytest.raises(Refused) as caught:
        opener.work_offline(url, "okonjo", PASSPHRASE)
    return caught.value.problems[0].says


def test_a_device_the_service_locks_saves_what_is_typed_and_opens_with_a_sign_in_only(at_home, opener, central, road):
    program = at_home()
    _agreed(program)
    device = program.workplace.opened.device.id
    written = _typed(program)
    _command(central, program, "lock")
    program.workplace.syncing.poke()
    until(lambda: program.left)
    assert program.why == ["service"]
    assert (_report(central, device).done, _report(central, device).command) == ("lock", "")
    assert "The service has locked this device" in _refused_offline(opener, road.url)
    with closing(opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE)) as opened:
        kept = opened.desk.look(lambda conn: edits.find(conn, written)).result()
        assert WORDS in str(kept.document)
    with closing(opener.work_offline(road.url, "okonjo", PASSPHRASE)):
        pass  # whoever has signed in once works offline again


def test_the_window_after_such_a_lock_leads_to_the_sign_in(start, opener):
    program = start(successor=True)
    program.options = replace(program.options, why="service")
    program.show_lock()
    locked = program.window
    assert isinstance(locked, LockWindow)
    assert "Sign in to the service" in str([each.text() for each in locked.findChildren(QLabel)])
    locked._sign_out.click()
    assert type(program.window) is SignInWindow


def test_a_wiped_device_sends_what_is_typed_destroys_its_key_and_says_so_to_the_service(at_home, opener, central, road):
    program = at_home()
    _agreed(program)
    opened = program.workplace.opened
    folder, device = opened.folder, opened.device.id
    written = _typed(program)
    _command(central, program, "wipe")
    program.workplace.syncing.poke()
    until(lambda: isinstance(program.window, SignInWindow))
    assert not folder.exists()
    assert not HeaderFile(folder / "key.json").exists()
    until(lambda: _report(central, device).state == "wiped")
    found = _report(central, device)
    assert (found.done, found.holding.streams, found.to_purge.streams) == ("wipe", 0, 0)
    texts = central.rows(record.select().where(record.c.id == written))
    assert WORDS in texts[0].document
    with closing(opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE)) as again:
        assert again.device.id != device


def test_a_wipe_that_cannot_be_told_stays_open_at_the_service(at_home, central, road):
    program = at_home()
    _agreed(program)
    device = program.workplace.opened.device.id
    _command(central, program, "wipe")
    folder = program.workplace.opened.folder
    road.state = "down"
    program.wipe()
    assert not folder.exists()
    assert _report(central, device).command == "wipe"


def test_a_revoked_device_locks_and_neither_way_in_opens_it_until_it_is_approved_again(at_home, opener, central, road):
    program = at_home()
    _agreed(program)
    device = program.workplace.opened.device.id
    _command(central, program, devices.REVOKED)
    program.workplace.syncing.poke()
    until(lambda: program.left)
    assert "blocked this device" in _refused_offline(opener, road.url)
    with pytest.raises(Unavailable, match="blocked this device"):
        opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE)
    _of(central, device, devices.APPROVED)
    with closing(opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE)):
        pass


def test_a_person_whose_account_is_closed_finds_the_cache_locked(at_home, opener, central, road):
    program = at_home()
    _agreed(program)
    at = {each.user: each for each in central.parts.database.read(people.accounts)}["okonjo"]
    central.write(lambda connection: people.disable_account(connection, "okonjo"))
    try:
        program.workplace.syncing.poke()
        until(lambda: program.left)
        assert "blocked this account" in _refused_offline(opener, road.url)
    finally:
        central.write(
            lambda connection: connection.execute(
                account.update().where(account.c.user_id == at.user).values(disabled=False)
            )
        )


def test_a_lease_that_ends_while_one_works_offline_is_said_before_and_locks(at_home, opener, central, road, by_hand):
    program = at_home()
    _agreed(program)
    program.sign_out()
    program.open(lambda: opener.work_offline(road.url, "okonjo", PASSPHRASE))
    until(lambda: program.workplace is not None)
    road.state = "down"
    written = _typed(program)
    work = program.workplace
    ends = work.desk.look(lease.until).result()
    assert ends is not None
    by_hand.at = ends - timedelta(minutes=20)
    work.lease.look()
    until(lambda: work.lease._said == ends)
    assert not program.left
    by_hand.at = ends + timedelta(minutes=1)
    work.lease.look()
    until(lambda: program.left)
    assert program.why == ["lease"]
    road.state = "open"
    assert "permission to keep records" in _refused_offline(opener, road.url)
    with closing(opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE)) as opened:
        assert WORDS in str(opened.desk.look(lambda conn: edits.find(conn, written)).result().document)


def test_a_clock_put_back_while_one_works_does_not_stop_the_lease(at_home, by_hand):
    program = at_home()
    _agreed(program)
    watch = program.workplace.lease
    before = watch.now()
    by_hand.forward(days=-30)
    assert watch.now() >= before


def test_a_right_that_was_given_holds_at_once(at_home, central):
    program = at_home()
    _agreed(program)
    desk = program.workplace.desk
    assert desk.principal.roles == {"officer"}
    before = {each.user: each for each in central.parts.database.read(people.accounts)}["okonjo"]
    given = people.Account(**{**asdict(before), "roles": ("officer", "lio")})
    central.write(lambda connection: people.change_access(connection, given))
    try:
        program.workplace.syncing.poke()
        until(lambda: desk.principal.roles == {"officer", "lio"})
        assert program.workplace.bindings.desk.principal is desk.principal
    finally:
        central.write(lambda connection: people.change_access(connection, before))


def test_a_sign_in_pins_the_services_key_and_registers_the_device_by_name(at_home, central):
    program = at_home()
    _agreed(program)
    opened = program.workplace.opened
    assert opened.desk.look(lambda conn: preferences.get(conn, lease.LEASE_KEY)).result() == opened.hello.lease_key
    found = _report(central, opened.device.id)
    assert found.registered
    assert (found.name, found.platform) == (opened.device.name, opened.device.platform)
    until(lambda: _report(central, opened.device.id).cache == "encrypted")
    assert not opened.desk.look(lambda conn: len(outbox.all(conn))).result()
