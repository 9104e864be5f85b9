"""Starting processes of our own, on a display of our own where there is one, and ending them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

__all__ = ["Screen", "a_screen", "measured_start", "started_with"]

_LONGEST_S = 90.0


@dataclass(frozen=True, slots=True)
class Screen:
    """Where windows are shown: what to say of it, and the environment that leads there."""

    words: str
    environment: Mapping[str, str]


@contextmanager
def a_screen() -> Iterator[Screen]:
    """Lend a virtual X display, or where there is none Qt's own way of painting into memory.

    What is started there keeps its compiled modules for the next start, as an installed program does.
    """
    with TemporaryDirectory(prefix="crimint-bench-compiled-") as compiled, _a_display() as screen:
        yield Screen(screen.words, {**screen.environment, "PYTHONPYCACHEPREFIX": compiled})


@contextmanager
def _a_display() -> Iterator[Screen]:
    server = shutil.which("Xvfb")
    if server is None:
        yield Screen("Qt's offscreen platform", {"QT_QPA_PLATFORM": "offscreen"})
        return
    read, write = os.pipe()
    command = [server, "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"]
    process = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as said:
            number = said.readline().strip()
        yield Screen("X11 (Xvfb)", {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"})
    finally:
        process.terminate()
        process.wait(_LONGEST_S)


def started_with(screen: Screen) -> dict[str, str]:
    """Return the environment for a program on this screen."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **screen.environment, "QT_ACCESSIBILITY": "0"}


def measured_start(module: str, *arguments: str, screen: Screen, typed: str = "") -> tuple[float, dict[str, float]]:
    """Start a module of :mod:`bench.starts`, with ``typed`` on its standard input; return when it was started
    (monotonic seconds) and what it told."""
    command = [sys.executable, "-m", module, *arguments]
    begun = time.monotonic()
    ended = subprocess.run(
        command,
        env=started_with(screen),
        input=typed,
        stdout=subprocess.PIPE,
        text=True,
        timeout=_LONGEST_S,
        check=True,
    )
    return begun, json.loads(ended.stdout.splitlines()[-1])
