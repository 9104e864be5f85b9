"""Bringing drafts to the service while they are written, and, where nothing is kept, what waits into a sealed folder.

Sealing happens off the screen's thread, one run at a time.
"""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from crimint_desktop.app.sealing_files import left_behind_words
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from crimint_desktop.actions.unsent import Unsent
    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.ui.report_form.page import ReportFormPage

__all__ = ["Following"]

_LANE: Final = "seal"
_SEND_AFTER_S: Final = 1.5
_SEALED: Final = "What you write is sealed here and sent when it is back."
_KEPT: Final = "Everything you write is kept."


class Following(QObject):
    """Serves one workplace. Where a copy is kept, a draft is sent every few minutes; where nothing is kept, a moment
    after each save, and what has not arrived lies sealed meanwhile."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace)
        self._work = workplace
        self._sealing = workplace.opened.sealing
        self._temporary = workplace.opened.temporary
        self._under_way: Future[tuple[Unsent, ...]] | None = None
        self._again = False
        self._said = ""
        self._stopped = False
        self._sending = QTimer(self)
        every_s = _SEND_AFTER_S if self._temporary else workplace.policy.keep_drafts_every_s
        self._sending.setInterval(round(1000 * every_s))
        self._sending.setSingleShot(self._temporary)
        self._sending.timeout.connect(self._send)

    @property
    def seals(self) -> bool:
        """Whether what waits is sealed: nothing is kept here, and the service gave a permit."""
        return self._sealing is not None

    @property
    def kept_words(self) -> str:
        """What becomes of what is written while the service is away."""
        return _SEALED if self.seals else _KEPT

    def begin(self) -> None:
        """Send drafts from now on."""
        if not self._temporary:
            self._sending.start()

    def watch(self, form: ReportFormPage) -> None:
        """Where nothing is kept, send what is written in this form a moment after each save."""
        if self._temporary:
            form.keeper.kept.connect(lambda _at: None if self._sending.isActive() else self._sending.start())

    def soon(self) -> None:
        """Something was changed, sent or refused."""
        if self._stopped or self._sealing is None:
            return
        if self._under_way is not None:
            self._again = True
            return
        self._again = False
        self._under_way = self._work.jobs.run(_LANE, self.now)
        self._work.jobs.when(self, self._under_way, self._done, unavailable=self._failed)

    def now(self) -> tuple[Unsent, ...]:
        """Seal what waits and return it; raises Unavailable when it could not be sealed."""
        return () if self._sealing is None else self._sealing.follow(self._work.opened.desk)

    def says_left_behind(self) -> str:
        """Say which files are not sealed with their drafts; empty when all are, or nothing is sealed here."""
        return "" if self._sealing is None else left_behind_words(self._sealing.left_behind)

    def stop(self) -> None:
        """Send and seal no more; what is under way is waited for."""
        self._stopped = True
        self._sending.stop()
        if self._under_way is not None and not self._under_way.cancel():
            self._under_way.exception()

    def _send(self) -> None:
        if self._work.form is not None:
            self._work.form.send_so_far()

    def _done(self, _waiting: object) -> None:
        self._under_way = None
        # While the service answers, a file that is not sealed is on its way to it.
        says = "" if self._work.syncing.state.connected else self.says_left_behind()
        if says and says != self._said:
            self._work.notice(says)
        self._said = says
        if self._again:
            self.soon()

    def _failed(self, fault: Unavailable) -> None:
        self._under_way = None
        self._work.notice(fault.says)
