"""The service on a throwaway PostgreSQL: checkpoints a second, pages of the feed, and the tree over the log."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import quote, urlsplit

from bench.caches import KEY
from bench.figures import Bound, Figure, Goal, against, spread
from bench.first_sync import pages_of
from bench.fleet import WRITTEN_SHARE, Fleet, a_fleet
from bench.floor import insert_pages
from bench.knocking import Door, Knocked, knock
from bench.log_entries import grow
from bench.serving import EVALUATOR, PASSWORD, a_process, fill_register, signed_in
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
_DEVICES = 3_000
_AT_ONCE = 32  # connections on which the next question follows the answer
_OPEN = 1_500  # connections that stay open and are used in turn, as those of workstations are
_WANTED = 250.0
_RUNS = 3
_ENTRIES = 20_000
_PROOFS = 1_000
_UNCHANGED = '"unchanged":true'


@dataclass(frozen=True, slots=True)
class _World:
    """Services that answer for one register, devices in step with it, and the questions for every page of the feed."""

    door: Door
    fleet: Fleet
    headers: dict[str, str]
    pages: tuple[tuple[str, bytes], ...]
    targets: tuple[str, ...]


def figures() -> list[Figure]:
    """Ask two processes on one database, as two behind a proxy would be asked, from a process of its own."""
    with TemporaryDirectory(prefix="crimint-bench-") as name, _world(Path(name)) as world:
        knock(world.door, world.fleet.requests, _UNCHANGED, connections=_AT_ONCE)  # everybody is met once
        return [*_checkpoints(world), *_feed(world, Path(name)), *_log(world)]


@contextmanager
def _world(folder: Path) -> Iterator[_World]:
    with cluster() as postgres, ExitStack() as running:
        database = postgres.fresh()
        fill_register(database, _REPORTS)
        options = ("--allow-local-accounts", "--erasures", str(folder / "erasures"))
        processes = [running.enter_context(a_process(database, *options)) for _ in range(_PROCESSES)]
        urls, pids = tuple(url for url, _ in processes), tuple(pid for _, pid in processes)
        opened = signed_in(urls[0], EVALUATOR, folder / "desk")
        line = opened.line_to_service()
        try:
            desk = opened.desk
            rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
            epoch, digest = desk.db.read(lambda conn: (cursors.epoch(conn), digest_of(held_streams(conn)))).result()
            pages = tuple(pages_of(urls[0], opened, line))
        finally:
            line.close()
        said: dict[str, object] = {"epoch": epoch, "access_version": 1, "have_digest": digest, "audit_seq": 0}
        headers = _agreed(urls[0], said)
        fleet = a_fleet(database, headers["X-Device"], _DEVICES, said)
        yield _World(Door(urls, pids, database), fleet, headers, pages, _targets(pages))
        opened.close()


def _agreed(url: str, said: dict[str, object]) -> dict[str, str]:
    """Sign a device of its own in, let it agree, and return what it says with every question."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    headers = {"X-Device": new_id(), "X-Client-Version": VERSION, "Content-Type": "application/json"}
    asked = {"grant": "password", "user": EVALUATOR, "password": PASSWORD}
    token = _asked(connection, "/v1/token", asked, headers)["token"]
    headers |= {"Authorization": f"Bearer {token}", "Accept-Encoding": "zstd"}
    assert _asked(connection, "/v1/sync/checkpoint", said, headers)["unchanged"], "the device holds everything"
    connection.close()
    return headers


