"""Keeping the tree over the log up to date: every second in a thread of its own, and when somebody asks."""

from __future__ import annotations

import logging
import threading
from typing import Final

import sqlalchemy as sa

from crimint_service import log_tree
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.register import Identity

__all__ = ["Sequencer"]

_LOG: Final = logging.getLogger(__name__)


class Sequencer:
    """Gives the log's entries their indexes. Safe to use from many threads."""

    def __init__(self, database: Database, settings: Settings, register: Identity) -> None:
        self._database = database
        self._settings = settings
        self._signer = log_tree.Signer(register.log_key, register.environment)
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._beats = False
        self._looked_s = 0

    def is_fresh(self, note: str, signed_s: int, epoch: str) -> bool:
        """Whether a signed head can be given without a turn: it is of this history and less than a minute old, nothing
        was to be signed less than a minute ago, or there is a beat that signs another once the log has grown."""
        now_s = int(self._settings.clock.now().timestamp())
        latest = max(signed_s, self._looked_s)
        return log_tree.is_of(note, self._signer.environment, epoch) and (
            self._beats or now_s - latest < log_tree.SIGN_EVERY_S
        )

    def newest(self) -> str:
        """Return the newest signed head: the log did not grow since, or grew less than about a minute ago."""
        now, environment = self._settings.clock.now(), self._signer.environment
        note, due = self._database.read(lambda connection: log_tree.newest(connection, now, environment))
        if due and not (note and self._beats):
            self.take_turn(whole=not note)
            note, _ = self._database.read(lambda connection: log_tree.newest(connection, now, environment))
            self._looked_s = int(now.timestamp())
        return note

    def take_turn(self, *, whole: bool = False, sign_after_s: int = log_tree.SIGN_EVERY_S) -> bool:
        """Take one turn (:func:`crimint_service.log_tree.take_turn`); say whether more entries wait."""
        now = self._settings.clock.now()
        return self._database.write(
            lambda connection: log_tree.take_turn(connection, now, self._signer, whole=whole, sign_after_s=sign_after_s)
        )

    def catch_up(self) -> None:
        """Take turns until no entry waits, of all there are, and sign what grew."""
        while self.take_turn():
            pass
        while self.take_turn(whole=True, sign_after_s=0):
            pass

    def start(self) -> None:
        """Begin to take turns every so often, as the settings say; 0 never."""
        if self._settings.log_beat_s > 0:
            self._thread = threading.Thread(target=self._run, name="sequencer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End that, and wait for the turn that is under way."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(10)

    def _run(self) -> None:
        whole, failed = True, False
        while not self._end.wait(self._settings.log_beat_s):
            try:
                while self.take_turn(whole=whole) and not self._end.is_set():
                    pass
                whole = failed = False
                self._beats = True
            except (sa.exc.SQLAlchemyError, Fault) as error:
                if not failed:  # the next turn takes what this one left; one line says that it stands still
                    _LOG.warning("The log's tree stands still.", extra={"reason": type(error).__name__})
                failed, self._beats = True, False
