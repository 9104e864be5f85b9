"""The cache of a simulated desk: what the program sees as its database, without threads, on a database in memory."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from crimint_desktop.store import cache_file
from crimint_desktop.store.failure import translated
from tests.simulation.storage import Dying, Killed, MemoryDatabase

__all__ = ["AtOnce", "SimCache"]


class AtOnce:
    """In the place of a pool of threads: what is asked for is done at once."""

    def __init__(self, *_how: object, **_named: object) -> None:
        """Nothing is to be set up."""

    def submit(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        """Do it; who asks for the result gets it, or what went wrong."""
        done: Future[Any] = Future()
        try:
            done.set_result(work(*values))
        except Exception as error:
            done.set_exception(error)
        return done

    def shutdown(self) -> None:
        """Nothing is under way."""


class SimCache:
    """One cache; work is done where it is asked for."""

    def __init__(self) -> None:
        self.memory = MemoryDatabase(begins=False)
        self.fuse = self.memory.fuse
        self._connection = self.memory.engine.connect()
        self.run(cache_file.upgrade).result()
        self.memory.keep()

    def run(self, work: Callable[[Any], Any], *, waiting: bool = True) -> Future[Any]:
        """Do work in one transaction; raises Killed when the program dies in it."""
        done: Future[Any] = Future()
        try:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            result = work(self._connection)
            self._connection.commit()
            done.set_result(result)
        except BaseException as error:
            self._connection.rollback()
            self.memory.raw.rollback()  # a commit that died is over for SQLAlchemy, but not for the database
            if self.fuse.blown or isinstance(error, Dying):
                raise Killed from None
            if not isinstance(error, Exception):
                raise
            done.set_exception(translated(error))
        return done

    def read(self, work: Callable[[Any], Any]) -> Future[Any]:
        """Do work that only reads."""
        return self.run(work)

    def checkpoint_truncate(self, *, waiting: bool = False) -> Future[bool]:
        """There is no file to empty; but one can die here."""
        return self.run(lambda _connection: True)

    def cancel(self, future: Future[Any]) -> None:
        """Nothing is ever under way."""

    def ask(self, statement: str, values: tuple[Any, ...] = ()) -> list[Any]:
        """Look into the cache past the program."""
        return self.memory.ask(statement, values)
