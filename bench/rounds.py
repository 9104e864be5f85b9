"""What a round costs that finds nothing, and how soon one person's report stands on another's screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from bench.figures import Bound, Figure, against, spread
from bench.serving import EVALUATOR, OFFICER, a_service, signed_in
from crimint_desktop.actions import drafting
from crimint_desktop.sync import round as rounds
from crimint_domain.parts import Document, with_parts

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.app.workplace import Workplace
    from crimint_desktop.ui.reports.model import ReportRows

__all__ = ["figures"]

_REPORTS = 500
_RUNS = 7
_ROUNDS = 20
_LONGEST_S = 30.0


def figures() -> list[Figure]:
    """Take both figures on one service with 500 reports."""
    with TemporaryDirectory(prefix="crimint-bench-") as name, a_service(_REPORTS) as url:
        return [_nothing_new(url, Path(name)), *_from_desk_to_desk(url, Path(name))]


def _nothing_new(url: str, folder: Path) -> Figure:
    opened = signed_in(url, OFFICER, folder / "rounds")
    desk, line = opened.desk, opened.line_to_service()

    def a_round() -> None:
        outcome = rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
        assert outcome.agreed_at is not None

    try:
        a_round()
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(_RUNS):
            bare.append(_mean_ms(line.hello))
            ours.append(_mean_ms(a_round))
    finally:
        line.close()
        opened.close()
    return against(
        "a round that finds nothing", "ms", ours, ("one bare request on the same line", bare),
        says=f"{_REPORTS} reports held; means of {_ROUNDS}; checkpoint, lease and comparison included",
    )  # fmt: skip


def _mean_ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    for _ in range(_ROUNDS):
        work()
    return (time.perf_counter() - begun) * 1000 / _ROUNDS


def _from_desk_to_desk(url: str, folder: Path) -> list[Figure]:
    """An officer's desk and an evaluator's whole window in one process, each with its own cache, rounds and hints."""
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.app.program import Program
    from crimint_desktop.app.syncing import Syncing
    from crimint_desktop.cli import Options
    from crimint_desktop.config import Profile

    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    officer, evaluator = signed_in(url, OFFICER, folder / "officer"), signed_in(url, EVALUATOR, folder / "evaluator")
    program = Program(application, Options(Profile(folder / "evaluator")))
    program.open(lambda: evaluator)
    syncing = Syncing(officer)
    desk = replace(officer.desk, changed=syncing.poke)
    try:
        _until(application, lambda: program.workplace is not None)
        workplace = program.workplace
        assert workplace is not None
        workplace.window.go("reports")
        _until(application, lambda: workplace.syncing.state.agreed_at is not None and _model(workplace).rowCount() > 0)
        _until(application, lambda: syncing.state.agreed_at is not None)
        _let(application, 1.0)
        seen: list[float] = []
        kept: list[float] = []
        for number in range(_RUNS):
            took, stored = _one_report(application, desk, workplace, number)
            seen.append(took)
            kept.append(stored)
            _let(application, 0.5)
    finally:
        syncing.stop()
        program.close()
        officer.close()
    slowest = Bound("at most", 5.0, 1.0).on("longest in s", spread(seen).largest)
    return [
        against(
            "from submit to the evaluator's list", "s", seen, ("submit until it is safe in the own cache", kept),
            more=(slowest,), says="two caches, real HTTP, the service's hint, the row in the real list's model",
        )
    ]  # fmt: skip


def _one_report(application: QApplication, desk: Desk, workplace: Workplace, number: int) -> tuple[float, float]:
    editing = drafting.begin_draft(desk, "MARZIPAN").result()
    document = _written(editing.document, number)
    begun = time.monotonic()
    drafting.submit(desk, editing.report.id, document).result()
    stored = time.monotonic() - begun
    _until(application, lambda: _model(workplace).row_of(editing.report.id) >= 0)
    return time.monotonic() - begun, stored


def _written(document: Document, number: int) -> Document:
    (item,) = document["items"]
    return with_parts(
        document,
        {
            f"items/{item}/text": f"Invented report {number}: a white van stood by the mill from nine until ten.",
            f"items/{item}/nature": "fact",
            f"items/{item}/grading": {"scheme": "3x5x2", "source": "1", "assessment": "A"},
            f"items/{item}/handling": {
                "scheme": "3x5x2", "code": "P", "action": "", "sanitisation": "", "conditions": "",
            },
            "source/how_known": "saw",
        },
    )  # fmt: skip


def _model(workplace: Workplace) -> ReportRows:
    return cast("ReportRows", workplace.reports.table.model())


def _until(application: QApplication, holds: Callable[[], bool]) -> None:
    latest = time.monotonic() + _LONGEST_S
    while not holds():
        assert time.monotonic() < latest, "this took too long"
        application.processEvents()
        time.sleep(0.002)


def _let(application: QApplication, seconds: float) -> None:
    until = time.monotonic() + seconds
    _until(application, lambda: time.monotonic() >= until)
