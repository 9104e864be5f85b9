"""From a click to the sign-in window, against a bare window of the same toolkit."""

from __future__ import annotations

import tempfile

from bench.figures import Bound, Figure, against
from bench.processes import Screen, a_screen, measured_start

__all__ = ["figures"]

_RUNS = 7


def figures() -> list[Figure]:
    """Measure launches in pairs, one bare window and one sign-in window each."""
    bare: list[float] = []
    ours: list[float] = []
    memory: list[float] = []
    bare_memory: list[float] = []
    with a_screen() as screen, tempfile.TemporaryDirectory() as profile:
        for run in range(_RUNS + 1):
            took, used = _start("bench.starts.bare_window", screen=screen)
            our_took, our_use = _start("bench.starts.sign_in_window", "--profile", profile, screen=screen)
            if run:  # the first pair brings the files into memory
                bare.append(took)
                bare_memory.append(used)
                ours.append(our_took)
                memory.append(our_use)
        words = screen.words
    return [
        against(
            "launch to sign-in painted", "ms", ours, ("a bare PySide6 window", bare), Bound("at most", 2.0, 1.5),
            says=f"separate processes, files cached, {words}",
        ),
        against("memory of the sign-in window", "MB", memory, ("a bare PySide6 window", bare_memory), says="VmRSS"),
    ]  # fmt: skip


def _start(module: str, *arguments: str, screen: Screen) -> tuple[float, float]:
    begun, told = measured_start(module, *arguments, screen=screen)
    return (told["painted"] - begun) * 1000, told["memory_mb"]
