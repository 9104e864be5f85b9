"""Keeping in step with the service while a desk is open: rounds and hints on their own threads, news on this one."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from crimint_desktop.app.opening import OpenDesk
from crimint_desktop.store import logbook, preferences
from crimint_desktop.store.copies import forget_copies
from crimint_desktop.sync import round as rounds
from crimint_desktop.sync.noting import noted
from crimint_desktop.sync.port import Outcome, Progress
from crimint_desktop.sync.schedule import Listener, Schedule, Work
from crimint_desktop.sync.state import SyncState, counted
from crimint_domain.errors import Unavailable
from crimint_domain.views import instant

__all__ = ["Syncing"]

_HINT_S = 50


class Syncing(QObject):
    """Runs the schedule of one desk; its signals arrive on the UI thread."""

    state_changed = Signal(object)
    """The new SyncState."""
    round_ended = Signal(object)
    """The Outcome of a round."""
    defect = Signal(object)
    """A mistake of ours, as the exception."""

    def __init__(self, opened: OpenDesk, parent: QObject | None = None) -> None:
        """Begin at once."""
        super().__init__(parent)
        desk = opened.desk
        self._opened = opened
        self._rounds = opened.line_to_service()
        self._hints = opened.line_to_service()
        agreed = desk.db.read(lambda conn: preferences.get(conn, rounds.AGREED_AT)).result()
        reports = desk.db.read(lambda conn: preferences.get(conn, rounds.REPORTS)).result()
        self._schedule = Schedule(
            Work(
                self._round,
                lambda: desk.db.read(counted).result(),
                lambda digest: self._hints.wait(digest, _HINT_S),
                self._abandon,
            ),
            Listener(self.state_changed.emit, self._ended, self.defect.emit),
            desk.clock,
            random.Random().random,  # noqa: S311 - jitter, not a secret
            agreed_at=instant(agreed),
            reports=int(reports or 0),
        )
        self._schedule.start()

    def _round(self, report: Callable[[Progress], None]) -> Outcome:
        desk = self._opened.desk
        return noted(
            self._rounds,
            desk.db,
            desk.clock,
            lambda: rounds.run(self._rounds, desk.db, desk.logbook, desk.clock, desk.new_id, report),
        )

    @property
    def state(self) -> SyncState:
        """How it stands now."""
        return self._schedule.state

    def poke(self) -> None:
        """Something was changed here: run a round now."""
        self._schedule.poke()

    def signed_in(self) -> None:
        """Somebody has proved themselves to the service again."""
        self._schedule.poke(signed_in=True)

    def stop(self) -> None:
        """Stop, also in the middle of a round: it goes on from there next time."""
        self._schedule.stop()
        for line in (self._rounds, self._hints):
            line.close()

    def _ended(self, outcome: Outcome) -> None:
        desk = self._opened.desk
        # The anchor follows the log; a keyring that cannot be reached now is asked again after the next round.
        with contextlib.suppress(Unavailable):
            logbook.keep_anchor(desk.logbook, desk.db.read(logbook.head).result())
        if outcome.agreed_at is not None:
            forget_copies(desk.db.path)  # an upgrade has proved itself
        self.round_ended.emit(outcome)

    def _abandon(self) -> None:
        for line in (self._rounds, self._hints):
            line.abandon()
