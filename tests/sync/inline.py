"""The real encrypted cache without its threads: work is done where it is asked for, so that a run can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from crimint_desktop.store.connection import connect, engine_on
from crimint_desktop.store.failure import translated


class Killed(BaseException):
    """The process is no more."""


class InlineDatabase:
    """A cache on one connection. With ``lives`` it does so many pieces of work and is then killed in the next:
    before it, in the middle of its transaction, or just after its commit."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._driver = connect(path, key, create=False)
        self._driver.set_authorizer(None)
        self._driver.execute("PRAGMA synchronous=OFF")  # power cuts are tried elsewhere; here processes die
        self._connection = engine_on(self._driver).connect()
        self.lives: int | None = None
        self.dies = "before"

    def run(self, work: Callable[[Any], Any], *, waiting: bool = True) -> Future[Any]:
        done: Future[Any] = Future()
        last = self._is_last()
        if last and self.dies == "before":
            raise Killed
        try:
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            result = work(self._connection)
            if last and self.dies == "during":
                raise Killed
            self._connection.commit()
            done.set_result(result)
        except Killed:
            self._connection.rollback()
            raise
        except Exception as error:
            self._connection.rollback()
            done.set_exception(translated(error))
        if last:
            raise Killed
        return done

    def read(self, work: Callable[[Any], Any]) -> Future[Any]:
        return self.run(work)

    def checkpoint_truncate(self) -> Future[bool]:
        done: Future[bool] = Future()
        done.set_result(True)
        return done

    def close(self) -> None:
        self._connection.close()
        self._driver.close()

    def _is_last(self) -> bool:
        if self.lives is None:
            return False
        self.lives -= 1
        if self.lives >= 0:
            return False
        self.lives = None
        return True
