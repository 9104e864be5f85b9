"""The program from start to end: first window, sign-in, work, lock, exit."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from crimint_desktop.app import garbage
from crimint_desktop.app.browser import Browser, open_address
from crimint_desktop.app.left_behind import LeftBehind
from crimint_desktop.app.loading import Loading
from crimint_desktop.cli import DRAFT, WHY, Options
from crimint_desktop.config import VERSION, Policy
from crimint_desktop.keys.hardening import harden_process
from crimint_desktop.keys.successor import leave_at_once, own_command, spawn_successor, wait_for_predecessor
from crimint_desktop.ui import language, theme
from crimint_desktop.ui.clipboard import OwnClipboard
from crimint_desktop.ui.first_paint import after_first_paint
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.sign_in.acts import Known, SignInActs, Typed, Way
from crimint_desktop.ui.sign_in.window import SignInWindow
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from crimint_desktop.app.opening import OpenDesk, Opener
    from crimint_desktop.app.proving import Proved
    from crimint_desktop.app.vouching import Vouching
    from crimint_desktop.app.workplace import Workplace

__all__ = ["Program", "run"]

_ASK = "ask"
_GREET = "greet"
_AHEAD = "ahead"
_PAINTED_MS = 200
_LOOK_BACK_MS = 1_500
_PREDECESSOR_S = 20.0


def run(options: Options) -> int:
    """Start the program and stay until its last window is closed."""
    from crimint_desktop.app.defects import keep_words_out_of_reports

    harden_process()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CrimInt+")
    application.setApplicationDisplayName("CrimInt+")
    application.setDesktopFileName("crimint")
    language.speak_english()
    program = Program(application, options)
    keep_words_out_of_reports(program.unexpected)
    program.start()
    code = application.exec()
    program.close()
    return int(code)


class Program(QObject):
    """Holds the one window that is shown: sign-in, lock, or the workplace."""

    def __init__(
        self, application: QApplication, options: Options, policy: Policy | None = None,
        leave: Callable[[], None] = leave_at_once, browse: Callable[[str], bool] = open_address,
    ) -> None:  # fmt: skip
        """Dress the application; nothing slow is loaded yet. ``leave`` ends the process once it is locked; ``browse``
        opens an address in the browser."""
        super().__init__(application)
        self.options = options
        self.policy = policy or Policy()
        self.theme = theme.Theme(application, options.theme or theme.SYSTEM)
        OwnClipboard(application.clipboard(), self)
        self.jobs = Jobs(self.unexpected, self._notice, self)
        self.window: QWidget | None = None
        self.workplace: Workplace | None = None
        self.leave = leave
        self._loading = Loading()
        self._made: Opener | None = None
        self._proved: Proved | None = None
        self._browser = Browser(browse, self)
        self._vouching: Vouching | None = None
        self._stopped = threading.Event()
        self._left = LeftBehind(options.profile, self.jobs, self._loading, self.tell, self)
        self._defect: QWidget | None = None

    def start(self) -> None:
        """Show the first window: sign-in, or the lock of the process before this one."""
        if self.options.successor and self.options.user:
            self.show_lock()
        else:
            self.show_sign_in()
        assert self.window is not None  # noqa: S101 - shown in either case
        after_first_paint(self.window, self._begin_behind)

    def _begin_behind(self) -> None:
        """Begin what nobody waits for yet."""
        garbage.collect_from_now_on()
        QTimer.singleShot(_PAINTED_MS, self, lambda: self.jobs.run(_AHEAD, self._loading.everything))
        QTimer.singleShot(_LOOK_BACK_MS, self, self._left.look)
        QTimer.singleShot(_LOOK_BACK_MS, self, self.theme.follow)

    def close(self) -> None:
        """Close what is open. Everything typed has been kept before this is called."""
        if self.workplace is not None:
            self.workplace.close()
            self.workplace = None
        self._stopped.set()
        self._browser.close()
        if self._vouching is not None:
            self._vouching.close()
        self.jobs.close()

    # sign-in

    def show_sign_in(self, says: str = "") -> None:
        """Show the sign-in window, painted before anything slow is loaded; ``says`` is why it is shown again."""
        last = self.options.profile.remembered()
        window = SignInWindow(
            SignInActs(
                self._known,
                self._sign_in,
                self._work_offline,
                self._give_up,
                self.theme.step_text,
                self._choose,
                self.show_recovery,
                self._way,
                self._sign_in_with_browser,
            ),
            self.jobs,
            service=self.options.service or last.service,
            user=self.options.user or last.user,
            version=VERSION,
        )
        if last.provider and self.options.service in ("", last.service):
            window.show_way(Way(last.provider, last.name, last.user))
        self._show(window)
        window.focus_first_empty()
        if says:
            window.status.say(says, icon="warning")
        after_first_paint(window, window.ask_what_is_known)
        after_first_paint(window, window.ask_the_way)

    def show_lock(self) -> None:
        """Show the lock window; the cache is opened only when the process before this one is gone."""
        from crimint_desktop.ui.lock.window import LockActs, LockWindow

        last = self.options.profile.remembered()
        called = last.name if last.name and last.user == self.options.user else self.options.user
        window = LockWindow(
            LockActs(self._unlock, self._leave_lock),
            self.jobs,
            user=called,
            says=WHY.get(self.options.why, ""),
            draft=self.options.why == DRAFT,
        )
        self._show(window)
        window.greet()

    def show_recovery(self, service: str, user: str) -> None:
        """Show what helps when a cache does not open: recovery by two people, or a new one."""
        with self._loading.alone():
            from crimint_desktop.app.recovering import Recovering
            from crimint_desktop.ui.recovery.window import RecoveryWindow

        last = self.options.profile.remembered()
        recovering = Recovering(self._opener, self.jobs, self.open, service, user, self._vouched)
        window = RecoveryWindow(recovering.acts(self.show_sign_in), self.jobs, service=service, user=user)
        if last.provider and last.user == user:
            window.show_way(Way(last.provider, last.name, user))
        self._show(window)
        self.jobs.when(
            window, self._way(service), window.show_way, lambda _refused: None, unavailable=lambda _fault: None
        )

    def _opener(self) -> Opener:
        """Make what opens desks, on the lane that needs it: this loads what is slow."""
        with self._loading.alone():
            if self._made is None:
                from crimint_desktop.app.parts import make_opener

                self._made = make_opener(self.options.profile)
            return self._made

    def _known(self, service: str, user: str) -> Future[Known]:
        def work() -> Known:
            with self._loading.alone():
                from crimint_desktop.app.set_aside import is_broken

                opener = self._opener()
                has_cache = opener.has_cache(service, user)
                return Known(has_cache, opener.keyring_trouble(), is_broken(opener.profile, service, user))

        return self.jobs.run(_ASK, work)

    def _sign_in(self, typed: Typed) -> Future[bool]:
        """Prove the person; open the desk, or wait for the passphrase of a cache that may be made now."""

        def prove() -> OpenDesk | None:
            opener = self._opener()
            self._proved = proved = opener.prove(typed.service, typed.user, typed.password, keep=typed.keep)
            return None if proved.must_choose else opener.open(proved, typed.passphrase)

        return self.open(prove)

    def _vouched(self) -> Vouching:
        """Make what signs in elsewhere, on the lane that needs it."""
        with self._loading.alone():
            from crimint_desktop.app.vouching import Vouching

            self._vouching = self._vouching or Vouching(self._browser.open, self._opener)
            return self._vouching

    def _way(self, service: str) -> Future[Way]:
        def work() -> Way:
            self._loading.session()
            return self._vouched().way(service)

        return self.jobs.run(_GREET, work)

    def _sign_in_with_browser(self, typed: Typed) -> Future[bool]:
        """Prove the person in the browser; then as after a password."""
        self._stopped = stopped = threading.Event()

        def prove() -> OpenDesk | None:
            self._proved, opened = self._vouched().open(typed, stopped)
            return opened

        return self.open(prove)

    def _choose(self, passphrase: str) -> Future[bool]:
        """Open the desk of who has just proved themselves, under this passphrase, or without keeping anything."""

        def open_it() -> OpenDesk:
            proved = self._proved
            if proved is None:
                raise Unavailable("Sign in again.", cause="signed-out")
            return self._opener().open(proved if passphrase else proved.keeping_nothing(), passphrase)

        return self.open(open_it)

    def _give_up(self) -> None:
        self._proved = None
        self._stopped.set()
        if self._vouching is not None:
            self._vouching.forget()

    def _work_offline(self, typed: Typed) -> Future[bool]:
        return self.open(lambda: self._opener().work_offline(typed.service, typed.user, typed.passphrase))

    def _unlock(self, passphrase: str) -> Future[bool]:
        def work() -> OpenDesk:
            if not wait_for_predecessor(_PREDECESSOR_S):
                raise Unavailable("The program that was locked has not ended yet. Try again.", cause="cache-in-use")
            return self._opener().work_offline(self.options.service, self.options.user, passphrase)

        return self.open(work)

    def open(self, opening: Callable[[], OpenDesk | None]) -> Future[bool]:
        """Open a desk on the ask lane and show the workplace; the future ends with True when it is shown, and with
        False where there is none to be opened yet."""
        from concurrent.futures import Future  # after the first window

        shown: Future[bool] = Future()

        def attempt() -> OpenDesk | Exception | None:
            try:
                self._loading.everything()
                return opening()
            except Exception as error:  # whatever it is, the window that waits hears of it
                return error

        self.jobs.when(self, self.jobs.run(_ASK, attempt), lambda answer: self._show_opened(answer, shown))
        return shown

    def _show_opened(self, answer: OpenDesk | Exception | None, shown: Future[bool]) -> None:
        if isinstance(answer, Exception):
            self._fail(answer, shown)
        elif not shown.set_running_or_notify_cancel():
            if answer is not None:
                answer.close()  # somebody pressed Stop meanwhile
        elif answer is None:
            shown.set_result(False)
        else:
            try:
                self._show_workplace(answer)
                shown.set_result(True)
            except Exception as error:
                self._take_back(answer)
                self._fail(error, shown)

    def _fail(self, error: Exception, shown: Future[bool]) -> None:
        if not isinstance(error, Refused | Unavailable):
            self.unexpected(error)
            error = Unavailable("Something went wrong in the program. Nothing was changed.", cause="defect")
        if not shown.cancelled():
            shown.set_exception(error)

    def _take_back(self, opened: OpenDesk) -> None:
        """Close a desk that could not be shown."""
        workplace, self.workplace = self.workplace, None
        if workplace is None:
            opened.close()
            return
        workplace.close()
        if self.window is workplace.window:
            self.show_sign_in()

    def _show_workplace(self, opened: OpenDesk) -> None:
        from crimint_desktop.app.workplace import Workplace

        self.workplace = Workplace(opened, self.jobs, self.theme, self.policy, self)
        self._show(self.workplace.window)
        self.workplace.begin()

    def _leave_lock(self) -> None:
        self.options = Options(self.options.profile, self.options.service, self.options.user, self.options.theme)
        self.show_sign_in()

    # lock

    def successor_command(self, service: str, user: str, why: str = "") -> list[str]:
        """Return the command of the process that takes over after a lock, which may say why it was locked."""
        options = Options(self.options.profile, service, user, self.options.theme, why=why)
        return own_command(*options.command())

    def spawn_successor(self, service: str, user: str, *, temporary: bool, why: str = "") -> None:
        """Start the process that takes over; raises OSError if it cannot be started. Where nothing is kept on this
        device there is nothing to unlock: the successor then begins with the sign-in."""
        spawn_successor(self.successor_command(service, "" if temporary else user, why))

    def sign_out(self) -> None:
        """Close the desk and show the sign-in window."""
        if self.workplace is not None and self.workplace.may_close():
            self.workplace.close()
            self.workplace = None
            self.show_sign_in()
            self._left.look()

    def wipe(self) -> None:
        """Destroy the cache's key, as the service has commanded, and show the sign-in window."""
        from crimint_desktop.app import wiping

        if self.workplace is not None:
            opened = self.workplace.opened
            line = opened.line_to_service()
            self.workplace.close()
            self.workplace = None
            wiping.destroy(opened)
            self.jobs.run(_ASK, lambda: wiping.confirm(line))
            self.show_sign_in(wiping.WIPED)

    # what goes wrong

    def _notice(self, fault: Exception) -> None:
        self.tell(getattr(fault, "says", "") or str(fault))

    def tell(self, says: str) -> None:
        """Say something in the status bar of whatever window is shown, and aloud."""
        if self.workplace is not None:
            self.workplace.notice(says)
        elif isinstance(self.window, SignInWindow):
            self.window.status.say(says)

    def unexpected(self, error: BaseException) -> None:
        """Tell the person once that the fault is ours; while that is being told, more of it only goes into the log."""
        from crimint_desktop.app.defects import report_defect

        told = self._defect is not None and isValid(self._defect) and self._defect.isVisible()
        box = report_defect(error, None if told else self.window, time.strftime("%H:%M"))
        self._defect = box or self._defect

    def _show(self, window: QWidget) -> None:
        former, self.window = self.window, window
        if former is not None:
            window.setGeometry(former.geometry())
        else:
            window.resize(1366, 768)
        window.show()
        if former is not None:
            former.close()
            former.deleteLater()
