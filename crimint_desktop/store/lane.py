"""A thread that owns one database connection and does one piece of work after the other."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from crimint_desktop.store.failure import translated
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

__all__ = ["Lane"]

Result = TypeVar("Result")
_CHECK_EVERY_STEPS = 100_000  # of SQLite; each check may wait for the thread that runs Python


class Lane:
    """Runs callables on its own connection, those of people who wait before all others.

    A queue, not a preemption: what runs is finished first. ``begin`` is the statement that opens a transaction.
    """

    def __init__(self, name: str, driver_connection: Any, engine: Engine, begin: str) -> None:  # noqa: ANN401  # untyped driver
        self._driver = driver_connection
        self._engine = engine
        self._connection = engine.connect()  # here, so that whoever makes the lane hears of a failure
        self._begin = begin
        self._waiting: deque[_Job] = deque()
        self._patient: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._current: _Job | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._work_off, name=name, daemon=True)
        driver_connection.set_progress_handler(self._is_given_up, _CHECK_EVERY_STEPS)
        self._thread.start()

    def put(
        self, work: Callable[[Connection], Result], *, waiting: bool, in_transaction: bool = True
    ) -> Future[Result]:
        """Queue ``work`` and return its future. After :meth:`close` the future fails with Unavailable."""
        future: Future[Result] = Future()
        job = _Job(work, future, in_transaction)
        with self._changed:
            if self._closing:
                future.set_exception(_closed())
                return future
            (self._waiting if waiting else self._patient).append(job)
            self._changed.notify()
        return future

    def cancel(self, future: Future[Any]) -> None:
        """Take the work out of the queue, or stop it at its next step if it is running. Its future is cancelled."""
        if future.cancel():
            return
        with self._changed:
            job = self._current
            if job is not None and job.future is future:
                job.given_up = True
                self._driver.interrupt()

    def close(self, *, finish_waiting: bool = True) -> None:
        """Do what people wait for (unless told otherwise), drop the rest, close the connection, end the thread.

        Dropped work fails with :class:`Unavailable` (``cache-closed``).
        """
        with self._changed:
            dropped = list(self._patient) if finish_waiting else [*self._waiting, *self._patient]
            self._patient.clear()
            if not finish_waiting:
                self._waiting.clear()
            self._closing = True
            self._changed.notify()
        for job in dropped:
            if job.future.set_running_or_notify_cancel():
                job.future.set_exception(_closed())
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _work_off(self) -> None:
        while (job := self._next()) is not None:
            self._do(self._connection, job)
            with self._changed:
                self._current = None
            del job  # its values must not live on while the lane waits
        self._connection.close()
        self._engine.dispose()
        self._driver.close()

    def _next(self) -> _Job | None:
        with self._changed:
            while True:
                queue = self._waiting or self._patient
                if queue:
                    job = queue.popleft()
                    if job.future.set_running_or_notify_cancel():
                        self._current = job
                        return job
                elif self._closing:
                    return None
                else:
                    self._changed.wait()

    def _do(self, connection: Connection, job: _Job) -> None:
        try:
            if job.in_transaction:
                connection.exec_driver_sql(self._begin)
            result = job.work(connection)
            connection.commit()
        except BaseException as error:
            with suppress(Exception):  # the first failure is the one to tell; the lane lives on
                connection.rollback()
            outcome = CancelledError() if job.given_up else translated(error)
            job.future.set_exception(outcome.with_traceback(error.__traceback__))
        else:
            job.future.set_result(result)

    def _is_given_up(self) -> int:
        """Called by SQLite every so many steps, also between the statements of one piece of work."""
        job = self._current
        return int(job is not None and job.given_up)


class _Job:
    __slots__ = ("future", "given_up", "in_transaction", "work")

    def __init__(self, work: Callable[[Connection], Any], future: Future[Any], in_transaction: bool) -> None:
        self.work = work
        self.future = future
        self.in_transaction = in_transaction
        self.given_up = False


def _closed() -> Unavailable:
    return Unavailable("The offline cache is closed.", cause="cache-closed")
