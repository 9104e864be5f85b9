"""Loading a million reports: whether the last hundred thousand come in as fast as the first. Takes some minutes, so
it is measured only with ``BENCH=whole``."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.caches import KEY, STREAM, served
from bench.figures import Bound, Figure, against
from crimint_desktop.app import garbage
from crimint_desktop.remote.answers import FeedEntry
from crimint_desktop.store import records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.database import Database

__all__ = ["figures"]

_REPORTS = 1_000_000
_STEP = 100_000
_AT_ONCE = 20_000


def figures() -> list[Figure]:
    """Take them in as a first sync does and compare the first step with the last; making them is not counted."""
    with TemporaryDirectory(prefix="crimint-bench-") as folder:
        db = open_cache(Path(folder) / "cache.db", KEY)
        try:
            garbage.collect_from_now_on()  # as the program does
            rates = _rates(db)
        finally:
            db.close()
    return [
        against(
            "the last 100,000 of a million taken in", "reports/s", [rates[-1]], ("the first 100,000", [rates[0]]),
            Bound("at least", 0.7, 0.9), says=f"one run, pieces of {_AT_ONCE:,}; the index is put together afterwards",
        )
    ]  # fmt: skip


def _rates(db: Database) -> list[float]:
    db.run(records.begin_bulk).result()
    coming = served(_REPORTS, 1)
    rates: list[float] = []
    for _ in range(_REPORTS // _STEP):
        took = 0.0
        for _ in range(_STEP // _AT_ONCE):
            took += _taken(db, list(itertools.islice(coming, _AT_ONCE)))
        rates.append(_STEP / took)
    db.run(records.end_bulk).result()
    return rates


def _taken(db: Database, piece: list[FeedEntry]) -> float:
    begun = time.perf_counter()
    db.run(lambda conn: records.put(conn, STREAM, piece, bulk=True)).result()
    return time.perf_counter() - begun
