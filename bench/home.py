"""From an accepted passphrase to a Home that can be used, against a bare window; and what the idle program holds."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.caches import fill
from bench.figures import Bound, Figure, against
from bench.processes import a_screen, measured_start
from bench.serving import EVALUATOR, PASSWORD, a_service
from crimint_desktop.app.parts import make_opener
from crimint_desktop.config import Profile
from crimint_desktop.keys.keyring_secret import open_keyring
from crimint_desktop.sync import round as rounds

if TYPE_CHECKING:
    from crimint_desktop.app.opening import OpenDesk

__all__ = ["figures"]

_REPORTS = 100_000
_RUNS = 5
_PASSPHRASE = "an invented passphrase of some length"


def figures() -> list[Figure]:
    """Make a cache once, with a real keyring and 100,000 reports, then open it in a new process each time.

    Raises Unavailable where there is no keyring: ``make bench`` brings one of its own.
    """
    open_keyring()
    ours: list[float] = []
    bare: list[float] = []
    memory: list[float] = []
    bare_memory: list[float] = []
    with TemporaryDirectory(prefix="crimint-bench-") as folder, a_screen() as screen:
        profile = Path(folder)
        with a_service(10) as url:
            _make(profile, url)
        asked = ("--profile", str(profile), "--service", url, "--user", EVALUATOR)
        for run in range(_RUNS + 1):
            begun, window = measured_start("bench.starts.bare_window", screen=screen)
            _, told = measured_start("bench.starts.home_window", *asked, screen=screen, typed=f"{_PASSPHRASE}\n")
            if run:
                bare.append((window["painted"] - begun) * 1000)
                bare_memory.append(window["memory_mb"])
                ours.append((told["usable"] - told["accepted"]) * 1000)
                memory.append(told["memory_mb"])
    return [
        against(
            "passphrase accepted to Home usable", "ms", ours, ("a bare PySide6 window from its launch", bare),
            Bound("at most", 3.0, 2.0), says=f"{_REPORTS:,} reports cached, service away, {screen.words}",
        ),
        against(
            "memory of the idle program, 100,000 reports cached", "MB", memory,
            ("a bare PySide6 window", bare_memory), says="VmRSS after the passphrase, 1.5 s after Home was painted",
        ),
    ]  # fmt: skip


def _make(profile: Path, url: str) -> None:
    opened = make_opener(Profile(profile)).sign_in(url, EVALUATOR, PASSWORD, _PASSPHRASE)
    try:
        _agree(opened)
        fill(opened.desk.db, _REPORTS)
    finally:
        opened.close()


def _agree(opened: OpenDesk) -> None:
    """Run one round: a cache that never agreed has no lease, and nothing opens it while the service is away."""
    desk, line = opened.desk, opened.line_to_service()
    try:
        outcome = rounds.run(line, desk.db, desk.logbook, desk.clock, desk.new_id, lambda _at: None)
    finally:
        line.close()
    assert outcome.agreed_at is not None
