"""Keeping what is sealed in step with what waits, off the screen's thread, one run at a time."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.actions.unsent import Unsent
    from crimint_desktop.app.sealing import Sealing
    from crimint_desktop.ui.jobs import Jobs

__all__ = ["Following"]

_LANE = "seal"


class Following(QObject):
    """Seals what waits soon after it was made; says so when the disk refuses."""

    def __init__(
        self, sealing: Sealing, desk: Desk, jobs: Jobs, notice: Callable[[str], object], parent: QObject
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._sealing = sealing
        self._desk = desk
        self._jobs = jobs
        self._notice = notice
        self._under_way: Future[tuple[Unsent, ...]] | None = None
        self._again = False
        self._stopped = False

    def soon(self) -> None:
        """Something was changed, sent or refused."""
        if self._stopped:
            return
        if self._under_way is not None:
            self._again = True
            return
        self._again = False
        self._under_way = self._jobs.run(_LANE, lambda: self._sealing.follow(self._desk))
        self._jobs.when(self, self._under_way, self._done, unavailable=self._failed)

    def now(self) -> tuple[Unsent, ...]:
        """Seal what waits and return it; raises Unavailable when it could not be sealed."""
        return self._sealing.follow(self._desk)

    def stop(self) -> None:
        """Seal no more; what is under way is waited for."""
        self._stopped = True
        if self._under_way is not None:
            self._under_way.exception()

    def _done(self, _waiting: object) -> None:
        self._under_way = None
        if self._again:
            self.soon()

    def _failed(self, fault: Unavailable) -> None:
        self._under_way = None
        self._notice(fault.says)
