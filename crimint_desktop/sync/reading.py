"""Reading streams page by page into the cache: at most a thousand records at once while anybody may be waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from crimint_desktop.remote.failure import CursorExpired
from crimint_desktop.store import leftovers, preferences, records, repair
from crimint_desktop.sync.applying import Applied, Hand, keep_page, leave_unclaimed, start_again
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
_PIECE: Final = 50
FIRST_SYNC: Final = "first_sync"
_AT_FIRST: Final = 20_000


class Reading:
    """Reads streams, writing one piece while the next is on its way. Each piece is a transaction with its cursor.

    ``first`` is a first sync: nobody works with the cache yet, so pieces are large and the index is tuned for it.
    """

    def __init__(
        self, port: ServicePort, db: Database, hand: Hand, report: Callable[[Progress], None], *, first: bool
    ) -> None:
        self._port = port
        self._db = db
        self._hand = hand
        self._report = report
        self._first = first
        self._writing: list[Future[Applied]] = []
        self.done: list[Applied] = []
        self.received = 0

    def stream(self, stream: StreamState, cursor: str, expected: int) -> int:
        """Read a stream from a cursor (empty: from its beginning) to its end and return the head that was reached.

        ``expected`` is how many records there may be, for showing progress.
        """
        try:
            head = self._pages(stream, cursor, expected)
        except CursorExpired:
            self._wait()
            self._db.run(lambda conn: start_again(conn, (stream.id,)), waiting=False).result()
            cursor = ""
            head = self._pages(stream, cursor, expected)
        self._wait()
        if not cursor:
            left = self._db.run(lambda conn: leave_unclaimed(conn, stream.id), waiting=False).result()
            self.done.append(Applied(left))
        return head

    def _pages(self, stream: StreamState, cursor: str, expected: int) -> int:
        gathered: list[FeedEntry] = []
        page: FeedPage | None = None
        begun = cursor
        most = _AT_FIRST if self._first else AT_ONCE
        while True:
            try:
                page = self._port.changes(stream.id, cursor, AT_ONCE)
            except Unavailable:
                if page is not None and gathered:
                    self._write(stream, begun, tuple(gathered), page)
                    self._wait()
                raise
            if not gathered:
                begun = cursor
            cursor = page.cursor
            gathered += page.entries
            if not page.more or len(gathered) + AT_ONCE > most:
                self._write(stream, begun, tuple(gathered), page)
                self.received += len(gathered)
                self._report(Progress("receiving", self.received, max(expected, self.received)))
                gathered = []
            if not page.more:
                return page.head

    def _write(self, stream: StreamState, begun: str, entries: tuple[FeedEntry, ...], page: FeedPage) -> None:
        """Write what lies between the cursor ``begun`` and the page's own.

        It is read again from ``begun`` if the program ends before the last piece: taking a record twice does nothing.
        """
        if self._first:
            self._put(stream, entries, page.cursor, entries[-1].seq if page.more else page.head)
            return
        pieces = [entries[at : at + _PIECE] for at in range(0, len(entries), _PIECE)] or [()]
        for piece in pieces[:-1]:
            self._put(stream, piece, begun, entries[0].seq - 1)
        self._put(stream, pieces[-1], page.cursor, entries[-1].seq if page.more else page.head)

    def _put(self, stream: StreamState, entries: tuple[FeedEntry, ...], cursor: str, head: int) -> None:
        """Write a piece when the one before it stands: a cursor must not overtake what could not be written."""
        self._wait()

        def work(conn: Connection) -> Applied:
            bulk = self._first and not repair.has_work(conn)
            return keep_page(conn, self._hand, stream, entries, cursor, head, bulk=bulk)

        self._writing.append(self._db.run(work, waiting=False))

    def _wait(self) -> None:
        writing, self._writing = self._writing, []
        self.done += [each.result() for each in writing]

    def begin(self) -> None:
        """Tune the index for a first sync, and remember to finish it if it is cut short."""

        def tune(conn: Connection) -> None:
            records.begin_bulk(conn)
            preferences.set(conn, FIRST_SYNC, True)

        if self._first:
            self._db.run(tune, waiting=False).result()

    def end(self) -> None:
        """Finish the last piece, and give the index back its everyday tuning."""

        def tune(conn: Connection) -> None:
            records.end_bulk(conn)
            preferences.drop(conn, FIRST_SYNC)

        self._wait()
        if self._first:
            self._db.run(tune, waiting=False).result()
        elif self.received:
            _tidy(self._db)


def _tidy(db: Database) -> None:
    """Have the index put in order, a step after the other, while neither the round nor a person waits for it."""

    def then(done: Future[bool]) -> None:
        if not done.cancelled() and done.exception() is None and not done.result():
            _tidy(db)

    db.run(leftovers.tidy_some, waiting=False).add_done_callback(then)
