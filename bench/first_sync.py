"""A first sync of 20,000 reports over HTTP from a real service, against decoding and inserting the same pages."""

from __future__ import annotations

import json
import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.caches import KEY
from bench.figures import Bound, Figure, against
from bench.floor import insert_pages
from bench.serving import EVALUATOR, a_service, signed_in
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.sync import round as rounds

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk
    from crimint_desktop.remote.service import Service
    from crimint_desktop.store.database import Connection, Database

__all__ = ["figures", "pages_of"]

_SIZES = ((20_000, 5), (100_000, 2))


def figures() -> list[Figure]:
    """Fill new caches in turns, by a round and by the floor; both leave the index to be put together
    afterwards."""
    return [_figure(reports, runs) for reports, runs in _SIZES]


def _figure(reports: int, runs: int) -> Figure:
    ours: list[float] = []
    floor: list[float] = []
    with TemporaryDirectory(prefix="crimint-bench-") as name, a_service(reports) as url:
        folder = Path(name)
        pages = _pages(url, folder)
        for run in range(runs):
            mine, digest = _round(url, folder / f"ours-{run}", reports)
            bare, floor_digest = _floor(folder / f"floor-{run}.db", pages, reports)
            assert digest == floor_digest, "the floor must end with the same file"
            ours.append(mine)
            floor.append(bare)
    return against(
        f"first sync of {reports:,} reports", "reports/s", ours,
        ("pages in memory, decoded and inserted bare, same tables and index", floor),
        Bound("at least", 0.7, 0.85), says="rounds.run over HTTP on one machine, service in its own process",
    )  # fmt: skip


def _round(url: str, folder: Path, reports: int) -> tuple[float, tuple[int, ...]]:
    opened = signed_in(url, EVALUATOR, folder)
    desk, line = opened.desk, opened.line_to_service()
    try:
        begun = time.perf_counter()
        outcome = rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
        took = time.perf_counter() - begun
        assert outcome.agreed_at is not None
        assert outcome.reports == reports
        return reports / took, desk.db.read(_digest).result()
    finally:
        line.close()
        opened.close()


def _floor(path: Path, pages: list[tuple[str, bytes]], reports: int) -> tuple[float, tuple[int, ...]]:
    db: Database = open_cache(path, KEY)
    try:
        begun = time.perf_counter()
        count = insert_pages(db, pages)
        took = time.perf_counter() - begun
        assert count == reports
        return count / took, db.read(_digest).result()
    finally:
        db.close()
        path.unlink()


def _digest(conn: Connection) -> tuple[int, ...]:
    """Return what must be the same however a file was filled: rows, what they say, what is found."""
    (row,) = conn.exec_driver_sql(
        "SELECT count(*), sum(place), sum(share >> 24), sum(length(title || grades || marking || operation || author))"
        " FROM record"
    )
    (found,) = conn.exec_driver_sql(
        "SELECT count(*), sum(rowid) FROM record_text WHERE record_text MATCH 'facets : zzgradex1ap'"
    )
    return (*row, *found)


def _pages(url: str, folder: Path) -> list[tuple[str, bytes]]:
    """Read every page as it comes off the wire, unpacked, before anything is measured."""
    opened = signed_in(url, EVALUATOR, folder / "reader")
    line = opened.line_to_service()
    try:
        return pages_of(url, opened, line)
    finally:
        line.close()
        opened.close()


def pages_of(url: str, opened: OpenDesk, line: Service) -> list[tuple[str, bytes]]:
    """Return every page that a signed-in person may read, each with its stream."""
    pages: list[tuple[str, bytes]] = []
    for stream in line.checkpoint("", 0, "", 0).streams:
        cursor, more = "", True
        while more:
            body = _get(f"{url}/v1/streams/{stream.id}/changes?limit=1000&cursor={cursor}", opened)
            page = json.loads(body)
            cursor, more = page["cursor"], page["more"]
            pages.append((stream.id, body))
    return pages


def _get(address: str, opened: OpenDesk) -> bytes:
    headers = {"Authorization": f"Bearer {opened.sign_in.token}", "X-Device": opened.device.id}
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=60) as answer:  # noqa: S310 - our own service
        return bytes(answer.read())
