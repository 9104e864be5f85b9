"""Running schedules: one seed after the other until a time or a number is reached, in one process or in several."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

__all__ = ["PROJECT", "Bunch", "Found", "live", "read", "several", "written"]

PROJECT: Final = Path(__file__).resolve().parents[2]
_COLLECT_EVERY: Final = 25


@dataclass(frozen=True, slots=True)
class Found:
    """A schedule in which something broke."""

    seed: int
    broken: str
    says: str
    story: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bunch:
    """Schedules that were lived through. ``following`` is the first seed that was not reached; ``trace`` is a hash of
    hashes, equal for equal stories."""

    schedules: int
    steps: int
    following: int
    found: tuple[Found, ...]
    trace: str = ""

    def joined(self, other: Bunch) -> Bunch:
        """Return both together."""
        return Bunch(
            self.schedules + other.schedules, self.steps + other.steps, min(self.following, other.following),
            self.found + other.found,
        )  # fmt: skip


def live(
    first: int, *, every: int = 1, count: int | None = None, seconds: float | None = None, most_found: int = 5,
    scene: str = "", stopped: Callable[[], bool] = lambda: False,
) -> Bunch:  # fmt: skip
    """Live schedules from a seed on in this process, until enough are done, found or the time is over; each begins
    with ``scene``, or with what chance has."""
    import hashlib

    from tests.simulation.stage import Stage
    from tests.simulation.world import World

    stage, begun = Stage(), time.monotonic()
    seed, steps, done = first, 0, 0
    found: list[Found] = []
    trace = hashlib.sha256()
    gc.collect()
    gc.freeze()
    gc.disable()  # what a schedule leaves behind is collected between schedules
    while (count is None or done < count) and len(found) < most_found and not stopped():
        if seconds is not None and time.monotonic() - begun > seconds:
            break
        ended = World(stage, seed, scene).run()
        trace.update(ended.trace.encode())
        done, steps, seed = done + 1, steps + ended.steps, seed + every
        if ended.broken:
            found.append(Found(ended.seed, ended.broken, ended.says, ended.story))
        if done % _COLLECT_EVERY == 0:
            gc.collect()
    return Bunch(done, steps, seed, tuple(found), trace.hexdigest())


def several(first: int, workers: int, arguments: tuple[str, ...], *, tree: Path = PROJECT) -> Bunch:
    """Live schedules in several processes, each taking every so manieth seed, and return all of them together."""
    command = (sys.executable, "-m", "tests.simulation", "live", "--every", str(workers), *arguments)
    running = [
        subprocess.Popen(
            (*command, "--first", str(first + number)), cwd=tree, env=_environment(tree), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )
        for number in range(workers)
    ]  # fmt: skip
    try:
        bunches = list(_answers(running))
    finally:
        for each in running:
            each.kill()
    whole = bunches[0]
    for bunch in bunches[1:]:
        whole = whole.joined(bunch)
    return whole


def _environment(tree: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def _answers(running: list[subprocess.Popen[str]]) -> Iterator[Bunch]:
    for each in running:
        said, errors = each.communicate()
        if each.returncode:
            raise RuntimeError(f"a simulation ended by itself:\n{errors[-4_000:]}")
        yield read(said.splitlines()[-1])


def written(bunch: Bunch) -> str:
    """Write a bunch as a line of JSON."""
    return json.dumps(asdict(bunch))


def read(line: str) -> Bunch:
    """Read a bunch back."""
    plain = json.loads(line)
    found = tuple(Found(each["seed"], each["broken"], each["says"], tuple(each["story"])) for each in plain["found"])
    return Bunch(plain["schedules"], plain["steps"], plain["following"], found, plain["trace"])
