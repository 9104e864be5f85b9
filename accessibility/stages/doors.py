"""The windows before work begins: sign-in and lock, with nobody behind them."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtWidgets import QPushButton, QWidget

from crimint_desktop.app.locking import BlankWindow
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.lock.window import LockActs, LockWindow
from crimint_desktop.ui.sign_in.acts import Known, SignInActs, Way
from crimint_desktop.ui.sign_in.window import SignInWindow

SIGN_IN_COVERS = ("crimint_desktop.ui.sign_in.window:SignInWindow",)
BLANK_COVERS = ("crimint_desktop.app.locking:BlankWindow",)
LOCK_COVERS = ("crimint_desktop.ui.lock.window:LockWindow",)
SAMPLE = "Sample register: everything here is invented"

T = TypeVar("T")


def answered(value: T) -> Future[T]:
    """A future whose answer is there already."""
    future: Future[T] = Future()
    future.set_result(value)
    return future


def never() -> Future[Any]:
    """A future that is never answered: what a screen shows meanwhile stays."""
    return Future()


def jobs() -> Jobs:
    """Jobs in which an unexpected error ends the program: a stage expects none."""

    def unexpected(problem: BaseException) -> None:
        raise problem

    return Jobs(unexpected)


def _sign_in(known: Known, user: str = "okonjo") -> SignInWindow:
    acts = SignInActs(
        known=lambda _service, _user: answered(known),
        sign_in=lambda _typed: never(),
        work_offline=lambda _typed: never(),
        give_up=lambda: None,
    )
    lane = jobs()
    window = SignInWindow(acts, lane, service="https://crimint.example.test", user=user, version="0.1.0")
    lane.setParent(window)
    window.greet(SAMPLE)
    window._show_known(known)
    return window


def sign_in_first_time() -> QWidget:
    """Nobody has signed in on this device yet."""
    return _sign_in(Known(has_cache=False), user="")


def sign_in_again() -> QWidget:
    """The device keeps a copy for this person."""
    return _sign_in(Known(has_cache=True))


def sign_in_without_keyring() -> QWidget:
    """The device has no safe place for a key."""
    return _sign_in(Known(has_cache=False, keyring_trouble="no keyring"))


def sign_in_choosing() -> QWidget:
    """Signed in for the first time: a passphrase is to be chosen."""
    window = _sign_in(Known(has_cache=False))
    window._ask_for_passphrase()
    return window


def sign_in_elsewhere() -> QWidget:
    """Somebody else's computer: nothing is to be kept."""
    window = _sign_in(Known(has_cache=True))
    window._not_mine.setChecked(True)
    return window


def sign_in_broken() -> QWidget:
    """A copy is kept here whose key is missing."""
    return _sign_in(Known(has_cache=False, broken=True))


def sign_in_refused() -> QWidget:
    """Pressed with nothing typed: the first empty field says so."""
    return _pressed(sign_in_again(), "sign-in.sign-in")


def sign_in_waiting() -> QWidget:
    """Everything typed, the service has not answered yet."""
    window = _sign_in(Known(has_cache=True))
    for field in (window._password, window._passphrase):
        field.setText("an invented one")
    return _pressed(window, "sign-in.sign-in")


def _with_provider(known: Known, person: str = "Ada Okonjo-Test") -> SignInWindow:
    window = _sign_in(known, user="")
    window.show_way(Way("login.crimint.example.test", person, "p-invented" if person else ""))
    return window


def sign_in_with_provider() -> QWidget:
    """People sign in with their organisation, in the browser; somebody was here before."""
    return _with_provider(Known(has_cache=True))


def sign_in_with_provider_first_time() -> QWidget:
    """People sign in with their organisation, and nobody was here yet."""
    return _with_provider(Known(has_cache=False), person="")


def sign_in_waiting_for_browser() -> QWidget:
    """The browser has been opened, and the person is there."""
    window = _with_provider(Known(has_cache=True))
    window._passphrase.setText("an invented one")
    return _pressed(window, "sign-in.sign-in")


def _lock(says: str = "", *, draft: bool = False) -> LockWindow:
    lane = jobs()
    acts = LockActs(unlock=lambda _passphrase: never(), sign_out=lambda: None)
    window = LockWindow(acts, lane, user="A. Okonjo", says=says, draft=draft)
    lane.setParent(window)
    return window


def locked() -> QWidget:
    """Waiting for the passphrase."""
    window = _lock()
    window.greet()
    return window


def locked_with_draft() -> QWidget:
    """Waiting for the passphrase; a report was being written."""
    window = _lock(draft=True)
    window.greet()
    return window


def locked_by_the_service() -> QWidget:
    """Locked because the service said so: only a sign-in opens it."""
    window = _lock("The service has locked this device. Sign in to the service to open it again.")
    window.greet()
    return window


def unlock_refused() -> QWidget:
    """Pressed with nothing typed."""
    return _pressed(_lock(), "lock.unlock")


def blank() -> QWidget:
    """What stands on the screen while words are saved for the lock."""
    return BlankWindow()


def not_locked_yet() -> QWidget:
    """The lock could not save what was written, and says so."""
    window = BlankWindow()
    window.say("Not locked yet. The disk is full. What you wrote is still in memory; trying again.")
    return window


def _pressed(window: QWidget, identifier: str) -> QWidget:
    for button in window.findChildren(QPushButton):
        if button.accessibleIdentifier() == identifier:
            button.click()
    return window
