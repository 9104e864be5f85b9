"""The ledger of schedules lived through, so that a run of days can be stopped at any time and gone on with.

It counts for one state of the code: the hash of both sides' sources. Ranges of older states stay, as history.
"""

from __future__ import annotations

import hashlib
import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.simulation.runs import PROJECT, Bunch, several

__all__ = ["GOAL", "code_version", "done_with", "entered", "go_on"]

GOAL: Final = 1_000_000
FILE: Final = Path(__file__).with_name("ledger.json")
_SOURCES: Final = ("crimint_domain", "crimint_desktop", "crimint_service", "tests/simulation")
_AT_ONCE_S: Final = 60.0
_KEPT: Final = 200


def code_version(project: Path = PROJECT) -> str:
    """Return a short hash of every source that a schedule depends on."""
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted((project / folder).rglob("*.py")):
            digest.update(str(path.relative_to(project)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def done_with(entries: list[dict[str, Any]], code: str) -> int:
    """Return the seed with which to go on for this state of the code."""
    return max((entry["following"] for entry in entries if entry["code"] == code), default=0)


def entered(entries: list[dict[str, Any]], code: str, first: int, bunch: Bunch, at: datetime) -> list[dict[str, Any]]:
    """Return the entries with a bunch added; what goes on where the last one ended becomes one with it."""
    fresh = {
        "code": code, "first": first, "following": bunch.following, "schedules": bunch.schedules,
        "steps": bunch.steps, "broken": [{"seed": each.seed, "invariant": each.broken} for each in bunch.found],
        "on": at.date().isoformat(),
    }  # fmt: skip
    if entries and (entries[-1]["code"], entries[-1]["following"], entries[-1]["on"]) == (code, first, fresh["on"]):
        last = entries[-1]
        joined = {name: last[name] + fresh[name] for name in ("schedules", "steps", "broken")}
        return [*entries[:-1], fresh | {"first": last["first"]} | joined]
    return [*entries, fresh][-_KEPT:]


def go_on(seconds: float, workers: int) -> int:
    """Go on where the ledger ends, until the time is over, a million is reached, something breaks, or Ctrl-C."""
    ends, found = time.monotonic() + seconds, 0
    with _asked_to_stop() as stop:
        while not stop and not found and time.monotonic() < ends:
            entries = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
            code = code_version()
            first = done_with(entries, code)
            if first >= GOAL:
                _say(f"{GOAL:,} schedules have been lived through with this code.")
                return 0
            piece = min(_AT_ONCE_S, max(1.0, ends - time.monotonic()))
            bunch = several(first, workers, ("--seconds", f"{piece:.0f}"))
            entries = entered(entries, code, first, bunch, datetime.now(UTC))
            FILE.write_text(json.dumps(entries, indent=1) + "\n", encoding="utf-8")
            found = len(bunch.found)
            _say(f"seeds {first:,} to {bunch.following:,}: {bunch.schedules:,} schedules, {found} broken")
            for each in bunch.found:
                _say(
                    f"  seed {each.seed}: {each.says[:300]}\n  look at it: python -m tests.simulation show {each.seed}"
                )
    return int(bool(found))


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """Let Ctrl-C end the run after the piece at hand; a second one ends it at once, and the piece is not entered."""
    asked: list[int] = []

    def note(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        _say("Stopping after this piece; once more to stop at once.")

    before = signal.signal(signal.SIGINT, note)
    try:
        yield asked
    finally:
        signal.signal(signal.SIGINT, before)


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()
