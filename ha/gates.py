"""Gates on the way between two ports of this machine, which can be shut: a network that parts.

A shut gate answers nothing and ends nothing: who stands before it waits, as before a cable that was pulled. What stood
in it when it opens again is cut off, as after a time in which both sides gave up.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

__all__ = ["Gate", "Gates", "gates"]

T = TypeVar("T")
_BLOCK: Final = 1 << 16
_LONGEST_S: Final = 10.0


class Gate:
    """A port that leads to another one. Used from the loop of its :class:`Gates` alone, but for ``port``."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._passable = asyncio.Event()
        self._passable.set()
        self._lines: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def stand(self) -> Gate:
        """Begin to let through."""
        self._server = await asyncio.start_server(self._let_through, "127.0.0.1", 0)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def shut(self) -> None:
        """Let nothing through any more."""
        self._passable.clear()

    async def open(self) -> None:
        """Let through again; what stood in the gate is cut off."""
        for line in self._lines:
            line.transport.abort()
        self._passable.set()

    async def end(self) -> None:
        """Stand no more."""
        await self.open()
        if self._server is not None:
            self._server.close()

    async def _let_through(self, from_near: asyncio.StreamReader, near: asyncio.StreamWriter) -> None:
        self._lines.add(near)
        far: asyncio.StreamWriter | None = None
        try:
            await self._passable.wait()
            from_far, far = await asyncio.open_connection("127.0.0.1", self._target)
            self._lines.add(far)
            ways = [asyncio.create_task(self._pass(*way)) for way in ((from_near, far), (from_far, near))]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            for way in ways:
                way.cancel()
        except OSError:
            pass  # nobody is behind the gate: whoever came finds the line closed
        finally:
            for line in (near, far):
                if line is not None:
                    self._lines.discard(line)
                    line.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(_BLOCK):
                await self._passable.wait()
                writer.write(block)
                await writer.drain()


class Gates:
    """Every gate of a trial, in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._all: list[Gate] = []
        self._thread = threading.Thread(target=self._loop.run_forever, name="gates", daemon=True)
        self._thread.start()

    def add(self, target: int) -> Gate:
        """Set up a gate before a port and return it, open."""

        async def make() -> Gate:
            return await Gate(target).stand()

        self._all.append(self._done(make()))
        return self._all[-1]

    def shut(self, *which: Gate) -> None:
        """Shut gates."""
        for each in which:
            self._done(each.shut())

    def open(self, *which: Gate) -> None:
        """Open gates."""
        for each in which:
            self._done(each.open())

    def end(self) -> None:
        """Take all of them down."""
        for each in self._all:
            self._done(each.end())
        self._done(_finished())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(_LONGEST_S)
        self._loop.close()

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_LONGEST_S)


async def _finished() -> None:
    """Wait until nobody is let through any more."""
    under_way = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
    for each in under_way:
        each.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


@contextmanager
def gates() -> Iterator[Gates]:
    """Lend gates until left."""
    made = Gates()
    try:
        yield made
    finally:
        made.end()
