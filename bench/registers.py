"""The service on a throwaway PostgreSQL: pages of the feed a second, and checkpoints a second."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

from bench.caches import KEY
from bench.figures import Bound, Figure, Goal, against, percentile, spread
from bench.first_sync import pages_of
from bench.floor import insert_pages
from bench.serving import EVALUATOR, PASSWORD, answering, fill_register, signed_in
from crimint_desktop.app.parts import new_id
from crimint_desktop.config import VERSION
from crimint_desktop.store import cursors
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.sync import round as rounds
from crimint_desktop.sync.agreement import digest_of, held_streams
from tests.service.postgres import cluster

__all__ = ["figures"]

_REPORTS = 10_000
_PROCESSES = 2
_CONNECTIONS = 8
_CHECKPOINTS = 60  # of each connection
_RUNS = 3
_WANTED = 250.0


@dataclass(frozen=True, slots=True)
class _World:
    """Addresses of processes that answer for one register, and what devices that are signed in send, one a connection:
    the same device from several sides would wait for itself."""

    urls: tuple[str, ...]
    headers: tuple[dict[str, str], ...]
    body: bytes
    pages: tuple[tuple[str, bytes], ...]
    targets: tuple[str, ...]


def figures() -> list[Figure]:
    """Ask two processes on one database, as two behind a proxy would be asked."""
    with TemporaryDirectory(prefix="crimint-bench-") as name, _world(Path(name)) as world:
        rates, tails = zip(*(_checkpoints(world) for _ in range(_RUNS)), strict=True)
        served = [_pages(world) for _ in range(_RUNS)]
        applied = [_applied(Path(name) / f"{run}.db", world) for run in range(_RUNS)]
    says = f"{_PROCESSES} processes, {_CONNECTIONS} connections, {_REPORTS:,} reports, PostgreSQL on this machine"
    return [
        Figure(
            "checkpoints on PostgreSQL", "requests/s", spread(rates),
            goals=(Goal("requests a second", max(rates), "at least", _WANTED),),
            says=f"{says}; nothing new for the device",
        ),
        Figure("a checkpoint, p99", "ms", spread(tails), says=says),
        against(
            "pages of the feed on PostgreSQL", "reports/s", served,
            ("the same pages decoded and inserted by one client", applied), Bound("at least", 3.0, 5.0),
            says=f"{says}; pages of up to 1,000, packed, each logged before it leaves",
        ),
    ]  # fmt: skip


@contextmanager
def _world(folder: Path) -> Iterator[_World]:
    with cluster() as postgres, ExitStack() as running:
        database = postgres.fresh()
        fill_register(database, _REPORTS)
        options = ("--allow-local-accounts", "--erasures", str(folder / "erasures"))
        urls = tuple(running.enter_context(answering(database, *options)) for _ in range(_PROCESSES))
        opened = signed_in(urls[0], EVALUATOR, folder / "desk")
        line = opened.line_to_service()
        try:
            desk = opened.desk
            rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
            epoch, digest = desk.db.read(lambda conn: (cursors.epoch(conn), digest_of(held_streams(conn)))).result()
            pages = tuple(pages_of(urls[0], opened, line))
        finally:
            line.close()
        held = {"epoch": epoch, "access_version": 1, "have_digest": digest, "audit_seq": 0}
        headers = tuple(_signed_in(urls[which % _PROCESSES]) for which in range(_CONNECTIONS))
        yield _World(urls, headers, json.dumps(held).encode(), pages, _targets(pages))
        opened.close()


def _signed_in(url: str) -> dict[str, str]:
    """Sign a device of its own in and return what it says with every question."""
    device = new_id()
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    asked = json.dumps({"grant": "password", "user": EVALUATOR, "password": PASSWORD})
    said = {"X-Device": device, "X-Client-Version": VERSION, "Content-Type": "application/json"}
    connection.request("POST", "/v1/token", asked, said)
    token = json.loads(_body(connection))["token"]
    connection.close()
    return {**said, "Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}


def _targets(pages: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:
    """Return the path of each page: the cursor of one is found in the page before it."""
    found: list[str] = []
    cursor, before = "", ""
    for stream, body in pages:
        cursor = cursor if stream == before else ""
        found.append(f"/v1/streams/{stream}/changes?limit=1000&cursor={quote(cursor)}")
        cursor, before = json.loads(body)["cursor"], stream
    return tuple(found)


def _checkpoints(world: _World) -> tuple[float, float]:
    """Return checkpoints a second, and the 99th percentile of one in ms."""
    waits: list[float] = []

    def ask(connection: http.client.HTTPConnection, which: int) -> None:
        for _ in range(_CHECKPOINTS):
            begun = time.perf_counter()
            connection.request("POST", "/v1/sync/checkpoint", world.body, world.headers[which])
            told = json.loads(_body(connection))
            assert told["unchanged"], "the device holds everything"
            waits.append((time.perf_counter() - begun) * 1000)

    took = _at_once(world, _CONNECTIONS, ask)
    return len(waits) / took, percentile(waits, 0.99)


def _pages(world: _World) -> float:
    """Return reports a second when every connection reads every stream."""

    def ask(connection: http.client.HTTPConnection, which: int) -> None:
        connection.request("POST", "/v1/sync/checkpoint", world.body, world.headers[which])
        _body(connection)
        for target in world.targets:
            connection.request("GET", target, headers=world.headers[which])
            _body(connection)

    return _PROCESSES * _REPORTS / _at_once(world, _PROCESSES, ask)


def _body(connection: http.client.HTTPConnection) -> bytes:
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, answer.status
    return body


def _at_once(world: _World, number: int, ask: Callable[[http.client.HTTPConnection, int], None]) -> float:
    """Have so many connections ask at the same time, spread over the processes; return how many seconds it took."""
    failed: list[BaseException] = []

    def work(which: int) -> None:
        where = urlsplit(world.urls[which % len(world.urls)])
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        try:
            ask(connection, which)
        except BaseException as fault:
            failed.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(which,)) for which in range(number)]
    begun = time.perf_counter()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    took = time.perf_counter() - begun
    if failed:
        raise failed[0]
    return took


def _applied(path: Path, world: _World) -> float:
    db = open_cache(path, KEY)
    try:
        begun = time.perf_counter()
        insert_pages(db, world.pages)
        return _REPORTS / (time.perf_counter() - begun)
    finally:
        db.close()
        path.unlink()
