"""Signing in with one's organisation: a button instead of a password, and what is said while the browser is open."""

from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.sign_in.acts import Known, SignInActs, Way
from crimint_desktop.ui.sign_in.window import SignInWindow
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.ui.hands import find, focused, settle

PASSPHRASE = "seven invented geese"
HERE_BEFORE = Way("login.example.test", "Ada Okonjo-Test", "p-ada")
NOBODY_YET = Way("login.example.test")


def _done(value):
    future: Future[Any] = Future()
    future.set_result(value)
    return future


class Device:
    """What the window is answered, and what it asked."""

    def __init__(self):
        self.known, self.way = Known(has_cache=True), HERE_BEFORE
        self.browsed, self.asked, self.stopped, self.passwords = [], [], [], []
        self.answer: Future[bool] = Future()

    def acts(self):
        def known(service, user):
            self.asked.append((service, user))
            return _done(self.known)

        def sign_in_with_browser(typed):
            self.browsed.append(typed)
            return self.answer

        def sign_in(typed):
            self.passwords.append(typed)
            return self.answer

        return SignInActs(
            known, sign_in, lambda _typed: self.answer, lambda: self.stopped.append(True),
            way=lambda _service: _done(self.way), sign_in_with_browser=sign_in_with_browser,
        )  # fmt: skip


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def open_window(show, device):
    def unexpected(error):
        raise error

    def opened(way=HERE_BEFORE, known=None):
        device.way, device.known = way, known or device.known
        jobs = Jobs(unexpected)
        window = show(SignInWindow(device.acts(), jobs, service="https://crimint.example.test", user="", version="0"))
        jobs.setParent(window)
        window.ask_the_way()
        settle()
        window.focus_first_empty()
        return window

    return opened


def edit(window, part):
    return find(window, QLineEdit, f"sign-in.{part}")


def button(window, name):
    return find(window, QPushButton, f"sign-in.{name}")


def said(window):
    return [each.text() for each in window.findChildren(QLabel) if each.isVisible()]


def press(window, name):
    button(window, name).click()
    settle()


def test_name_and_password_give_way_to_one_button_that_says_where(open_window):
    window = open_window()
    assert not edit(window, "user").isVisible()
    assert not edit(window, "password").isVisible()
    assert button(window, "sign-in").text() == "Sign in with browser"
    where = "You sign in with login.example.test, in your browser. Last signed in here: Ada Okonjo-Test."
    assert where in said(window)
    assert button(window, "sign-in").accessibleDescription() == where


def test_the_copy_kept_here_is_that_of_who_was_here_last(open_window, device):
    window = open_window()
    assert device.asked[-1] == ("https://crimint.example.test", "p-ada")
    assert edit(window, "passphrase").isVisible()
    assert focused().accessibleIdentifier() == "sign-in.passphrase"


def test_the_first_time_only_the_button_is_there_and_has_the_keyboard(open_window, device):
    window = open_window(NOBODY_YET, Known(has_cache=False))
    assert not edit(window, "passphrase").isVisible()
    assert focused().accessibleIdentifier() == "sign-in.sign-in"
    QTest.keyClick(button(window, "sign-in"), Qt.Key.Key_Space)
    assert len(device.browsed) == 1
    assert device.passwords == []


def test_waiting_for_the_browser_is_said_and_heard_and_can_be_cancelled(open_window, device, heard):
    window = open_window()
    edit(window, "passphrase").setText(PASSPHRASE)
    press(window, "sign-in")
    assert window.status.words() == "Waiting for your browser. Sign in there, then come back here."
    assert any("Waiting for your browser" in each for each in heard)
    assert button(window, "stop").text() == "Cancel"
    press(window, "stop")
    assert device.stopped == [True]
    assert window.status.words() == "Stopped. Nothing was changed."
    assert edit(window, "passphrase").text() == PASSPHRASE


def test_pressing_twice_opens_one_browser(open_window, device):
    window = open_window(NOBODY_YET, Known(has_cache=False))
    press(window, "sign-in")
    press(window, "sign-in")
    assert len(device.browsed) == 1


def test_what_went_wrong_in_the_browser_is_said_and_what_was_typed_stays(open_window, device, heard):
    window = open_window()
    edit(window, "passphrase").setText(PASSPHRASE)
    press(window, "sign-in")
    says = "The sign-in was stopped or refused in the browser. Nothing was changed."
    device.answer.set_exception(Unavailable(says, cause="access-denied"))
    settle()
    assert [each.text() for each in window.findChildren(ErrorLine) if each.isVisible()] == [says]
    assert heard.urgent == [says]
    assert edit(window, "passphrase").text() == PASSPHRASE
    assert focused().accessibleIdentifier() == "sign-in.sign-in"


def test_somebody_else_in_the_browser_is_asked_for_their_own_passphrase(open_window, device):
    window = open_window(NOBODY_YET, Known(has_cache=False))
    press(window, "sign-in")
    device.known, device.way = Known(has_cache=True), Way("login.example.test", "Joan Peters-Test", "p-joan")
    device.answer.set_exception(Refused(Problem("passphrase", "Type the offline passphrase of Joan Peters-Test.")))
    settle()
    assert edit(window, "passphrase").isVisible()
    assert focused().accessibleIdentifier() == "sign-in.passphrase"
    assert "You sign in with login.example.test, in your browser. Last signed in here: Joan Peters-Test." in said(
        window
    )


def test_a_service_with_passwords_gets_its_fields_back(open_window, device):
    window = open_window()
    device.way = Way()
    window.ask_the_way()
    settle()
    assert edit(window, "user").isVisible()
    assert edit(window, "user").text() == ""
    assert button(window, "sign-in").text() == "Sign in"


def test_a_service_that_does_not_answer_changes_nothing(open_window, device):
    window = open_window()
    failed: Future[Way] = Future()
    failed.set_exception(Unavailable("The service cannot be reached.", cause="service-down"))
    window._acts = SignInActs(
        lambda *_: _done(device.known), lambda _: device.answer, lambda _: device.answer, lambda: None,
        way=lambda _service: failed,
    )  # fmt: skip
    window.ask_the_way()
    settle()
    assert button(window, "sign-in").text() == "Sign in with browser"
