"""Offline records: folders are held or left out by key, what they cost is said, and nothing holds before Apply."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton

from crimint_desktop.actions.briefcase import Folder, HeldHere, Offered
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.offline.acts import OfflineActs
from crimint_desktop.ui.offline.page import OfflinePage
from crimint_desktop.ui.offline.wording import held_line, until_in_words
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.builders import A_MOMENT
from tests.ui.hands import settle

DRAFTS = Folder("desk/okonjo", "Your drafts", 3, 3_000, held=True, always=True)
MARZIPAN = Folder("operation/MARZIPAN", "Operation MARZIPAN", 600, 600_000, held=True, always=False)
THIMBLE = Folder("operation/THIMBLE", "Operation THIMBLE", 1_500, 1_500_000, held=False, always=False)
OFFERED = Offered((DRAFTS, MARZIPAN, THIMBLE), 2_000, 10**9, A_MOMENT + timedelta(hours=12))


class Device:
    """What the page asked for."""

    def __init__(self):
        self.offered, self.applied, self.searched = OFFERED, [], []
        self.answer: Future[Offered] = Future()
        self.proposed: Future[frozenset[str]] = Future()

    def look(self):
        found: Future[Offered] = Future()
        found.set_result(self.offered)
        return found

    def apply(self, folders):
        self.applied.append(folders)
        return self.answer

    def propose(self, text):
        self.searched.append(text)
        return self.proposed

    def acts(self, nothing=""):
        return OfflineActs(self.look, self.apply, self.propose, lambda at: at, lambda: A_MOMENT, nothing)


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def page(show, device):
    return _shown(show, device)


def _shown(show, device, nothing=""):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(OfflinePage(device.acts(nothing), jobs), 1100, 700)
    jobs.setParent(made)
    made.shown()
    settle()
    return made


def rows(page):
    model = page.table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())] for row in range(model.rowCount())
    ]


def said(page):
    return page.findChild(ErrorLine, "offline.problem").text()


def button(page, identifier):
    return next(each for each in page.findChildren(QPushButton) if each.accessibleIdentifier() == identifier)


def test_every_folder_is_shown_with_what_it_costs_and_whether_it_is_held(page):
    assert rows(page) == [
        ["Your drafts", "3", "2 KB", "Always held"],
        ["Operation MARZIPAN", "600", "585 KB", "Held"],
        ["Operation THIMBLE", "1,500", "1 MB", "Not held"],
    ]
    assert page.counts == "2 of 3 folders"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_key_holds_a_folder_or_leaves_it_out_and_nothing_is_sent_before_apply(page, device, key):
    page.table.setFocus()
    page.table.set_current_key("operation/MARZIPAN")
    QTest.keyClick(page.table, key)
    assert rows(page)[1][3] == "Removed once applied"
    assert device.applied == []
    button(page, "offline.apply").click()
    assert device.applied == [frozenset()]


def test_what_is_always_held_stays(page, device):
    page.toggle("desk/okonjo")
    assert rows(page)[0][3] == "Always held"
    button(page, "offline.apply").click()
    assert device.applied == []  # nothing was changed


def test_more_than_may_be_held_is_said_at_once_and_a_refusal_is_shown(page, device):
    page.toggle("operation/THIMBLE")
    assert said(page) == "This is more than this device may hold. Leave something out."
    page.apply()
    device.answer.set_exception(Refused(Problem("", "These folders hold 2,103 records. Choose fewer.")))
    settle()
    assert said(page) == "These folders hold 2,103 records. Choose fewer."
    assert rows(page)[2][3] == "Held once applied"  # the choice is still there to be changed
    page.apply()
    assert len(device.applied) == 2


def test_what_was_applied_is_shown_as_it_is_held_then(page, device):
    page.toggle("operation/MARZIPAN")
    page.apply()
    page.apply()
    assert len(device.applied) == 1  # not twice
    device.answer.set_result(replace(OFFERED, folders=(DRAFTS, replace(MARZIPAN, held=False), THIMBLE)))
    settle()
    assert [row[3] for row in rows(page)] == ["Always held", "Not held", "Not held"]


def test_everything_there_is_room_for_is_one_press(page, device):
    button(page, "offline.all").click()
    assert device.applied == [None]


def test_a_name_finds_a_folder_and_words_find_the_folders_their_reports_lie_in(page, device, qtbot):
    find = page.findChild(QLineEdit, "offline.find")
    QTest.keyClicks(find, "thim")
    assert [row[0] for row in rows(page)] == ["Operation THIMBLE"]
    find.clear()
    QTest.keyClicks(find, "white van")
    assert rows(page) == []
    qtbot.waitUntil(lambda: device.searched == ["white van"])  # once, when the typing pauses
    device.proposed.set_result(frozenset({"operation/MARZIPAN"}))
    settle()
    assert [row[0] for row in rows(page)] == ["Operation MARZIPAN"]


def test_a_choice_that_was_not_applied_survives_news(page, device):
    page.toggle("operation/MARZIPAN")
    device.offered = replace(OFFERED, folders=(DRAFTS, replace(MARZIPAN, records=601), THIMBLE))
    page.refresh()
    settle()
    assert rows(page)[1][1:] == ["601", "585 KB", "Removed once applied"]


def test_while_the_service_is_away_what_is_held_is_shown_and_cannot_be_changed(show, device):
    device.offered = replace(OFFERED, away="The service cannot be reached.")
    page = _shown(show, device)
    page.toggle("operation/THIMBLE")
    assert rows(page)[2][3] == "Not held"
    button(page, "offline.all").click()
    assert said(page) == "The service cannot be reached."
    assert device.applied == []


def test_a_failure_to_apply_says_why(page, device):
    page.toggle("operation/MARZIPAN")
    page.apply()
    device.answer.set_exception(Unavailable("The service is busy.", cause="service-busy"))
    settle()
    assert said(page) == "The service is busy."


def test_where_nothing_is_kept_that_is_said(show, device):
    page = _shown(show, device, nothing="Nothing is kept on this device.")
    assert rows(page) == []
    button(page, "offline.all").click()
    assert (device.applied, said(page)) == ([], "Nothing is kept on this device.")


def test_the_end_of_the_lease_is_said_as_people_say_it():
    def said_at(**after):
        return until_in_words(A_MOMENT + timedelta(**after), lambda at: at, A_MOMENT)

    assert said_at(minutes=20).endswith(f"{A_MOMENT + timedelta(minutes=20):%H:%M} today.")
    assert said_at(days=1).endswith("tomorrow.")
    assert f"on {(A_MOMENT + timedelta(days=5)).day} " in said_at(days=5)
    assert "has ended" in said_at(minutes=-1)
    assert "given permission once" in until_in_words(None, lambda at: at, A_MOMENT)


def test_home_says_in_one_line_what_is_kept():
    held = HeldHere(1_284, 5, A_MOMENT + timedelta(hours=1))
    words = held_line(held, lambda at: at, A_MOMENT)
    assert words.startswith("1,284 records of 5 folders. Opens without the service until")
    assert held_line(HeldHere(), lambda at: at, A_MOMENT) == "Nothing of the service is kept on this device yet."
