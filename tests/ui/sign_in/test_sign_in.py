"""Sign-in: what is missing is named at its field, what is typed is kept, and the service can be done without."""

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton

from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.sign_in.acts import Known, SignInActs
from crimint_desktop.ui.sign_in.window import SignInWindow
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.ui.hands import find, focused, settle

PASSPHRASE = "seven invented geese"


class Device:
    """What the window is answered, and what it asked."""

    def __init__(self):
        self.known = Known(has_cache=True)
        self.signed_in, self.offline, self.stopped, self.steps = [], [], [], []
        self.chosen, self.recovered = [], []
        self.answer: Future[bool] = Future()

    def acts(self):
        def known(_service, _user):
            future: Future[Known] = Future()
            future.set_result(self.known)
            return future

        def sign_in(typed):
            self.signed_in.append(typed)
            return self.answer

        def work_offline(typed):
            self.offline.append(typed)
            return self.answer

        def choose(passphrase):
            self.chosen.append(passphrase)
            return self.answer

        return SignInActs(
            known, sign_in, work_offline, lambda: self.stopped.append(True), self.steps.append, choose,
            lambda service, user: self.recovered.append((service, user)),
        )  # fmt: skip


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def open_window(show, device):
    def unexpected(error):
        raise error

    def opened(known=device.known, user="okonjo"):
        device.known = known
        jobs = Jobs(unexpected)
        window = show(
            SignInWindow(device.acts(), jobs, service="https://crimint.example.test", user=user, version="0.1.0")
        )
        jobs.setParent(window)
        window.ask_what_is_known()
        settle()
        window.focus_first_empty()
        return window

    return opened


def type_into(window, part, text):
    find(window, QLineEdit, f"sign-in.{part}").setText(text)


def press(window, button):
    find(window, QPushButton, f"sign-in.{button}").click()
    settle()


def errors(window):
    return [each.text() for each in window.findChildren(ErrorLine) if each.isVisible()]


def focus_in():
    return focused().accessibleIdentifier()


def test_the_keyboard_starts_in_the_first_empty_field(open_window):
    open_window(user="")
    assert focus_in() == "sign-in.user"
    open_window()
    assert focus_in() == "sign-in.password"


def test_pressing_early_names_what_is_missing_and_goes_there(open_window, device, heard):
    window = open_window()
    press(window, "sign-in")
    assert errors(window) == ["Type your password."]
    assert focus_in() == "sign-in.password"
    assert heard.urgent == ["Type your password."]
    assert device.signed_in == []


def test_enter_signs_in_with_what_was_typed(open_window, device):
    window = open_window()
    type_into(window, "password", "an invented one")
    type_into(window, "passphrase", PASSPHRASE)
    QTest.keyClick(find(window, QLineEdit, "sign-in.passphrase"), Qt.Key.Key_Return)
    (typed,) = device.signed_in
    assert (typed.user, typed.password, typed.passphrase) == ("okonjo", "an invented one", PASSPHRASE)
    assert window.status.words() == "Signing in…"


def test_pressing_twice_signs_in_once(open_window, device):
    window = open_window()
    type_into(window, "password", "an invented one")
    type_into(window, "passphrase", PASSPHRASE)
    press(window, "sign-in")
    press(window, "sign-in")
    assert len(device.signed_in) == 1


def _choosing(open_window, device):
    """The window after a first sign-in: a passphrase may be chosen now."""
    window = open_window(Known(has_cache=False))
    type_into(window, "password", "an invented one")
    press(window, "sign-in")
    device.answer.set_result(False)
    device.answer = Future()
    settle()
    return window


def test_no_passphrase_is_asked_before_the_service_has_said_that_a_copy_may_be_kept(open_window, device, heard):
    window = open_window(Known(has_cache=False))
    assert not find(window, QLineEdit, "sign-in.passphrase").isVisible()
    window = _choosing(open_window, device)
    assert [typed.passphrase for typed in device.signed_in] == [""]
    assert focus_in() == "sign-in.choose.passphrase"
    assert any("A copy of what you may read can be kept on this computer" in said for said in heard)


@pytest.mark.parametrize(
    ("chosen", "again", "says"),
    [
        ("", "", "Choose an offline passphrase."),
        ("short", "short", "Choose a passphrase of at least 10 characters."),
        (PASSPHRASE, "six invented geese", "The two passphrases differ. Type the same one twice."),
    ],
)
def test_the_first_passphrase_is_long_enough_and_typed_twice(open_window, device, chosen, again, says):
    window = _choosing(open_window, device)
    type_into(window, "choose.passphrase", chosen)
    type_into(window, "choose.again", again)
    press(window, "choose.continue")
    assert errors(window) == [says]
    assert device.chosen == []


