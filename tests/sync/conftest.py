"""Clients with real encrypted caches before a service in memory."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_desktop.store import conflicts, logbook, outbox, records
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.database import Database
from crimint_desktop.store.logbook import Logbook
from crimint_desktop.sync import round
from crimint_desktop.sync.port import Outcome, Progress
from crimint_domain.access import Principal
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.parts import Document, with_parts
from tests.builders import CountedIds, SteadyClock, an_id
from tests.protocol.fake import FakeService
from tests.protocol.fake_line import FakeLine
from tests.protocol.people import PASSWORD

KEY = bytes(range(32))
CHANCE = b"\x07"


@dataclass
class Client:
    """One person at one device."""

    user: str
    db: Database
    fake: FakeService
    line: Any
    book: Logbook
    port: Service
    new_id: CountedIds
    clock: SteadyClock
    progress: list[Progress] = field(default_factory=list)

    def round(self) -> Outcome:
        return round.run(self.port, self.db, self.book, self.clock, self.new_id, self.progress.append)

    def run(self, work: Callable[..., Any]) -> Any:
        return self.db.run(work).result()

    def create(self, record: str, document: Document, step: str = "") -> str:
        change = Change(self.new_id(), "report", SCHEMAS["report"], record, 0, document=document, step=step)

        def work(conn: Any) -> None:
            outbox.add(conn, change, None, self.clock.now())
            logbook.append(conn, self.book, "collection", step or "create", (f"{record}@0",))

        self.run(work)
        return change.id

    def edit(self, record: str, parts: dict[str, Any], step: str = "", reason: str = "") -> str:
        def work(conn: Any) -> str:
            held = records.find(conn, record)
            assert held is not None
            change = Change(
                self.new_id(), held.kind, SCHEMAS[held.kind], record, held.version, parts=parts, step=step,
                reason=reason,
            )  # fmt: skip
            logbook.append(conn, self.book, "alteration", step or "edit", (f"{record}@{held.version}",))
            return outbox.add(conn, change, held.document, self.clock.now())

        return str(self.run(work))

    def settle(self, record: str, choices: dict[str, Any]) -> None:
        """Choose, as a person would on the screen."""

        def work(conn: Any) -> None:
            (conflict,) = conflicts.of_record(conn, record)
            held = records.find(conn, record)
            assert held is not None
            parts = {clash.part: choices[clash.part] for clash in conflict.clashes}
            conflicts.drop(conn, conflict.id)
            change = Change(
                self.new_id(), held.kind, SCHEMAS[held.kind], record, held.version, parts=parts, step=conflict.step
            )
            outbox.add(conn, change, held.document, self.clock.now())

        self.run(work)

    def document(self, record: str) -> Document | None:
        held = self.run(lambda conn: records.find(conn, record))
        return None if held is None else held.document

    def version(self, record: str) -> int:
        held = self.run(lambda conn: records.find(conn, record))
        return 0 if held is None else held.version

    def held(self) -> dict[str, int]:
        found = self.run(lambda conn: conn.exec_driver_sql("SELECT id, version FROM record WHERE version > 0").all())
        return {_text(raw_id): version for raw_id, version in found}

    def waiting(self) -> tuple[outbox.Waiting, ...]:
        return tuple(self.run(outbox.all))

    def conflicts(self) -> tuple[conflicts.Conflict, ...]:
        return tuple(self.run(conflicts.all))


def _text(raw_id: bytes) -> str:
    from crimint_domain.ids import text_of

    return text_of(raw_id)


OFFICER = Principal("okonjo", "Ada Okonjo", frozenset({"officer"}), frozenset({"quillmarsh"}))
LIO = Principal("varga", "Imre Varga", frozenset({"lio"}), frozenset({"quillmarsh"}))
ANALYST = Principal("sandhu", "Mina Sandhu", frozenset({"analyst"}), frozenset({"quillmarsh"}))


def a_document(**parts: Any) -> Document:
    """A report that could be submitted."""
    document: Document = {
        "title": "Blue van at the quay", "state": "draft", "author": "", "unit": "quillmarsh",
        "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": ["ORGANISATIONAL USE ONLY"]},
        "origin": {"officer": "Ada Okonjo", "reported_at": "2026-11-20T14:32:00+00:00"},
        "source": {"how_known": "saw", "isr": "", "note": ""}, "priority": "low", "operation": "",
        "items": {
            "a": {
                "order": "a", "text": "A blue van was loaded after dark.", "nature": "fact",
                "grading": {"scheme": "3x5x2", "source": "1", "assessment": "A"},
                "handling": {"scheme": "3x5x2", "code": "P", "action": "", "sanitisation": "", "conditions": ""},
            },
            "b": {
                "order": "b", "text": "It left towards the ring road.", "nature": "fact",
                "grading": {"scheme": "3x5x2", "source": "2", "assessment": "B"},
                "handling": {"scheme": "3x5x2", "code": "P", "action": "", "sanitisation": "", "conditions": ""},
            },
        },
        "mentions": {}, "references": {}, "risk": {},
    }  # fmt: skip
    return with_parts(document, {part.replace("__", "/"): value for part, value in parts.items()})


@pytest.fixture(scope="session")
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty cache to copy: making one takes longer than a whole round."""
    path = tmp_path_factory.mktemp("template") / "cache.db"
    db = open_cache(path, KEY)
    db.checkpoint_truncate().result()
    db.close()
    return path


@pytest.fixture
def clock() -> SteadyClock:
    return SteadyClock()


@pytest.fixture
def fake(clock: SteadyClock) -> FakeService:
    service = FakeService(clock, CountedIds(99))
    for principal in (OFFICER, LIO, ANALYST):
        service.add_person(principal)
    return service


@pytest.fixture
def join(fake: FakeService, empty_cache: Path, tmp_path: Path, clock: SteadyClock) -> Iterator[Callable[..., Client]]:
    """Bring in a person at a fresh device."""
    numbers = itertools.count(1)
    joined: list[Client] = []

    def bring(user: str, line: Any = None) -> Client:
        client = client_of(fake, user, next(numbers), empty_cache, tmp_path, clock, line)
        joined.append(client)
        return client

    yield bring
    for client in joined:
        client.db.close()


@pytest.fixture
def sit(empty_cache: Path, tmp_path: Path, clock: SteadyClock) -> Iterator[Callable[[str, str], Client]]:
    """Seat a person at a fresh device before the service at an address."""
    numbers = itertools.count(1)
    opened: list[Client] = []

    def at(url: str, user: str) -> Client:
        opened.append(client_of(None, user, next(numbers), empty_cache, tmp_path, clock, HttpLine(url), PASSWORD))
        return opened[-1]

    yield at
    for client in opened:
        client.db.close()
        client.line.close()


def client_of(
    fake: Any, user: str, number: int, empty_cache: Path, folder: Path, clock: SteadyClock, line: Any = None,
    password: str = "correct horse",
) -> Client:  # fmt: skip
    path = folder / f"cache-{number}.db"
    shutil.copy(empty_cache, path)
    line = line or FakeLine(fake)
    device = an_id(number, who=9)
    ids = CountedIds(2, itertools.count(number * 1_000_000))  # a range of its own for each device
    sign_in = SignIn()
    port = Service(line, Device(device, "0.1.0"), sign_in)
    sign_in.take(port.sign_in(user, password))
    book = Logbook(user, device, clock, lambda count: CHANCE * count)
    return Client(user, open_cache(path, KEY), fake, line, book, port, ids, clock)
