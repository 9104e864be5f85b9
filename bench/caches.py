"""Caches to measure in: real encrypted files, filled through the program's own store."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench.invented import AUTHORS, OPERATIONS, UNITS, documents
from crimint_desktop.actions.desk import Desk, Person, Unit
from crimint_desktop.app import garbage
from crimint_desktop.app.parts import SystemClock, new_id
from crimint_desktop.remote.answers import FeedEntry
from crimint_desktop.shape import reading_reports
from crimint_desktop.store import cursors, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.database import Database
from crimint_desktop.store.logbook import Logbook
from crimint_domain.access import Principal
from resources.code_lists import code_lists

__all__ = ["KEY", "STREAM", "a_desk", "a_filled_desk", "fill", "served"]

KEY = bytes(range(32))
STREAM = "b" * 32
_AT_ONCE = 20_000


def served(number: int, seed: int, version: int = 1) -> Iterator[FeedEntry]:
    """Yield so many invented reports as pages of a stream bring them."""
    read = reading_reports(b"")
    for at, (record, document) in enumerate(documents(number, seed), 1):
        raw = msgspec.json.encode(document)
        yield FeedEntry(
            at, "put", record, version, "report", 2, raw, "Sgt Invented-Test", "2026-11-20T15:00:00+00:00",
            shape=read("report", 2, raw),
        )  # fmt: skip


def fill(db: Database, number: int, seed: int = 1) -> None:
    """Take so many reports into a cache as a first sync does, in one stream."""
    db.run(records.begin_bulk).result()
    coming = served(number, seed)
    while piece := list(itertools.islice(coming, _AT_ONCE)):
        db.run(lambda conn, piece=piece: records.put(conn, STREAM, piece, bulk=True)).result()  # type: ignore[misc]  # values of this turn
    db.run(records.end_bulk).result()
    db.run(lambda conn: cursors.save(conn, STREAM, "", number, "shelf/quillmarsh", "open")).result()
    db.checkpoint_truncate().result()


def a_desk(db: Database, *, changed: Callable[[], None] = lambda: None) -> Desk:
    """Return the desk of an invented evaluator on an open cache."""
    user, name = AUTHORS[0]
    clock = SystemClock()
    units = tuple(Unit(unit, unit.title()) for unit in UNITS)
    principal = Principal(user, name, frozenset({"lio"}), frozenset(UNITS))
    book = Logbook(user, new_id(), clock, os.urandom)
    operations = tuple(filter(None, OPERATIONS))
    return Desk(db, book, Person(principal, units, operations), code_lists(), clock, new_id, changed)


@contextmanager
def a_filled_desk(number: int) -> Iterator[Desk]:
    """Lend a desk on a cache of so many reports; it is removed afterwards."""
    with TemporaryDirectory(prefix="crimint-bench-") as folder:
        db = open_cache(Path(folder) / "cache.db", KEY)
        try:
            fill(db, number)
            garbage.collect_from_now_on()  # as the program does
            yield a_desk(db)
        finally:
            db.close()