def test_the_chosen_passphrase_makes_the_copy_and_a_refusal_is_said_at_its_field(open_window, device):
    window = _choosing(open_window, device)
    for part in ("choose.passphrase", "choose.again"):
        type_into(window, part, PASSPHRASE)
    press(window, "choose.continue")
    assert device.chosen == [PASSPHRASE]
    device.answer.set_exception(Unavailable("The disk is full.", cause="disk-full"))
    settle()
    assert errors(window) == ["The disk is full."]


def test_a_person_may_go_on_without_a_copy(open_window, device):
    window = _choosing(open_window, device)
    press(window, "choose.without")
    assert device.chosen == [""]


def test_at_a_computer_that_is_not_the_usual_one_nothing_is_kept_and_no_passphrase_asked(open_window, device):
    window = open_window()
    find(window, QCheckBox, "sign-in.keep-nothing").click()
    settle()
    assert not find(window, QLineEdit, "sign-in.passphrase").isVisible()
    type_into(window, "password", "an invented one")
    press(window, "sign-in")
    assert [(typed.keep, typed.passphrase) for typed in device.signed_in] == [(False, "")]


def test_a_copy_whose_key_is_gone_is_said_and_leads_to_what_helps(open_window, device):
    window = open_window(Known(has_cache=False, broken=True))
    assert any("whose key is missing or damaged" in each.text() for each in window.findChildren(QLabel))
    press(window, "recover")
    assert device.recovered == [("https://crimint.example.test", "okonjo")]


def test_a_wrong_password_is_said_at_the_field_and_everything_typed_stays(open_window, device, heard):
    window = open_window()
    type_into(window, "password", "not it")
    type_into(window, "passphrase", PASSPHRASE)
    press(window, "sign-in")
    says = "The service did not accept this name and password."
    device.answer.set_exception(Refused(Problem("password", says)))
    settle()
    assert errors(window) == [says]
    assert heard.urgent == [says]
    assert focus_in() == "sign-in.password"
    assert find(window, QLineEdit, "sign-in.passphrase").text() == PASSPHRASE
    assert find(window, QLineEdit, "sign-in.password").accessibleDescription().startswith("Error: ")


def test_a_service_that_is_down_points_to_working_offline(open_window, device):
    window = open_window()
    type_into(window, "password", "an invented one")
    type_into(window, "passphrase", PASSPHRASE)
    press(window, "sign-in")
    device.answer.set_exception(Unavailable("The service does not answer.", cause="service-down"))
    settle()
    assert errors(window) == ["The service does not answer. You can work offline with what is kept here."]


def test_a_sign_in_under_way_can_be_stopped_and_begun_again(open_window, device):
    window = open_window()
    type_into(window, "password", "an invented one")
    type_into(window, "passphrase", PASSPHRASE)
    press(window, "sign-in")
    press(window, "stop")
    assert device.stopped == [True]
    assert device.answer.cancelled()
    assert window.status.words() == "Stopped. Nothing was changed."
    device.answer = Future()
    press(window, "sign-in")
    assert len(device.signed_in) == 2


def test_working_offline_needs_the_passphrase_and_no_password(open_window, device):
    window = open_window()
    press(window, "work-offline")
    assert errors(window) == ["Type the offline passphrase."]
    type_into(window, "passphrase", PASSPHRASE)
    press(window, "work-offline")
    assert [typed.passphrase for typed in device.offline] == [PASSPHRASE]


def test_working_offline_is_offered_only_where_a_copy_is_kept(open_window):
    assert find(open_window(), QPushButton, "sign-in.work-offline").isVisible()
    assert not find(open_window(Known(has_cache=False)), QPushButton, "sign-in.work-offline").isVisible()


def test_without_a_safe_place_for_the_key_no_passphrase_is_asked(open_window, device):
    window = open_window(Known(has_cache=False, keyring_trouble="No keyring."))
    assert not find(window, QLineEdit, "sign-in.passphrase").isVisible()
    type_into(window, "password", "an invented one")
    press(window, "sign-in")
    assert [typed.passphrase for typed in device.signed_in] == [""]


def test_the_text_can_be_made_larger_before_anybody_has_signed_in(open_window, device):
    window = open_window()
    QTest.keyClick(window, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert device.steps == [1, -1, 0]


def test_no_password_is_ever_shown(open_window, device):
    window = _choosing(open_window, device)
    for part in ("password", "passphrase", "choose.passphrase", "choose.again"):
        assert find(window, QLineEdit, f"sign-in.{part}").echoMode() is QLineEdit.EchoMode.Password
