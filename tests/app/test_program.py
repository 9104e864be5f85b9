"""The program on the screen: sign-in, work, lock, and the days on which something goes wrong."""

from __future__ import annotations

import logging
from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QTextEdit

from crimint_desktop.app import leaving, opening
from crimint_desktop.app import program as programs
from crimint_desktop.config import Policy
from crimint_desktop.store import edits, outbox, records
from crimint_desktop.ui.lock.window import LockWindow
from crimint_desktop.ui.sign_in.window import SignInWindow
from crimint_domain.change import Change
from crimint_domain.errors import Refused, Unavailable
from tests.app.conftest import PASSPHRASE, an_opener, no_keyring
from tests.app.screens import boxes, field, form_of, keys, press, spin, type_words, until
from tests.protocol.people import PASSWORD

WORDS = "A white van by the mill, twice."


def _kept(program, record):
    return program.workplace.desk.look(lambda conn: edits.find(conn, record)).result()


def _held(program, record):
    return program.workplace.desk.look(lambda conn: records.find(conn, record)).result()


def _waiting(program):
    return program.workplace.desk.look(outbox.all).result()


def _new_report(program, words=WORDS):
    program.workplace.new_report()
    form = form_of(program)
    type_words(form, words)
    return form


def test_a_person_signs_in_and_home_is_shown(start):
    program = start()
    window = program.window
    assert isinstance(window, SignInWindow)
    until(lambda: not field(window, "sign-in.passphrase").isVisible())
    field(window, "sign-in.password").setText(PASSWORD)
    press(window, "sign-in.sign-in")
    until(lambda: window.findChild(QLineEdit, "sign-in.choose.again"))
    for name in ("sign-in.choose.passphrase", "sign-in.choose.again"):
        field(window, name).setText(PASSPHRASE)
    press(window, "sign-in.choose.continue")
    work = until(lambda: program.workplace)
    assert work.window.page() is work.home
    until(lambda: work.syncing.state.agreed_at)
    assert boxes() == []


def test_leaving_the_form_by_a_key_makes_a_draft_that_reaches_the_service(at_home):
    program = at_home()
    form = _new_report(program)
    record = form.record
    keys(program.window, Qt.Key.Key_1)
    work = program.workplace
    until(lambda: work.window.page() is work.home)
    until(lambda: work.form is None)

    def sent():
        held = work.desk.look(lambda conn: records.find(conn, record)).result()
        return held if held is not None and held.version else None

    held = until(sent)
    assert WORDS in str(held.document)
    assert _kept(program, record) is None


def test_a_second_new_report_leaves_the_first_as_a_draft(at_home):
    program = at_home()
    first = _new_report(program).record
    program.workplace.new_report()
    until(lambda: program.workplace.form is not None and program.workplace.form.record != first)
    until(lambda: _kept(program, first) is None)
    held = program.workplace.desk.look(lambda conn: records.find(conn, first)).result()
    assert WORDS in str(held.document)


def test_opening_the_report_that_is_being_written_goes_back_to_its_form(at_home):
    program = at_home()
    form = _new_report(program)
    program.workplace.edit(form.record)
    spin(100)
    assert program.workplace.form is form
    assert WORDS in form.writing.document["items"][form.items[0].item.id]["text"]


def test_idle_is_warned_of_once_and_then_locks(at_home):
    program = at_home(policy=Policy(idle_s=600, warning_s=60))
    warned: list[int] = []
    idle = program.workplace.idle
    idle.warned.connect(warned.append)
    idle._touched -= 550
    for _ in range(3):
        idle.look()
    assert len(warned) == 1
    idle._touched -= 60
    idle.look()
    until(lambda: program.left)
    assert program.workplace.locking.blank.isVisible()
    assert not program.workplace.window.isVisible()
    program.workplace.locking.blank.close()


def test_locking_saves_words_and_place_and_unlocking_brings_both_back(at_home, start, monkeypatch):
    program = at_home()
    form = _new_report(program)
    text = form.items[0].text
    inner = text if isinstance(text, QTextEdit) else text.findChild(QTextEdit)
    cursor = inner.textCursor()
    cursor.setPosition(7)
    inner.setTextCursor(cursor)
    record, place = form.record, program.workplace.place()
    program.workplace.lock()
    program.workplace.lock()  # asked twice, as by the timer and by hand
    until(lambda: program.left)
    spin(100)
    assert (len(program.left), len(program.spawned)) == (1, 1)
    program.workplace.locking.blank.close()
    program.close()

    monkeypatch.setattr(programs, "wait_for_predecessor", lambda _seconds: True)
    after = start(successor=True)
    assert isinstance(after.window, LockWindow)
    field(after.window, "lock.passphrase").setText("not the passphrase")
    press(after.window, "lock.unlock")
    until(lambda: field(after.window, "lock.passphrase").selectedText())  # refused: to be typed over
    field(after.window, "lock.passphrase").setText(PASSPHRASE)
    press(after.window, "lock.unlock")
    again = form_of(after)
    assert again.record == record
    assert again.items[0].text.text() == WORDS
    assert again.place() == {key: value for key, value in place.items() if key != "page"}


