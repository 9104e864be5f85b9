"""The steps of the journey as they are told: each with its name, whether it held, and its seconds."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Step", "Steps"]


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one step; ``saw`` is a short sentence about it."""

    name: str
    ok: bool
    seconds: float
    saw: str


class Steps:
    """Plays steps one after the other until one does not hold, and tells of each at once."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self.told: list[Step] = []

    @property
    def held(self) -> bool:
        """Whether every step until now held."""
        return all(step.ok for step in self.told)

    def play(self, name: str, act: Callable[[], str]) -> None:
        """Play one step, unless an earlier one did not hold."""
        if not self.held:
            return
        began = time.perf_counter()
        try:
            saw, ok = act(), True
        except Exception as fault:
            saw, ok = f"{type(fault).__name__}: {fault}", False
            if not isinstance(fault, AssertionError):
                traceback.print_exc()
        step = Step(name, ok, round(time.perf_counter() - began, 2), saw)
        self.told.append(step)
        print(f"{'ok ' if ok else 'NO '} {step.seconds:6.2f} s  {name}{': ' + saw if saw else ''}", flush=True)

    def write(self) -> None:
        """Write journey.json."""
        text = json.dumps({"steps": [asdict(step) for step in self.told]}, indent=1, ensure_ascii=False)
        (self._out / "journey.json").write_text(text + "\n", encoding="utf-8")
