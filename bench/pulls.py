"""Pulling: everything, a thousand changed reports, and nothing, over TLS and signed in; rivals on the same reports."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.certificates import a_certificate
from bench.changes import change_reports
from bench.figures import Bound, Figure, against, spread
from bench.rivals.running import anki, pouchdb, write_reports
from bench.serving import EVALUATOR, a_register, answering, signed_in
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Service
from crimint_desktop.sync import round as rounds

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk
    from crimint_desktop.sync.port import Outcome

__all__ = ["figures"]

_REPORTS = 100_000 if os.environ.get("BENCH") == "whole" else 20_000
_CHANGED = 1_000
_RUNS = 5
_ROUNDS = 10


@dataclass
class _Taken:
    first: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    nothing: list[float] = field(default_factory=list)


def figures() -> list[Figure]:
    """Take our figures on one service, then the rivals' on the same reports."""
    with TemporaryDirectory(prefix="crimint-bench-") as name:
        folder = Path(name)
        ours = _ours(folder)
        write_reports(folder / "reports.jsonl", _REPORTS, 7)
        of_pouchdb, of_anki = pouchdb(folder / "reports.jsonl", _RUNS), anki(folder / "reports.jsonl", _RUNS)
    told = [
        _alone("pulling 1,000 changed reports", ours.changed),
        _alone("a round that finds nothing, TLS", ours.nothing),
    ]
    if of_pouchdb is not None:
        rate = [of_pouchdb["count"] / of_pouchdb["first"]]
        told += [
            against(
                f"first sync of {_REPORTS:,} beside PouchDB", "reports/s", [_REPORTS / ours.first[0]],
                ("PouchDB replicating from its own server, leveldb, neither encrypted nor indexed", rate),
                Bound("at least", 3.0, 4.0), says="one run each",
            ),
            _beside("1,000 changed beside PouchDB", ours.changed, "PouchDB", of_pouchdb["changed"], (0.8, 0.5)),
        ]  # fmt: skip
    if of_anki is not None:
        told += [
            _beside("1,000 changed beside Anki", ours.changed, "Anki", of_anki["changed"], (6.0, 3.0)),
            _beside(
                "nothing changed beside Anki", ours.nothing, "Anki, without TLS", of_anki["nothing"], (5.0, 2.0)
            ),
        ]  # fmt: skip
    return told


def _ours(folder: Path) -> _Taken:
    taken = _Taken()
    certificate = a_certificate(folder)
    secured = ("--certificate", str(certificate.certificate), "--certificate-key", str(certificate.key))
    with a_register(_REPORTS) as database, answering(database) as url, answering(database, *secured) as secure:
        opened = signed_in(url, EVALUATOR, folder / "desk")
        line = Service(
            HttpLine(secure.replace("127.0.0.1", "localhost"), ca_file=certificate.certificate), opened.device,
            opened.sign_in,
        )  # fmt: skip
        try:
            taken.first.append(_timed(opened, line, _REPORTS))
            for turn in range(_RUNS):
                change_reports(database, _CHANGED, turn)
                taken.changed.append(_timed(opened, line, _CHANGED))
                taken.nothing.append(sum(_timed(opened, line, 0) for _ in range(_ROUNDS)) / _ROUNDS)
        finally:
            line.close()
            opened.close()
    return taken


def _timed(opened: OpenDesk, line: Service, expected: int) -> float:
    desk = opened.desk
    begun = time.perf_counter()
    outcome: Outcome = rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
    took = time.perf_counter() - begun
    assert outcome.agreed_at is not None
    assert outcome.received == expected
    return took


def _alone(name: str, seconds: Sequence[float]) -> Figure:
    return Figure(
        name, "ms", spread([each * 1000 for each in seconds]), says=f"{_REPORTS:,} cached, encrypted, indexed"
    )


def _beside(
    name: str, ours: Sequence[float], rival: str, theirs: Sequence[float], bounds: tuple[float, float]
) -> Figure:
    """Hold the smallest of ours against the smallest of theirs: what else the machine does weighs on single runs."""
    best, goal = min(ours) * 1000, Bound("at most", *bounds)
    return against(
        name, "ms", [best], (f"{rival} on the same reports, smallest of {len(theirs)}", [min(theirs) * 1000]), goal
    )