def test_a_lock_that_cannot_save_stays_blank_says_why_and_succeeds_once_there_is_room(at_home, monkeypatch):
    program = at_home()
    _new_report(program)
    work = program.workplace
    keep, tries = work.choices.keep_place, []

    def full(place):
        tries.append(place)
        if len(tries) < 3:
            raise Unavailable("The disk is full.", cause="disk-full", retry_after_s=0.05)
        keep(place)

    monkeypatch.setattr(work.choices, "keep_place", full)
    work.lock()
    until(lambda: work.locking.blank is not None and "The disk is full." in work.locking.blank.accessibleName())
    assert not program.left
    assert work.locking.blank.isVisible()
    assert not work.window.isVisible()
    until(lambda: program.left)
    assert len(tries) == 3
    work.locking.blank.close()


def test_a_form_that_cannot_be_left_for_a_full_disk_comes_back_with_its_words(at_home):
    program = at_home()
    form = _new_report(program)
    work = program.workplace
    until(lambda: not form.keeper.has_unsaved)
    _limit(work, 1)
    text = form.items[0].text
    inner = text if isinstance(text, QTextEdit) else text.findChild(QTextEdit)
    inner.insertPlainText("And more words. " * 1000)  # as when it is pasted
    spin()
    assert "more words" in str(form.writing.document)
    work.window.go("home")
    until(lambda: work.window.page() is form)
    assert work.form is form
    _limit(work, 1_000_000)
    until(lambda: not form.keeper.has_unsaved)
    work.window.go("home")
    until(lambda: work.desk.look(lambda conn: records.find(conn, form.record)).result())


def _limit(work, pages):
    def limit(conn):
        driver = conn.connection.driver_connection
        driver.set_authorizer(None)
        driver.execute(f"PRAGMA max_page_count={pages}").fetchall()

    work.desk.db.run(limit).result()


def test_signing_out_closes_the_cache_and_shows_the_sign_in(at_home, opener, road):
    program = at_home()
    record = _new_report(program).record
    program.sign_out()
    assert isinstance(program.window, SignInWindow)
    assert program.workplace is None
    with closing(opener.work_offline(road.url, "okonjo", PASSPHRASE)) as opened:
        assert WORDS in str(opened.desk.look(lambda conn: records.find(conn, record)).result().document)


def test_a_wipe_leaves_nothing_that_opens(at_home, opener, road):
    program = at_home()
    folder = program.workplace.opened.folder
    program.wipe()
    assert isinstance(program.window, SignInWindow)
    assert not folder.exists()
    with pytest.raises(Refused, match="no offline cache"):
        opener.work_offline(road.url, "okonjo", PASSPHRASE)


def test_a_refused_change_is_shown_with_why(at_home):
    program = at_home()
    form = _new_report(program)
    record, work = form.record, program.workplace
    work.window.go("home")
    until(lambda: (held := _held(program, record)) is not None and held.version)

    def wrong(conn):
        held = records.find(conn, record)
        assert held is not None
        change = Change(work.desk.new_id(), "report", 2, record, held.version, parts={"reference": "QM-1"})
        outbox.add(conn, change, held.document, work.desk.now())

    work.desk.db.run(wrong).result()
    work.changed()
    until(lambda: work.syncing.state.refused)
    assert work.syncing.state.words
    until(lambda: "1 change was refused" in work.window.status.words())


@pytest.mark.parametrize("trouble", ["down", "rubbish", "cut"])
def test_a_service_in_trouble_is_shown_as_offline_and_nothing_is_lost(at_home, road, trouble):
    program = at_home()
    work = program.workplace
    until(lambda: work.syncing.state.agreed_at)
    road.state = trouble
    record = _new_report(program).record
    work.window.go("home")
    until(lambda: not work.syncing.state.connected and work.syncing.state.waiting == 1)
    assert WORDS in str(work.desk.look(lambda conn: records.find(conn, record)).result().document)
    until(lambda: "Offline since" in work.window.status.words())
    road.state = "open"

    def sent():
        work.syncing.signed_in()  # asks again without the pause a service in trouble is given
        spin(200)
        return work.syncing.state.connected and not _waiting(program)

    until(sent)


