"""Leaving a form, the desk, or the process: words first. Whatever cannot be kept stays on the screen."""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from crimint_desktop.app import pages as page_keys
from crimint_desktop.app.handing_in import hand_in_of
from crimint_desktop.store import outbox
from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.store.database import Connection
    from crimint_desktop.ui.report_form.page import ReportFormPage

__all__ = ["Leaving"]

_UNSENT_S = 8.0
_LOOK_EVERY_S = 0.05
_NOT_SENT = "What you wrote has not reached the service yet."


class Leaving:
    """Serves one workplace."""

    def __init__(self, workplace: Workplace) -> None:
        self._work = workplace
        self._said = 0
        self._said_of_files = ""

    def form(self, form: ReportFormPage) -> None:
        """Make a change of what stands in a form that is no longer shown, and drop the form once that is kept."""
        future = form.leave()
        if future is None:
            self._drop(form)
            return
        self._work.jobs.when(
            self._work.window, future, lambda _made: self._left(form), lambda refused: self._taken_away(form, refused),
            unavailable=lambda fault: self._stay(form, fault),
        )  # fmt: skip

    def _drop(self, form: ReportFormPage) -> None:
        if self._work.form is not form:
            self._work.window.close_page(page_keys.form(form.record))

    def _left(self, form: ReportFormPage) -> None:
        self._drop(form)
        self._work.refresh_pages(frozenset())

    def _taken_away(self, form: ReportFormPage, refused: Refused) -> None:
        """What was typed waits among the drafts: the report itself is no longer there for this person."""
        self._left(form)
        self._work.notice(refused.problems[0].says)

    def _stay(self, form: ReportFormPage, fault: Unavailable) -> None:
        """The words are in the form and nowhere else: it comes back, and goes on trying."""
        if self._work.form is None:
            self._work.form = form
            self._work.window.go(page_keys.form(form.record))
        self._work.notice(f"Not left: {fault.says}")

    def may_close(self) -> bool:
        """Make a change of what stands in the form; say so and return False if it cannot be kept."""
        work = self._work
        form, future = work.form, work.form.leave() if work.form is not None else None
        try:
            with contextlib.suppress(Refused):  # then it waits among the drafts
                _finished(future)
            if work.opened.temporary:
                self._bring_to_safety()
        except Unavailable as fault:
            if form is not None and future is not None and future.exception() is None:
                self._go_home(form)  # its words have become a change
            work.notice(f"Not closed: {fault.says}")
            return False
        if work.form is form:
            work.form = None
        return True

    def _go_home(self, form: ReportFormPage) -> None:
        self._work.form = None
        self._work.window.go("home")
        self._drop(form)

    def save_for_lock(self, place: dict[str, Any]) -> None:
        """Keep words and place and close the cache; raises Unavailable while that is impossible."""
        work = self._work
        if work.form is not None:
            # What no cache may keep was said in the form as it was typed; everything before it is kept.
            with contextlib.suppress(Refused):
                _finished(work.form.save_now())
        if work.opened.temporary:
            if work.form is not None:
                with contextlib.suppress(Refused):
                    _finished(work.form.leave())
            self._seal_or_send()
        work.choices.keep_place(place)
        work.syncing.stop()
        work.following.stop()
        work.opened.close()

    def _bring_to_safety(self) -> None:
        """Nothing is kept on this device: what was written must be at the service, or sealed for it, before the cache
        may go. What it refused becomes a draft to look at; where that is impossible, the person is stopped once."""
        work = self._work
        following, sealing = work.following, work.opened.sealing
        if sealing is None:
            self._stop_for_what_was_refused()
            self._send_everything()
            return
        following.now()
        if not work.syncing.state.connected:
            self._stop_for_files_left_behind()
            return
        with contextlib.suppress(Unavailable):
            self._send_everything()
        if following.now():
            self._stop_for_files_left_behind()
            hand_in_of(sealing.session, sealing.slip.origin, work.desk.new_id)

    def _stop_for_files_left_behind(self) -> None:
        """A file that is not sealed is gone with this desk: its author is stopped once, and told."""
        says = self._work.following.says_left_behind()
        if says and says != self._said_of_files:
            self._said_of_files = says
            raise Unavailable(f"{says} Close again to leave without them.", cause="files-left-behind")

    def _stop_for_what_was_refused(self) -> None:
        refused = sum(each.state == "refused" for each in self._work.desk.look(outbox.all).result())
        if refused > self._said:
            self._said = refused
            raise Unavailable(
                f"The service refused {refused} of your changes, and they are kept nowhere else. Home says why. Close"
                " again to leave without them.",
                cause="refused",
            )

    def _seal_or_send(self) -> None:
        """Before a lock: sealing takes a moment, sending may take for ever."""
        if self._work.following.seals:
            self._work.following.now()
        else:
            self._send_everything()

    def _send_everything(self) -> None:
        """Wait until what can be sent has arrived; raises Unavailable when it does not."""
        work = self._work
        work.syncing.poke()
        until = work.desk.clock.monotonic() + _UNSENT_S
        while work.desk.look(_can_be_sent).result():
            if work.desk.clock.monotonic() > until:
                raise Unavailable(_NOT_SENT, cause="unsent", retry_after_s=2.0)
            time.sleep(_LOOK_EVERY_S)


def _can_be_sent(conn: Connection) -> bool:
    return any(each.state != "refused" for each in outbox.all(conn))


def _finished(future: Future[Any] | None) -> None:
    if future is not None:
        future.result()
