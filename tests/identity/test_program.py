"""The program as a person meets it: the window, the browser beside it, the desk, the lock and the way back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton

from crimint_desktop.actions import drafting, home
from crimint_desktop.app.program import Program
from crimint_desktop.cli import Options
from crimint_desktop.config import Policy, Profile
from crimint_desktop.ui.sign_in.window import SignInWindow
from tests.app.screens import field, press, until
from tests.identity.provider import Browser
from tests.keys.conftest import lasting_bus, secret_service  # noqa: F401 - fixtures

PASSPHRASE = "three invented words"


class Started(Program):
    """The program as it is, with a browser of the test's, and unexpected errors written down."""

    def __init__(self, options: Options, browser: Browser) -> None:
        self.errors: list[BaseException] = []
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        super().__init__(application, options, Policy(), leave=lambda: None, browse=browser.open)

    def unexpected(self, error: BaseException) -> None:
        self.errors.append(error)


@pytest.fixture
def start(embedded, tmp_path, browser, qapp, secret_service) -> Iterator[Callable[[], Started]]:  # noqa: F811 - the fixture
    running: list[Started] = []

    def go() -> Started:
        program = Started(Options(Profile(tmp_path / "profile"), embedded.url), browser)
        running.append(program)
        program.start()
        until(lambda: isinstance(program.window, SignInWindow) and program.window.isVisible())
        return program

    yield go
    for program in running:
        program.close()
        assert program.errors == []
        if program.window is not None:
            program.window.close()
            program.window.deleteLater()


def _button(program, name):
    return program.window.findChild(QPushButton, f"sign-in.{name}")


def _with_browser(program):
    until(lambda: _button(program, "sign-in").text() == "Sign in with browser")
    # Until it is known that no copy is here, its passphrase is asked for.
    until(lambda: not field(program.window, "sign-in.passphrase").isVisible())


def _signed_in(program):
    return until(lambda: program.workplace)


def test_from_the_first_start_to_the_second(start, browser):
    program = start()
    _with_browser(program)
    press(program.window, "sign-in.sign-in")
    until(lambda: program.window.findChild(QLineEdit, "sign-in.choose.again"))
    for name in ("sign-in.choose.passphrase", "sign-in.choose.again"):
        field(program.window, name).setText(PASSPHRASE)
    press(program.window, "sign-in.choose.continue")
    work = _signed_in(program)
    assert work.desk.principal.name == "Ada Okonjo-Test"

    program.sign_out()
    until(lambda: isinstance(program.window, SignInWindow))
    says = "Last signed in here: Ada Okonjo-Test."
    until(lambda: any(says in each.text() for each in program.window.findChildren(QLabel)))
    until(lambda: field(program.window, "sign-in.passphrase").isVisible())
    field(program.window, "sign-in.passphrase").setText(PASSPHRASE)
    press(program.window, "sign-in.sign-in")
    assert _signed_in(program)
    assert len(browser.threads) == 2


def test_two_people_recover_a_copy_by_signing_in_with_the_browser(start, browser, embedded):
    program = start()
    _with_browser(program)
    press(program.window, "sign-in.sign-in")
    until(lambda: program.window.findChild(QLineEdit, "sign-in.choose.again"))
    for name in ("sign-in.choose.passphrase", "sign-in.choose.again"):
        field(program.window, name).setText(PASSPHRASE)
    press(program.window, "sign-in.choose.continue")
    work = _signed_in(program)
    user = work.desk.principal.user
    editing = drafting.begin_draft(work.desk, "").result()
    program.sign_out()
    until(lambda: isinstance(program.window, SignInWindow))

    program.show_recovery(embedded.url, user)
    go = until(lambda: _called(program, "Sign in with browser and ask"))
    browser.who = "peters"
    go.click()
    until(lambda: _says(program, "Joan Peters-Test signed in, and this copy is somebody else's"))
    browser.who = "okonjo"
    go.click()
    agree = until(lambda: _called(program, "Sign in with browser and agree"))
    field(program.window, "recovery.reason").setText("She sits beside me")
    agree.click()
    until(lambda: _says(program, "The second person must be somebody else than you."))
    browser.who = "peters"
    agree.click()
    until(lambda: field(program.window, "recovery.choose.passphrase").isVisible())
    assert any("prompt=login" in each for each in browser.visited)
    for name in ("recovery.choose.passphrase", "recovery.choose.again"):
        field(program.window, name).setText("four other invented words")
    press(program.window, "recovery.choose.continue")
    again = _signed_in(program)
    assert again.desk.principal.user == user
    assert editing.report.id in {each.record for each in home.look(again.desk).result().drafts}


def test_the_second_person_is_not_waited_for_after_cancel(start, browser, embedded):
    program = start()
    _with_browser(program)
    program.show_recovery(embedded.url, "p-somebody")
    browser.idle = True
    until(lambda: _called(program, "Sign in with browser and ask")).click()
    press(program.window, "recovery.stop")
    until(lambda: _says(program, "Signing in was stopped."))


def _called(program, words):
    buttons = program.window.findChildren(QPushButton)
    return next((each for each in buttons if each.text() == words and each.isVisible()), None)


def _says(program, words):
    return any(words in each.text() for each in program.window.findChildren(QLabel) if each.isVisible())


def test_cancel_in_the_browser_leaves_the_form_as_it_was(start, browser):
    browser.who = ""
    program = start()
    _with_browser(program)
    press(program.window, "sign-in.sign-in")
    says = "The sign-in was stopped or refused in the browser. Nothing was changed."
    until(lambda: any(each.text() == says for each in program.window.findChildren(QLabel)))
    assert program.workplace is None


def test_cancel_in_the_window_ends_the_waiting(start, browser):
    browser.idle = True
    program = start()
    _with_browser(program)
    press(program.window, "sign-in.sign-in")
    until(lambda: program.window.status.words().startswith("Waiting for your browser"))
    press(program.window, "sign-in.stop")
    assert program.window.status.words() == "Stopped. Nothing was changed."
    free = program.jobs.run("ask", lambda: True)
    until(free.done)


def test_leaving_the_program_does_not_wait_for_the_browser(start, browser):
    browser.idle = True
    program = start()
    _with_browser(program)
    press(program.window, "sign-in.sign-in")
    began = time.monotonic()
    program.close()
    assert time.monotonic() - began < 5
