"""Lives that are ended by SIGKILL: how a test asks the nursery for one, listens to it, and ends it."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

__all__ = ["Nursery"]

_PATIENCE_S = 60.0


class Nursery:
    """Use as a context. Whoever still lives at its end is ended."""

    def __init__(self, project: Path, errors: Path) -> None:
        with errors.open("ab") as written:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.nursery"],
                cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=written, bufsize=0,
            )  # fmt: skip
        self._heard = b""
        self._living: dict[int, int] = {}

    def bear(self, life: str, *values: Any) -> int:
        """Begin a life and return its process."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{json.dumps([life, values])}\n".encode())
        child = int(self.hear("child "))
        self._living[child] = os.pidfd_open(child)
        return child

    def hear(self, begins: str) -> str:
        """Wait for a line that begins so, past all others, and return the rest of it."""
        until = time.monotonic() + _PATIENCE_S
        while True:
            line, found, rest = self._heard.partition(b"\n")
            if found:
                self._heard = rest
                if line.startswith(begins.encode()):
                    return line[len(begins) :].decode()
            else:
                assert self._read(until - time.monotonic()), f"nothing that begins with “{begins}” was said"

    def kill(self, child: int) -> list[str]:
        """End a life at once, and return what was said and not yet heard."""
        ending = self._living.pop(child)
        signal.pidfd_send_signal(ending, signal.SIGKILL)
        assert select.select([ending], [], [], _PATIENCE_S)[0], "it did not die"
        os.close(ending)
        while self._read(0):
            pass
        *lines, self._heard = self._heard.split(b"\n")
        return [line.decode() for line in lines]

    def _read(self, seconds: float) -> bool:
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], max(0.0, seconds))[0]:
            return False
        piece = os.read(self._process.stdout.fileno(), 65_536)
        self._heard += piece
        return bool(piece)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        for child in list(self._living):
            self.kill(child)
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        self._process.wait(10)
