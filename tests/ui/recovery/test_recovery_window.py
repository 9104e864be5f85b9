"""Recovering a copy at the screen: one step after the other, by keyboard, with every refusal at its field."""

from concurrent.futures import Future
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPushButton

from crimint_desktop.actions.spelling import words_of
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.recovery.acts import Agreement, RecoveryActs, Waiting
from crimint_desktop.ui.recovery.window import RecoveryWindow
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.ui.hands import find, focused, settle

ASKED = Waiting("01a20725-2607-7aa3-a4f2-50a98573e314", "14:00")
PASSPHRASE = "four other invented words"


class Service:
    """What the window is answered, and what it asked."""

    def __init__(self):
        self.said = []
        self.answers = {}

    def answer(self, name, *given):
        self.said.append((name, *given))
        future: Future[object] = Future()
        answer = self.answers.get(name)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            future.set_result(answer)
        return future

    def acts(self):
        return RecoveryActs(
            ask=lambda password: self.answer("ask", password),
            agree=lambda agreement: self.answer("agree", agreement),
            look=lambda: self.answer("look"),
            finish=lambda passphrase: self.answer("finish", passphrase),
            begin_new=lambda: self.answer("begin_new"),
            back=lambda says: self.said.append(("back", says)),
        )


@pytest.fixture
def service():
    made = Service()
    made.answers = {"ask": ASKED, "look": True, "begin_new": "The old copy is kept as cache-1.aside."}
    return made


@pytest.fixture
def window(show, service):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    shown = show(RecoveryWindow(service.acts(), jobs, service="https://crimint.example.test", user="okonjo"))
    jobs.setParent(shown)
    settle()
    return shown


def type_into(window, part, text):
    find(window, QLineEdit, f"recovery.{part}").setText(text)


def enter(window, part):
    QTest.keyClick(find(window, QLineEdit, f"recovery.{part}"), Qt.Key.Key_Return)
    settle()


def errors(window):
    return [each.text() for each in window.findChildren(ErrorLine) if each.isVisible()]


def ask(window):
    type_into(window, "password", "an invented one")
    enter(window, "password")


def test_the_whole_way_goes_by_the_enter_key_and_the_keyboard_is_always_where_work_goes_on(window, service, heard):
    assert focused().accessibleIdentifier() == "recovery.password"
    ask(window)
    assert focused().accessibleIdentifier() == "recovery.second-user"
    assert "2. A second person agrees" in heard
    for part, text in (("second-user", "peters"), ("second-password", "theirs"), ("reason", "Beside her")):
        type_into(window, part, text)
    enter(window, "reason")
    assert focused().accessibleIdentifier() == "recovery.choose.passphrase"
    for part in ("choose.passphrase", "choose.again"):
        type_into(window, part, PASSPHRASE)
    enter(window, "choose.again")
    assert service.said == [
        ("ask", "an invented one"), ("agree", Agreement("peters", "theirs", "Beside her")), ("look",),
        ("finish", PASSPHRASE),
    ]  # fmt: skip


def test_pressing_early_names_what_is_missing(window, service):
    enter(window, "password")
    assert errors(window) == ["Type your password."]
    ask(window)
    enter(window, "second-user")
    assert errors(window) == ["The second person types their user name."]
    assert service.said == [("ask", "an invented one")]


def test_the_number_of_the_request_can_be_read_out(window):
    ask(window)
    assert ASKED.id in window.second._request.text()


def test_nobody_has_agreed_yet_is_said_and_can_be_asked_again(window, service):
    ask(window)
    service.answers["look"] = False
    find(window, QPushButton, "recovery.look").click()
    settle()
    assert window.status.words() == "Nobody has agreed yet."
    service.answers["look"] = True
    find(window, QPushButton, "recovery.look").click()
    settle()
    assert window.choose.isVisible()


def test_a_refusal_stands_at_its_field_and_is_said(window, service, heard):
    says = "The second person must be somebody else than you."
    ask(window)
    service.answers["agree"] = Refused(Problem("second-user", says))
    for part in ("second-user", "second-password", "reason"):
        type_into(window, part, "something")
    enter(window, "reason")
    assert errors(window) == [says]
    assert heard.urgent == [says]
    assert focused().accessibleIdentifier() == "recovery.second-user"


def test_a_service_that_is_away_is_said_and_nothing_was_changed(window, service):
    service.answers["ask"] = Unavailable("The service cannot be reached.", cause="service-down")
    ask(window)
    assert errors(window) == ["The service cannot be reached."]
    assert window.status.words() == "Nothing was changed."


def ask_begin_new(window):
    button = find(window, QPushButton, "recovery.begin-new")
    button.setFocus()
    button.click()
    settle()
    return window.findChild(QMessageBox)


def answer(asked, at):
    asked.findChild(QPushButton, f"choice{at}").click()
    settle()


def test_a_copy_is_left_as_it_is_unless_one_says_so(window, service):
    answer(ask_begin_new(window), 1)
    QTest.keyClick(ask_begin_new(window), Qt.Key.Key_Escape)
    settle()
    assert service.said == []


def test_a_new_copy_is_begun_and_the_sign_in_says_where_the_old_one_is(window, service):
    asked = ask_begin_new(window)
    assert "Only an administrator can bring that back" in asked.text()
    answer(asked, 0)
    assert service.said == [("begin_new",), ("back", "The old copy is kept as cache-1.aside.")]


def test_f7_checks_the_reason_and_says_where_nothing_is_written(show, service, heard):
    spelling = SpellingActs(
        lambda text: done(tuple(each for each in words_of(text) if each.word == "aks")),
        lambda _word: done(("ask",)), lambda _word: done(None), None, lambda: True,
    )  # fmt: skip
    jobs = Jobs(lambda error: heard.append(str(error)))
    acts = replace(service.acts(), spelling=spelling)
    shown = show(RecoveryWindow(acts, jobs, service="https://crimint.example.test", user="okonjo"))
    jobs.setParent(shown)
    QTest.keyClick(focused(), Qt.Key.Key_F7)
    settle()
    assert heard[-1] == "There is no text to check here"
    shown._asked(ASKED)
    reason = find(shown, QLineEdit, "recovery.reason")
    reason.setText("I aks for it")
    reason.setFocus()
    QTest.keyClick(reason, Qt.Key.Key_F7)
    settle()
    assert heard[-1] == "Misspelt: aks. Suggestions: ask"
    offered = [each.text() for each in focused().window().findChildren(QPushButton)]
    assert "Add to my words" not in offered
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    settle()
    assert reason.text() == "I ask for it"


def done(value):
    future: Future[object] = Future()
    future.set_result(value)
    return future


def test_one_can_go_back(window, service):
    find(window, QPushButton, "recovery.back").click()
    assert service.said == [("back", "")]


def test_no_password_is_ever_shown(window):
    for part in ("password", "second-password", "choose.passphrase", "choose.again"):
        assert find(window, QLineEdit, f"recovery.{part}").echoMode() is QLineEdit.EchoMode.Password
