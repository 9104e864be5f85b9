"""Desks of an officer and an evaluator, each on a real encrypted cache."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crimint_desktop.actions import drafting
from crimint_desktop.actions.desk import Desk, Person, Unit
from crimint_desktop.store import edits, logbook, outbox, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.store.records import Served
from crimint_domain.card import Card
from crimint_domain.change import Receipt
from crimint_domain.parts import Document
from crimint_domain.report import Report
from crimint_domain.views import card_document, report_document
from resources.code_lists import code_lists
from tests.builders import CountedIds, SteadyClock, a_principal

KEY = bytes(range(32))
STREAM = "5" * 32
QUILLMARSH = Unit("quillmarsh", "Quillmarsh")


@dataclass
class Seat:
    """A desk, and short ways to look behind it."""

    desk: Desk
    clock: SteadyClock
    told: list[None] = field(default_factory=list)

    def take(self, *those: Report | Card, version: int = 1, stream: str = STREAM) -> None:
        """Take records as if a page of a stream had brought them."""
        self.run(records.put, stream, [_served(each, version) for each in those])

    def take_raw(self, record: str, schema: int, document: Document, version: int = 1) -> Any:
        """Take a document as it is."""
        return self.run(records.put, STREAM, [Served(record, "report", schema, version, document, "Peters", "")])

    def run(self, function: Callable[..., Any], *values: Any) -> Any:
        return self.desk.db.run(lambda conn: function(conn, *values)).result()

    def held(self, record: str) -> Any:
        return self.run(records.find, record)

    def edit_of(self, record: str) -> Any:
        return self.run(edits.find, record)

    def waiting(self) -> tuple[outbox.Waiting, ...]:
        return tuple(self.run(outbox.all))

    def log(self) -> list[tuple[str, str, tuple[str, ...]]]:
        entries, _ = self.run(logbook.unsent)
        return [(each.action, each.act, each.records) for each in entries]

    def words_logged(self) -> list[str]:
        _, reasons = self.run(logbook.unsent)
        return [each.text for each in reasons]

    def sent(self, version: int = 1) -> None:
        """Let everything that waits be accepted by the service."""
        for each in self.run(outbox.batch):
            self.run(outbox.receipt, Receipt(each.change.id, 200, version))

    def write(self, report: Report) -> drafting.Editing:
        """Begin a draft and type a report's content into it."""
        editing = drafting.begin_draft(self.desk, "MARZIPAN").result()
        written = {**report_document(report), "state": "draft", "author": self.desk.principal.user}
        drafting.keep(self.desk, editing.report.id, written).result()
        return editing

    def fill_disk(self) -> None:
        """Leave the cache no room to grow, as on a full disk."""
        self._limit("PRAGMA max_page_count=1")

    def empty_disk(self) -> None:
        """Give it room again."""
        self._limit("PRAGMA max_page_count=1000000")

    def _limit(self, pragma: str) -> None:
        def work(conn: Any) -> None:
            driver = conn.connection.driver_connection
            driver.set_authorizer(None)
            driver.execute(pragma).fetchall()

        self.desk.db.run(work).result()


def _served(each: Report | Card, version: int) -> Served:
    if isinstance(each, Card):
        return Served(each.id, "card", 1, version, card_document(each), "", "")
    return Served(each.id, "report", 2, version, report_document(each), "Sgt Peters-Test", "2026-11-20T15:00:00+00:00")


@pytest.fixture(scope="session")
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty cache to copy: making one takes longer than a whole test."""
    path = tmp_path_factory.mktemp("template") / "cache.db"
    db = open_cache(path, KEY)
    db.checkpoint_truncate().result()
    db.close()
    return path


@pytest.fixture
def sit(empty_cache: Path, tmp_path: Path) -> Iterator[Callable[..., Seat]]:
    """Seat a person at a fresh device."""
    seated: list[Seat] = []

    def bring(user: str = "okonjo", *roles: str) -> Seat:
        path = tmp_path / f"cache-{len(seated)}" / "cache.db"
        path.parent.mkdir()
        shutil.copy(empty_cache, path)
        clock = SteadyClock()
        book = Logbook(user, f"device of {user}", clock, lambda count: b"c" * count)
        told: list[None] = []
        desk = Desk(
            open_cache(path, KEY), book, Person(a_principal(user, *roles), (QUILLMARSH,), ("MARZIPAN",)),
            code_lists(), clock, CountedIds(len(seated)), lambda: told.append(None),
        )  # fmt: skip
        seated.append(Seat(desk, clock, told))
        return seated[-1]

    yield bring
    for seat in seated:
        seat.desk.db.close()


@pytest.fixture
def officer(sit: Callable[..., Seat]) -> Seat:
    return sit("okonjo")


@pytest.fixture
def lio(sit: Callable[..., Seat]) -> Seat:
    return sit("applewhite", "lio")
