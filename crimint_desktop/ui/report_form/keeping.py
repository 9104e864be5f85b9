"""Saving what is typed at every pause: whatever happens to the process, at most the last second is lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from crimint_desktop.ui.jobs import Jobs
from crimint_domain.errors import Refused, Unavailable

AFTER_MS = 700
AGAIN_MS = 3000


class Keeper(QObject):
    """Saves at most 0.7 s after the first word that is not saved yet; goes on trying when the disk refuses."""

    kept = Signal(object)
    """The moment (UTC) at which everything typed until then was saved."""
    failing = Signal(str)
    """Why what was typed could not be saved, in a sentence."""

    def __init__(self, keep: Callable[[], Future[datetime]], jobs: Jobs, parent: QObject | None = None) -> None:
        """Save with ``keep``, which takes the words as they stand when it is called."""
        super().__init__(parent)
        self._keep = keep
        self._jobs = jobs
        self._unsaved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)

    def touched(self) -> None:
        """Something was typed."""
        self._unsaved = True
        if not self._timer.isActive():
            self._timer.start(AFTER_MS)

    def pause(self) -> None:
        """The keyboard went elsewhere: a good moment to save."""
        if self._unsaved:
            self.save_now()

    def save_now(self) -> Future[datetime]:
        """Save what is there; the future ends when it is on the disk."""
        self._timer.stop()
        self._unsaved = False
        future = self._keep()
        self._jobs.when(self, future, self.kept.emit, self._refused, unavailable=self._failed)
        return future

    def stop(self) -> None:
        """Save no more: what was typed has become a change, or was thrown away."""
        self._timer.stop()
        self._unsaved = False

    @property
    def has_unsaved(self) -> bool:
        """Whether there are words that are not on the disk yet."""
        return self._unsaved

    def _failed(self, fault: Unavailable) -> None:
        self._unsaved = True
        self.failing.emit(f"Not saved: {fault.says} Trying again; do not close the program.")
        self._timer.start(AGAIN_MS)

    def _refused(self, refused: Refused) -> None:
        self._unsaved = True
        self.failing.emit(f"Not saved: {refused.problems[0].says}")
