"""Watching the lease while a desk is open: said a while before it ends, and the desk locks when it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from crimint_desktop.actions.desk import Desk
from crimint_desktop.sync import lease
from crimint_desktop.ui.jobs import Jobs

__all__ = ["LeaseWatch"]

_LOOK_MS: Final = 15_000
_SAID_BEFORE: Final = timedelta(minutes=30)
_TIME_KEPT_EVERY_S: Final = 300.0
# After a sign-in past the end, the first round has this long to bring a new lease.
_GRACE_S: Final = 600.0


class LeaseWatch(QObject):
    """Judges by a clock that does not run back: the computer's, and never less than what has passed since opening."""

    ending = Signal(object)
    """The lease ends soon: the moment, by this computer's clock. Told once for each lease."""
    ended = Signal()
    """The lease has ended: nothing of the cache may be shown any more."""

    def __init__(self, desk: Desk, jobs: Jobs, parent: QObject, *, signed_in: bool) -> None:
        """Stand still until ``start``; ``signed_in`` says that the desk was opened with the service."""
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._signed_in = signed_in
        self._began, self._began_at = desk.clock.monotonic(), desk.clock.now()
        self._kept_at = self._began
        self._said: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and then from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look now."""
        passed = self._desk.clock.monotonic()
        if passed - self._kept_at >= _TIME_KEPT_EVERY_S:
            # So that a program that is killed does not forget how late it was.
            self._kept_at = passed
            keeping = self._desk.act(lambda conn: lease.steady_now(conn, self._desk.clock))
            keeping.add_done_callback(lambda done: done.exception())
        self._jobs.when(self, self._desk.look(lease.until), self._judge, unavailable=lambda _fault: None)

    def now(self) -> datetime:
        """The time, as it is judged by."""
        passed = timedelta(seconds=self._desk.clock.monotonic() - self._began)
        return max(self._desk.clock.now(), self._began_at + passed)

    def _judge(self, until: datetime | None) -> None:
        if until is None:
            return
        now = self.now()
        if now > until:
            if not self._signed_in or self._desk.clock.monotonic() - self._began > _GRACE_S:
                self.ended.emit()
        elif until - now <= _SAID_BEFORE and self._said != until:
            self._said = until
            self.ending.emit(until)