def _asked(
    connection: http.client.HTTPConnection, path: str, said: Mapping[str, object], headers: dict[str, str]
) -> dict[str, str]:
    connection.request("POST", path, json.dumps(said), headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    told: dict[str, str] = json.loads(answer.read())
    return told


def _targets(pages: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:
    """Return the path of each page: the cursor of one is found in the page before it."""
    found: list[str] = []
    cursor, before = "", ""
    for stream, body in pages:
        cursor = cursor if stream == before else ""
        found.append(f"/v1/streams/{stream}/changes?limit=1000&cursor={quote(cursor)}")
        cursor, before = json.loads(body)["cursor"], stream
    return tuple(found)


def _gets(world: _World, paths: tuple[str, ...], *, packed: bool) -> list[str]:
    named = world.headers if packed else {**world.headers, "Accept-Encoding": "identity"}
    said = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{said}\r\n" for path in paths]


def _checkpoints(world: _World) -> list[Figure]:
    def run(**how: float) -> Knocked:
        world.fleet.wait_five_minutes()
        return knock(world.door, world.fleet.requests, _UNCHANGED, **how)  # type: ignore[arg-type]  # by their names

    most = [run(connections=_AT_ONCE) for _ in range(_RUNS)]
    paced = [run(connections=_OPEN, each_second=_WANTED) for _ in range(_RUNS)]
    best = max(most, key=lambda each: each.a_second)
    says = (
        f"{_PROCESSES} processes, {_DEVICES:,} people's devices asking once each, one in {WRITTEN_SHARE} written down,"
        f" {_REPORTS:,} reports, PostgreSQL and who asks on the same machine, no TLS"
    )
    return [
        Figure(
            "checkpoints on PostgreSQL", "requests/s", spread([each.a_second for each in most]),
            goals=(Goal("requests a second", best.a_second, "at least", _WANTED),),
            says=f"{says}; {_AT_ONCE} connections, as fast as they are answered; {best.says}",
        ),
        Figure(
            f"a checkpoint at {_WANTED:.0f} a second, p99", "ms", spread([each.p99 for each in paced]),
            says=f"{says}; {_OPEN:,} open connections, from the moment each was due; answered"
            f" {min(each.a_second for each in paced):.0f} a second or more; p50"
            f" {min(each.p50 for each in paced):.1f} ms; {paced[0].says}",
        ),
    ]  # fmt: skip


def _feed(world: _World, folder: Path) -> list[Figure]:
    """Every connection reads every stream. What one process can do is bound by its processor: pages are read, checked,
    logged and packed by one thread of Python at a time."""
    requests, says = (
        _gets(world, world.targets, packed=True),
        f"{_REPORTS:,} reports, pages of up to 1,000, each logged and packed",
    )
    in_turn = [each for each in requests for _ in range(_PROCESSES)]  # the n-th connection is the n-th process's
    served = [knock(world.door, in_turn, "", connections=_PROCESSES) for _ in range(_RUNS)]
    reports = [_PROCESSES * _REPORTS / (len(in_turn) / each.a_second) for each in served]
    applied = [_applied(folder / f"{run}.db", world) for run in range(_RUNS)]
    a_page = served[0]
    bound = _REPORTS / len(requests) / (a_page.service_ms + a_page.database_ms) * 1000
    return [
        against(
            "pages of the feed on PostgreSQL", "reports/s", reports,
            ("the same pages decoded and inserted by one client", applied), Bound("at least", 3.0, 5.0),
            says=f"{_PROCESSES} processes, {says}; {a_page.says}; so no more than {bound:,.0f} reports a second for"
            " each processor that services and database have",
        )
    ]  # fmt: skip


def _log(world: _World) -> list[Figure]:
    a_second, leaves, size = grow(world.door.database, _ENTRIES)
    step = max(1, len(leaves) // _PROOFS)
    proofs = tuple(f"/v1/audit/proof/inclusion?leaf={leaf}&size={size}" for leaf in leaves[::step])
    proofs += tuple(f"/v1/audit/proof/consistency?from={size - 7 * at - 1}&to={size}" for at in range(len(proofs)))
    found = knock(world.door, _gets(world, proofs, packed=False), '"path":', connections=8)
    return [
        Figure(
            "entries given their place in the log on PostgreSQL", "entries/s", spread([a_second]),
            says=f"{_ENTRIES:,} at once, {_PROCESSES} services that take turns, until the last has its leaf",
        ),
        Figure(
            "proofs from the log on PostgreSQL", "requests/s", spread([found.a_second]),
            says=f"{len(proofs):,}, half that an entry is in a log of {size:,} and half that it only grew;"
            f" p99 {found.p99:.0f} ms; {found.says}",
        ),
    ]  # fmt: skip


def _applied(path: Path, world: _World) -> float:
    db = open_cache(path, KEY)
    try:
        begun = perf_counter()
        insert_pages(db, world.pages)
        return _REPORTS / (perf_counter() - begun)
    finally:
        db.close()
        path.unlink()
