"""How long the running program's window cannot answer while a first sync of 20,000 reports and a later round run."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.changes import change_reports
from bench.figures import Bound, Figure, percentile, spread
from bench.serving import EVALUATOR, a_register, answering, signed_in

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

__all__ = ["figures"]

_REPORTS = 20_000
_TICK_MS = 5
_LONGEST_S = 180.0
_SHOWN_S = 0.5  # what came of a round is on the screen by then, which is part of what the window does


class _Ticks:
    """Notes how late each tick of a timer of the window's own thread comes."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def begin(self) -> None:
        self._last = time.perf_counter()
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1000)
        self._last = now

    def end(self) -> list[float]:
        self._timer.stop()
        gaps, self.gaps = self.gaps, []
        return gaps


def figures() -> list[Figure]:
    """Open the whole program on an empty cache, let it sync, change a thousand reports, let it sync again."""
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    folder = TemporaryDirectory(prefix="crimint-bench-")
    with folder as name, a_register(_REPORTS) as database, answering(database) as url:
        idle, first, later = _gaps(application, Path(name), database, url)
    goal = Bound("at most", 50.0)
    return [
        _figure("the window without an answer, nothing running", idle, None),
        _figure("the window without an answer, first sync of 20,000", first, goal),
        _figure("the window without an answer, 1,000 changed", later, goal),
    ]


def _figure(name: str, gaps: list[float], goal: Bound | None) -> Figure:
    goals = () if goal is None else (goal.on("longest in ms", max(gaps)),)
    says = f"a timer of {_TICK_MS} ms in the window's own thread; p99 {percentile(gaps, 0.99):.0f} ms"
    return Figure(name, "ms", spread(gaps), goals=goals, says=says)


def _gaps(
    application: QApplication, folder: Path, database: str, url: str
) -> tuple[list[float], list[float], list[float]]:
    from crimint_desktop.app.program import Program
    from crimint_desktop.cli import Options
    from crimint_desktop.config import Profile

    opened = signed_in(url, EVALUATOR, folder / "desk")
    program = Program(application, Options(Profile(folder / "desk")))
    ticks = _Ticks()
    try:
        program.open(lambda: opened)
        _until(application, lambda: program.workplace is not None)
        workplace = program.workplace
        assert workplace is not None
        workplace.window.go("reports")
        ticks.begin()
        _until(application, lambda: workplace.syncing.state.agreed_at is not None)
        _until(application, lambda: workplace.reports.table.model().rowCount() > 0)
        _let(application, _SHOWN_S)
        first = ticks.end()
        _let(application, 2.0)
        ticks.begin()
        _let(application, 3.0)
        idle = ticks.end()
        agreed = workplace.syncing.state.agreed_at
        change_reports(database, 1000, 1)
        ticks.begin()
        workplace.syncing.poke()
        _until(application, lambda: workplace.syncing.state.agreed_at != agreed)
        _let(application, _SHOWN_S)
        later = ticks.end()
    finally:
        program.close()
    return idle, first, later


def _until(application: QApplication, holds: Callable[[], bool]) -> None:
    from PySide6.QtCore import QEventLoop

    latest = time.monotonic() + _LONGEST_S
    while not holds():
        assert time.monotonic() < latest, "this took too long"
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, _TICK_MS)


def _let(application: QApplication, seconds: float) -> None:
    until = time.monotonic() + seconds
    _until(application, lambda: time.monotonic() >= until)
