"""Reading streams page by page into the cache: at most a thousand records at once while anybody may be waiting."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from crimint_desktop.remote import failure
from crimint_desktop.remote.failure import CursorExpired, StreamUnknown
from crimint_desktop.store import leftovers, preferences, records, repair
from crimint_desktop.sync.ahead import Ahead
from crimint_desktop.sync.applying import Applied, Hand, Piece, keep_pages, leave_unclaimed, start_again
from crimint_desktop.sync.port import Progress, ServicePort
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from concurrent.futures import Future

    from crimint_desktop.remote.answers import FeedEntry, FeedPage
    from crimint_desktop.store.database import Connection, Database
    from crimint_domain.streams import StreamState

__all__ = ["AT_ONCE", "FIRST_SYNC", "Reading"]

AT_ONCE: Final = 1_000
# What is written in one go while anybody may be waiting for the writer: it takes some tens of milliseconds.
_PIECE: Final = 200
FIRST_SYNC: Final = "first_sync"
_AT_FIRST: Final = 10_000
_WORTH_WRITING: Final = 5_000
_MOST_RECEIVED: Final = 5_000_000  # in one round; no register has more for one device
_LONGEST_S: Final = 5.0  # what came over a slow line is not kept waiting longer


class Reading:
    """Reads streams, writing one piece while the next is on its way. Each piece is a transaction with its cursor.

    ``first`` is a first sync: nobody works with the cache yet, so the next page is asked for while one is read, pieces
    are large and hold pages of several streams, and the index is tuned for it.
    """

    def __init__(
        self, port: ServicePort, db: Database, hand: Hand, report: Callable[[Progress], None], *, first: bool
    ) -> None:
        self._port = port
        self._db = db
        self._hand = hand
        self._report = report
        self._first = first
        self._ahead = Ahead(port, AT_ONCE)
        self._writing: list[Future[Applied]] = []
        self._gathered: list[Piece] = []
        self._flushed = hand.clock.monotonic()
        self._to_the_end: list[str] = []
        self.done: list[Applied] = []
        self.received = 0

    def streams(self, wanted: Sequence[tuple[StreamState, str]], expected: int) -> Mapping[str, int]:
        """Read streams, each from a cursor (empty: from its beginning) to its end; return the heads that were reached.

        A stream that is not there any more has none. ``expected`` is how many records there may be, for showing
        progress.
        """
        heads: dict[str, int] = {}
        self._begin()
        try:
            for at, (stream, cursor) in enumerate(wanted):
                following = wanted[at + 1] if at + 1 < len(wanted) else None
                with suppress(StreamUnknown):
                    heads[stream.id] = self._stream(stream, cursor, following, expected)
        except Unavailable:
            self._leave_unclaimed()
            raise
        finally:
            self._ahead.close()
        self._end()
        return heads

    def _stream(
        self, stream: StreamState, cursor: str, following: tuple[StreamState, str] | None, expected: int
    ) -> int:
        try:
            head = self._pages(stream, cursor, following, expected)
        except CursorExpired:
            self._flush()
            self._wait()
            self._db.run(lambda conn: start_again(conn, (stream.id,)), waiting=False).result()
            head = self._pages(stream, "", following, expected)
        self._to_the_end.append(stream.id)
        return head

    def _pages(self, stream: StreamState, cursor: str, following: tuple[StreamState, str] | None, expected: int) -> int:
        while True:
            then = (following[0].id, following[1]) if following is not None else None
            page = self._ahead.page(stream.id, cursor, then, more=self._first)
            self._take(stream, cursor, page)
            self.received += len(page.entries)
            self._report(Progress("receiving", self.received, max(expected, self.received)))
            cursor = page.cursor
            if not page.more:
                return page.head
            if page.entries[-1].seq >= stream.head:  # what came since the checkpoint is for the next one to tell of
                return page.entries[-1].seq
            if self.received > _MOST_RECEIVED:
                raise failure.too_large()

    def _take(self, stream: StreamState, begun: str, page: FeedPage) -> None:
        if not self._first:
            self._write(stream, begun, page.entries, page)
            return
        reached = page.entries[-1].seq if page.more else page.head
        piece = Piece(stream, page.entries, page.cursor, reached)
        if any(each.op == "gone" for each in page.entries):  # what left is taken out in its turn
            self._flush()
            self._gathered.append(piece)
            self._flush()
            return
        self._gathered.append(piece)
        gathered = sum(len(each.entries) for each in self._gathered)
        idle = gathered >= _WORTH_WRITING and all(each.done() for each in self._writing)
        if idle or gathered + AT_ONCE > _AT_FIRST or self._hand.clock.monotonic() - self._flushed > _LONGEST_S:
            self._flush()

    def _flush(self) -> None:
        """Write what was gathered in a first sync, in one transaction."""
        pieces, self._gathered = self._gathered, []
        self._flushed = self._hand.clock.monotonic()
        if not pieces:
            return

        def work(conn: Connection) -> Applied:
            applied = keep_pages(conn, self._hand, pieces, bulk=not repair.has_work(conn))
            while pieces:  # page by page: letting go of them all at once would hold up every other thread
                pieces.pop()
            return applied

        self._wait()
        self._writing.append(self._db.run(work, waiting=False))

    def _write(self, stream: StreamState, begun: str, entries: tuple[FeedEntry, ...], page: FeedPage) -> None:
        """Write what lies between the cursor ``begun`` and the page's own.

        It is read again from ``begun`` if the program ends before the last piece: taking a record twice does nothing.
        """
        pieces = [entries[at : at + _PIECE] for at in range(0, len(entries), _PIECE)] or [()]
        for piece in pieces[:-1]:
            self._put(stream, piece, begun, entries[0].seq - 1)
        self._put(stream, pieces[-1], page.cursor, entries[-1].seq if page.more else page.head)

    def _put(self, stream: StreamState, entries: tuple[FeedEntry, ...], cursor: str, head: int) -> None:
        """Write a piece when the one before it stands: a cursor must not overtake what could not be written."""
        piece = Piece(stream, entries, cursor, head)
        self._wait()
        self._writing.append(
            self._db.run(lambda conn: keep_pages(conn, self._hand, (piece,), bulk=False), waiting=False)
        )

    def _wait(self) -> None:
        writing, self._writing = self._writing, []
        self.done += [each.result() for each in writing]

    def _begin(self) -> None:
        """Tune the index for a first sync, and remember to finish it if it is cut short."""

        def tune(conn: Connection) -> None:
            records.begin_bulk(conn)
            preferences.set(conn, FIRST_SYNC, True)

        if self._first:
            self._db.run(tune, waiting=False).result()

    def _leave_unclaimed(self) -> None:
        """Finish the last piece, and let go what the streams did not bring again: those read from their beginnings
        now, or in a round before that was cut short."""
        self._flush()
        self._wait()
        whole, self._to_the_end = self._to_the_end, []
        if whole:
            left = self._db.run(lambda conn: leave_unclaimed(conn, whole), waiting=False).result()
            self.done.append(Applied(left))

    def _end(self) -> None:
        """Give the index back its everyday tuning, or have it put in order."""

        def tune(conn: Connection) -> None:
            records.end_bulk(conn, merging=False)
            preferences.drop(conn, FIRST_SYNC)

        self._leave_unclaimed()
        if self._first:
            self._db.run(tune, waiting=False).result()
        if self.received:
            _tidy(self._db)


def _tidy(db: Database) -> None:
    """Have the index put in order, a step after the other, while neither the round nor a person waits for it."""

    def then(done: Future[bool]) -> None:
        if not done.cancelled() and done.exception() is None and not done.result():
            _tidy(db)

    db.run(leftovers.tidy_some, waiting=False).add_done_callback(then)
