"""Removing 100,000 reports of a stream from a cache for good: rows, documents and words, the file's log emptied."""

from __future__ import annotations

import time

from bench.caches import STREAM, a_filled_desk
from bench.figures import Figure, against
from crimint_desktop.store import records

__all__ = ["figures"]

_REPORTS = 100_000


def figures() -> list[Figure]:
    """Purge once, and say how many a second; what is left must be nothing."""
    begun = time.perf_counter()
    with a_filled_desk(_REPORTS) as desk:
        filled = time.perf_counter() - begun
        begun = time.perf_counter()
        gone = desk.db.run(lambda conn: records.purge(conn, STREAM)).result()
        desk.db.checkpoint_truncate().result()
        took = time.perf_counter() - begun
        assert len(gone) == _REPORTS
        left = desk.db.read(lambda conn: records.tally(conn, STREAM)).result()
        assert left == (0, 0)
    return [
        against(
            f"purging {_REPORTS:,} reports", "s", [took], ("making and filling the same cache", [filled]),
            says="one transaction with the index cleared, then the write-ahead log emptied",
        )
    ]  # fmt: skip
