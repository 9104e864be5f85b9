"""Asking for the next page before the one that has come is read: the service makes it meanwhile."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import FeedPage
    from crimint_desktop.sync.port import PageBody, ServicePort

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
        self._coming: Future[PageBody] | None = None

    def page(self, stream: str, cursor: str, then: tuple[str, str] | None = None, *, more: bool = True) -> FeedPage:
        """Return a page; raises what asking for it raises. With ``more`` the one behind it, or where there is none
        the first of ``then`` (a stream and a cursor), is asked for before this one is read."""
        body = self._body(stream, cursor)
        if more:
            following = body.following
            self._ask((stream, following) if following else then)
        return body.read()

    def _body(self, stream: str, cursor: str) -> PageBody:
        coming, self._coming = self._coming, None
        if coming is not None:
            if self._asked == (stream, cursor):
                return coming.result()
            _let_pass(coming)
        return self._port.page_body(stream, cursor, self._limit)

    def _ask(self, wanted: tuple[str, str] | None) -> None:
        """Ask for a page that will be wanted next. What goes wrong comes out when it is wanted."""
        if wanted is None:
            return
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="net ahead")
        self._asked = wanted
        self._coming = self._thread.submit(self._port.page_body, *wanted, self._limit)

    def close(self) -> None:
        """Wait for what was asked for and is not wanted any more."""
        if self._coming is not None:
            _let_pass(self._coming)
            self._coming = None
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None


def _let_pass(coming: Future[PageBody]) -> None:
    with suppress(Exception):  # nobody asked to know
        coming.result()
