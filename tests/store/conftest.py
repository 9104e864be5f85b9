"""A real encrypted cache for each test, and the short way to do something in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crimint_desktop.store import records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.database import Database
from crimint_desktop.store.records import Served
from crimint_domain.card import Card
from crimint_domain.report import Report
from crimint_domain.views import card_document, report_document

KEY = bytes(range(32))
STREAM = "5" * 32
OTHER_STREAM = "6" * 32


@dataclass(frozen=True)
class Cache:
    """An open cache file; ``run`` writes and ``read`` reads, each in one transaction, waiting for the answer."""

    database: Database

    def run(self, function: Callable[..., Any], *values: Any, **named: Any) -> Any:
        return self.database.run(lambda conn: function(conn, *values, **named)).result()

    def read(self, function: Callable[..., Any], *values: Any, **named: Any) -> Any:
        return self.database.read(lambda conn: function(conn, *values, **named)).result()

    def take(self, *those: Report | Card | Served, stream: str = STREAM, version: int = 1) -> Any:
        """Take records as if a page of a stream had brought them."""
        served = [each if isinstance(each, Served) else served_as(each, version) for each in those]
        return self.run(records.put, stream, served)


def served_as(each: Report | Card, version: int = 1, **changes: Any) -> Served:
    """Return a record as the service would send it."""
    if isinstance(each, Card):
        return Served(each.id, "card", 1, version, card_document(each) | changes, "Sgt Applewhite-Test", "")
    return Served(
        each.id,
        "report",
        2,
        version,
        report_document(each) | changes,
        "Sgt Applewhite-Test",
        "2026-11-20T15:00:00+00:00",
    )


@pytest.fixture
def cache_path(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "cache.db"


@pytest.fixture
def held(cache_path: Path) -> Iterator[Cache]:
    with closing(open_cache(cache_path, KEY)) as database:
        yield Cache(database)
