"""The lock: a blank window, one passphrase, nothing of the records."""

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit

from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.lock.window import LockActs, LockWindow
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.ui.hands import settle


class Locked:
    """What the window asked, and what it is answered."""

    def __init__(self):
        self.tried, self.out = [], []
        self.answer: Future[None] = Future()

    def unlock(self, passphrase):
        self.tried.append(passphrase)
        return self.answer


@pytest.fixture
def locked():
    return Locked()


@pytest.fixture
def window(show, locked):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(LockWindow(LockActs(locked.unlock, lambda: locked.out.append(True)), jobs, user="okonjo"))
    jobs.setParent(made)
    return made


def try_passphrase(window, text):
    edit = window.findChild(QLineEdit)
    edit.setText(text)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settle()


def errors(window):
    return [each.text() for each in window.findChildren(ErrorLine) if each.isVisible()]


def test_it_says_once_that_it_is_locked_and_takes_the_keyboard(window, heard):
    window.greet()
    assert heard == []
    assert window.accessibleName() == "Locked. What you wrote is saved."
    assert window.windowTitle() == "Locked. What you wrote is saved - CrimInt+"
    assert window.findChild(QLineEdit).hasFocus()


def test_it_shows_its_user_and_nothing_of_any_record(window):
    said = {label.text() for label in window.findChildren(QLabel) if label.isVisible() and label.text()}
    assert said == {
        "Locked", "What you wrote is saved.", "Offline passphrase", "Locked for okonjo.",
        "Locked. What you wrote is saved.", "OFFICIAL", "F1 help",
    }  # fmt: skip


def test_the_passphrase_is_tried_once_however_often_enter_is_pressed(window, locked):
    try_passphrase(window, "seven invented geese")
    try_passphrase(window, "seven invented geese")
    assert locked.tried == ["seven invented geese"]


def test_nothing_typed_is_not_tried(window, locked):
    try_passphrase(window, "")
    assert locked.tried == []
    assert errors(window) == ["Type the offline passphrase."]


def test_a_wrong_passphrase_is_said_and_another_can_be_tried(window, locked, heard):
    try_passphrase(window, "six invented geese")
    says = "This passphrase does not open the copy on this device."
    locked.answer.set_exception(Refused(Problem("passphrase", says)))
    settle()
    assert errors(window) == [says]
    assert heard.urgent == [says]
    assert window.findChild(QLineEdit).hasSelectedText()
    locked.answer = Future()
    try_passphrase(window, "seven invented geese")
    assert locked.tried == ["six invented geese", "seven invented geese"]


def test_a_cache_that_is_still_in_use_is_said(window, locked):
    try_passphrase(window, "seven invented geese")
    locked.answer.set_exception(Unavailable("The program that was locked has not ended yet.", cause="cache-in-use"))
    settle()
    assert errors(window) == ["The program that was locked has not ended yet."]


def test_signing_out_is_one_press_away(window, locked):
    next(each for each in window.findChildren(type(window._sign_out)) if each.text() == "Sign out").click()
    assert locked.out == [True]


def test_who_was_writing_hears_that_the_draft_is_saved(show, locked):
    jobs = Jobs(lambda _error: None)
    acts = LockActs(locked.unlock, lambda: locked.out.append(True))
    made = show(LockWindow(acts, jobs, user="okonjo", draft=True))
    jobs.setParent(made)
    assert made.accessibleName() == "Locked, draft saved."
