"""Telling those who wait that something moved. Only ever a hint: nothing depends on its arriving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import sqlalchemy as sa
from starlette.concurrency import run_in_threadpool

from crimint_service.database import Database
from crimint_service.faults import Fault
from crimint_service.tables import account, stream

__all__ = ["Hints"]


class Hints:
    """One look at the heads serves everybody who waits in this process; other processes are seen that way too."""

    def __init__(self, database: Database, every_s: float) -> None:
        self._database = database
        self._every_s = every_s
        self._seen: tuple[int, int] | None = None
        self._moved = asyncio.Event()
        self._waiting = 0
        self._stopping = False
        self._watch: asyncio.Task[None] | None = None

    async def changed(self, differs: Callable[[], bool], timeout_s: float) -> bool:
        """Wait until ``differs`` says so, asked again whenever anything moved; False when the time is over."""
        self._waiting += 1
        try:
            if self._watch is None or self._watch.done():
                self._watch = asyncio.create_task(self._look())
            async with asyncio.timeout(timeout_s):
                while True:
                    moved = self._moved  # taken before looking, so that what moves meanwhile is not missed
                    if self._stopping:
                        return False
                    if await run_in_threadpool(differs):
                        return True
                    await moved.wait()
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1
            if not self._waiting and self._watch is not None:
                self._watch.cancel()
                self._watch = None

    def stop(self) -> None:
        """Let everybody go who waits, soon, from any thread: the service is about to end."""
        self._stopping = True

    @property
    def stopping(self) -> bool:
        """Whether the service is about to end."""
        return self._stopping

    async def _look(self) -> None:
        while True:
            now: tuple[int, int] | None
            try:
                now = await run_in_threadpool(self._database.read, _pulse)
            except (Fault, sa.exc.SQLAlchemyError):
                now = self._seen  # whoever waits asks again by themselves
            if now != self._seen or self._stopping:
                waiting, self._moved = self._moved, asyncio.Event()
                waiting.set()
            self._seen = now
            await asyncio.sleep(self._every_s)


def _pulse(connection: sa.Connection) -> tuple[int, int]:
    heads = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(stream.c.head), 0))).scalar_one()
    access = connection.execute(sa.select(sa.func.coalesce(sa.func.sum(account.c.access_version), 0))).scalar_one()
    return int(heads), int(access)
