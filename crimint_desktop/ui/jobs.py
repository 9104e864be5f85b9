"""Work off the UI thread: one thread per lane, one queued signal back, answers for widgets that are gone dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from crimint_domain.errors import Refused, Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A future, the widget that waits for it, and what to do with each outcome."""

    owner: QObject
    future: Future[Any]
    done: Callable[[Any], object]
    refused: Callable[[Refused], object] | None
    unavailable: Callable[[Unavailable], object] | None


class Jobs(QObject):
    """Brings the outcome of futures back to the UI thread, in the order they finish, and runs functions in lanes."""

    _finished = Signal(object)

    def __init__(
        self,
        unexpected: Callable[[BaseException], object],
        notice: Callable[[Refused | Unavailable], object] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Tell ``notice`` each refusal and outage for which nobody asked, ``unexpected`` everything else."""
        super().__init__(parent)
        self._unexpected = unexpected
        self._notice = notice
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._closed = False
        self._finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def when(
        self,
        owner: QObject,
        future: Future[Answer],
        done: Callable[[Answer], object],
        refused: Callable[[Refused], object] | None = None,
        *,
        unavailable: Callable[[Unavailable], object] | None = None,
    ) -> None:
        """Call ``done(answer)`` in the UI thread once ``future`` is done, unless ``owner`` is gone or it was cancelled.

        ``refused`` and ``unavailable`` take their errors; without them these reach the program's notice.
        """
        waiting = _Waiting(owner, future, done, refused, unavailable)
        future.add_done_callback(lambda _future: self._report(waiting))

    def run(self, lane: str, work: Callable[[], Answer]) -> Future[Answer]:
        """Run ``work`` in the one thread of ``lane``, after what already waits there; once closed, never."""
        from concurrent.futures import Future, ThreadPoolExecutor  # after the first window

        if self._closed:
            return Future()  # nobody is there any more to be told
        if lane not in self._lanes:
            self._lanes[lane] = ThreadPoolExecutor(max_workers=1, thread_name_prefix=lane)
        return self._lanes[lane].submit(work)

    def close(self) -> None:
        """Wait for what runs in the lanes, drop what waits there, deliver nothing more."""
        self._closed = True
        for executor in self._lanes.values():
            executor.shutdown(wait=True, cancel_futures=True)

    def _report(self, waiting: _Waiting) -> None:
        if not self._closed and isValid(self):
            self._finished.emit(waiting)

    def _deliver(self, waiting: _Waiting) -> None:
        if self._closed or waiting.future.cancelled() or not isValid(waiting.owner):
            return
        try:
            self._hand_over(waiting)
        except Exception as error:  # the one place where the errors of every answer arrive
            self._unexpected(error)

    def _hand_over(self, waiting: _Waiting) -> None:
        error = waiting.future.exception()
        if error is None:
            waiting.done(waiting.future.result())
        elif isinstance(error, Refused) and waiting.refused is not None:
            waiting.refused(error)
        elif isinstance(error, Unavailable) and waiting.unavailable is not None:
            waiting.unavailable(error)
        elif isinstance(error, Refused | Unavailable) and self._notice is not None:
            self._notice(error)
        else:
            self._unexpected(error)
