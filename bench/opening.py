"""How long a person waits for a record while a sync writes pages of a thousand, against nothing else running."""

from __future__ import annotations

import random
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from bench.caches import STREAM, a_filled_desk, served
from bench.figures import Bound, Figure, against, percentile
from crimint_desktop.actions import reading
from crimint_desktop.remote.answers import (
    Access,
    Acknowledged,
    Checkpoint,
    FeedEntry,
    FeedPage,
    Registered,
    Unit,
)
from crimint_desktop.store import cursors, leftovers, records
from crimint_desktop.sync import round as rounds
from crimint_domain.errors import Unavailable
from crimint_domain.streams import CHECKSUM_MODULUS, StreamState, checksum_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.sync.port import FilesPort, LogProofsPort, Outcome
    from crimint_domain.audit import Entry
    from crimint_domain.change import Change, Receipt

__all__ = ["figures"]

_REPORTS = 100_000
_RUNS = 5
_PAGES = 6
_PAGE = 1_000
_THINKING_S = (0.005, 0.06)
_IDLE_OPENINGS = 40
_AFTERWARDS = 10  # the index is still being put in order when the round is over


@dataclass(frozen=True)
class _PageBody:
    """A page that needs no reading."""

    page: FeedPage

    @property
    def following(self) -> str:
        """The cursor of the page behind it."""
        return self.page.cursor if self.page.more else ""

    def read(self) -> FeedPage:
        """Return the page."""
        return self.page


@dataclass
class _Feed:
    """A service in memory that has so many pages of one stream: half of the records new, half of them changed."""

    state: StreamState
    entries: list[FeedEntry]
    first: int
    sent: list[Change] = field(default_factory=list)

    @property
    def files(self) -> FilesPort:
        """No file waits here, so that nothing is asked of it."""
        return cast("FilesPort", None)

    @property
    def log_proofs(self) -> LogProofsPort:
        """Nobody asks about a log here."""
        raise Unavailable("There is no log.", cause="bench")

    def me(self) -> Access:
        """Who is signed in."""
        units = (Unit("quillmarsh", "Quillmarsh"),)
        return Access("officer1", "Invented-Test", ("lio",), units, "OFFICIAL-SENSITIVE", 1)

    def checkpoint(self, epoch: str, access_version: int, have_digest: str, audit_seq: int) -> Checkpoint:
        """One stream."""
        return Checkpoint("bench", 1, "2026-11-20T15:00:00+00:00", (self.state,), audit_acked=audit_seq)

    def stand(self, said: Mapping[str, Any]) -> None:
        """Nobody listens."""

    def record(self, record: str) -> None:
        """Nobody asks for a single one."""

    def page_body(self, stream: str, cursor: str, limit: int) -> _PageBody:
        """The page behind the cursor."""
        at = int(cursor or self.first) - self.first
        page = self.entries[at : at + limit]
        reached = self.first + at + len(page)
        return _PageBody(FeedPage(tuple(page), str(reached), self.state.head, reached < self.state.head))

    def send(self, changes: Sequence[Change], epoch: str = "") -> tuple[Receipt, ...]:
        """Nothing is sent here."""
        self.sent += changes
        return ()

    def receipt(self, change: str) -> Receipt | None:
        """Nobody asks what became of a change."""

    def upload(
        self, entries: Sequence[Entry], reasons: Sequence[Mapping[str, Any]], signature: str = ""
    ) -> Acknowledged:
        """Take the log."""
        return Acknowledged(entries[-1].sequence, entries[-1].hash)

    def register(self, public_key: str) -> Registered:
        """Know the device."""
        return Registered("", "approved")

    def done(self, command: str) -> None:
        """Nothing is commanded here."""


def figures() -> list[Figure]:
    """Open records at a reader's pace during rounds of 12 pages, and in between with nothing else to do."""
    chance = random.Random(5)
    busy: list[float] = []
    idle: list[float] = []
    middles: list[float] = []
    idle_middles: list[float] = []
    with a_filled_desk(_REPORTS) as desk, ThreadPoolExecutor(1) as net:
        known = [each.id for each in served(_REPORTS, 1)]
        for run in range(_RUNS):
            while not desk.db.run(leftovers.tidy_some, waiting=False).result():
                pass  # else the last round's index work would still weigh on "nothing else"
            alone = [_opened(desk, chance.choice(known), chance) for _ in range(_IDLE_OPENINGS)]
            feed = _feed(desk, known, run)
            syncing = net.submit(rounds.run, feed, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
            during = _until_done(desk, syncing, known, chance)
            assert syncing.result().agreed_at is not None
            busy.append(percentile(during, 0.95))
            middles.append(percentile(during, 0.5))
            idle.append(percentile(alone, 0.95))
            idle_middles.append(percentile(alone, 0.5))
    return [
        against(
            "opening a record while a sync runs, p95", "ms", busy, ("nothing else running, p95", idle),
            more=(Bound("at most", 100.0, 50.0).on("p95 in ms", percentile(busy, 0.5)),),
            says=f"{_REPORTS:,} cached; each run a whole round of {_PAGES} pages of 1,000, half new, half changed",
        ),
        against(
            "opening a record while a sync runs, median", "ms", middles,
            ("nothing else running, median", idle_middles),
        ),
    ]  # fmt: skip


def _opened(desk: Desk, record: str, chance: random.Random) -> float:
    """Think, open, and return how many milliseconds the opening took."""
    time.sleep(chance.uniform(*_THINKING_S))
    begun = time.perf_counter()
    reading.open_record(desk, record, "bench").result()
    return (time.perf_counter() - begun) * 1000


def _until_done(desk: Desk, syncing: Future[Outcome], known: list[str], chance: random.Random) -> list[float]:
    waits: list[float] = []
    while not syncing.done():
        waits.append(_opened(desk, chance.choice(known), chance))
    waits += [_opened(desk, chance.choice(known), chance) for _ in range(_AFTERWARDS)]
    return waits


def _feed(desk: Desk, known: list[str], run: int) -> _Feed:
    count, checksum = desk.db.read(lambda conn: records.tally(conn, STREAM)).result()
    head = next(each.head for each in desk.db.read(cursors.streams).result())
    version = run + 2
    half = _PAGES * _PAGE // 2
    new = list(served(half, 100 + run))
    changed = list(served(half, 1, version))
    entries = []
    for at, each in enumerate(pair for both in zip(new, changed, strict=True) for pair in both):
        entries.append(
            FeedEntry(head + at + 1, "put", each.id, each.version, each.kind, each.schema, each.raw, each.by, each.at)
        )
    for each in new:
        checksum += checksum_of(each.id, 1)
    for each in changed:
        checksum += checksum_of(each.id, version) - checksum_of(each.id, version - 1)
    state = StreamState(
        STREAM, "shelf/quillmarsh", "open", head + len(entries), 0, count + half, checksum % CHECKSUM_MODULUS
    )
    return _Feed(state, entries, head)