@pytest.mark.expects_log("defect: ValueError")
def test_a_fault_of_ours_is_told_once_without_anything_typed_and_the_form_goes_on(at_home, caplog):
    program = at_home()
    form = _new_report(program)
    with caplog.at_level(logging.ERROR):
        for _ in range(3):
            program.unexpected(ValueError(f"could not handle {WORDS}"))
    spin()
    (box,) = boxes()
    assert WORDS not in box.text() + box.detailedText()
    assert WORDS not in caplog.text
    assert len(caplog.records) == 3
    box.close()
    type_words(form, " More.")
    assert "More." in str(form.writing.document)
    program.unexpected(ValueError("another"))
    spin()
    (box,) = boxes()
    box.close()


@pytest.mark.expects_log("defect: RuntimeError")
def test_a_fault_while_opening_is_said_and_the_sign_in_can_be_tried_again(start, opener, road):
    program = start()

    def broken():
        raise RuntimeError("a mistake of ours")

    shown = program.open(broken)
    until(shown.done)
    assert isinstance(shown.exception(), Unavailable)
    (box,) = boxes()
    box.close()
    shown = program.open(lambda: opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE))
    until(shown.done)
    shown.result()


@pytest.mark.expects_log("defect: RuntimeError")
@pytest.mark.parametrize("where", ["__init__", "begin"])
def test_a_workplace_that_cannot_be_shown_is_said_and_leaves_the_cache_closed(start, opener, road, monkeypatch, where):
    from crimint_desktop.app import workplace

    program = start()

    def broken(*_):
        raise RuntimeError("a mistake of ours")

    with monkeypatch.context() as patched:
        patched.setattr(workplace.Workplace, where, broken)
        shown = program.open(lambda: opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE))
        until(shown.done)
    assert isinstance(shown.exception(), Unavailable)
    assert program.workplace is None
    assert isinstance(program.window, SignInWindow)
    for box in boxes():
        box.close()
    with closing(opener.work_offline(road.url, "okonjo", PASSPHRASE)):
        pass


def test_stopping_a_sign_in_shows_nothing_and_closes_what_was_opened(start, opener, road):
    program = start()
    shown = program.open(lambda: opener.sign_in(road.url, "okonjo", PASSWORD, PASSPHRASE))
    assert shown.cancel()
    until(lambda: opener.has_cache(road.url, "okonjo"))
    until(lambda: not program.jobs.run("ask", lambda: False).result())
    spin(300)
    assert program.workplace is None
    assert isinstance(program.window, SignInWindow)
    with closing(opener.work_offline(road.url, "okonjo", PASSPHRASE)):
        pass


def test_where_nothing_is_kept_unsent_work_is_sealed_and_the_program_locks_all_the_same(
    at_home, central, profile, road
):
    program = at_home(an_opener(central, profile, no_keyring), passphrase="")
    work = program.workplace
    assert work.opened.temporary
    until(lambda: work.syncing.state.agreed_at)
    road.state = "down"
    _new_report(program)
    work.lock()
    until(lambda: program.left)
    assert not work.opened.folder.exists()
    assert program.spawned == [(road.url, "okonjo", True)]
    (left,) = profile.folder.glob("sealed/*/*.sealed")
    assert WORDS.encode() not in left.read_bytes()
    work.locking.blank.close()


def test_where_nothing_is_kept_and_nothing_can_be_sealed_unsent_work_is_not_locked_away(
    at_home, central, profile, road, monkeypatch
):
    monkeypatch.setattr(leaving, "_UNSENT_S", 0.1)
    monkeypatch.setattr(opening, "permission_to_seal", lambda _proved, _profile: None)
    program = at_home(an_opener(central, profile, no_keyring), passphrase="")
    work = program.workplace
    until(lambda: work.syncing.state.agreed_at)
    road.state = "down"
    _new_report(program)
    assert not work.may_close()
    until(lambda: "Not closed" in work.window.status.words())
    work.lock()
    until(
        lambda: work.locking.blank is not None and "has not reached the service" in work.locking.blank.accessibleName()
    )
    assert not program.left
    road.state = "open"
    monkeypatch.setattr(leaving, "_UNSENT_S", 8.0)
    work.syncing.signed_in()
    until(lambda: program.left)
    assert not work.opened.folder.exists()
    work.locking.blank.close()
