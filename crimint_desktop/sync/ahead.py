"""Asking for the next page while the one before is still being read."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import FeedPage
    from crimint_desktop.sync.port import ServicePort

__all__ = ["Ahead"]


class Ahead:
    """Pages of the service, at most one of them asked for before it is needed.

    The service is never asked two things at once: whoever uses it for anything else calls :meth:`close` first.
    """

    def __init__(self, port: ServicePort, limit: int) -> None:
        self._port = port
        self._limit = limit
        self._thread: ThreadPoolExecutor | None = None
        self._asked: tuple[str, str] | None = None
        self._coming: Future[FeedPage] | None = None

    def ask(self, stream: str, cursor: str) -> None:
        """Ask for a page that will be wanted next. What goes wrong comes out when it is wanted."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="net ahead")
        self._asked = (stream, cursor)
        self._coming = self._thread.submit(self._port.changes, stream, cursor, self._limit)

    def page(self, stream: str, cursor: str) -> FeedPage:
        """Return a page; raises what asking for it raises."""
        coming, self._coming = self._coming, None
        if coming is None:
            return self._port.changes(stream, cursor, self._limit)
        if self._asked == (stream, cursor):
            return coming.result()
        _let_pass(coming)
        return self._port.changes(stream, cursor, self._limit)

    def close(self) -> None:
        """Wait for what was asked for and is not wanted any more."""
        if self._coming is not None:
            _let_pass(self._coming)
            self._coming = None
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None


def _let_pass(coming: Future[FeedPage]) -> None:
    with suppress(Exception):  # nobody asked to know
        coming.result()
