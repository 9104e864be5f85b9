"""Having :mod:`bench.knock` ask in a process of its own, and what the answers cost everybody."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from bench.figures import percentile
from bench.processor import of_database, of_processes

__all__ = ["Door", "Knocked", "knock"]


@dataclass(frozen=True, slots=True)
class Door:
    """Where is asked: the services' addresses and processes, and the database behind them."""

    urls: tuple[str, ...]
    pids: tuple[int, ...]
    database: str


@dataclass(frozen=True, slots=True)
class Knocked:
    """What came of it: how many were answered a second, waits in ms, and processor time in ms for each answer, of all
    services, of the database, and of who asked."""

    a_second: float
    p50: float
    p99: float
    longest: float
    service_ms: float
    database_ms: float
    asking_ms: float
    bytes: int

    @property
    def says(self) -> str:
        """Say what each answer cost."""
        return (
            f"processor time an answer: service {self.service_ms:.2f} ms, database {self.database_ms:.2f} ms, who asks"
            f" {self.asking_ms:.2f} ms"
        )


def knock(door: Door, requests: Sequence[str], word: str, *, connections: int, each_second: float = 0.0) -> Knocked:
    """Send requests, each once, over so many connections: at a rate, or (0) each as soon as the one before on its
    connection was answered. Every answer must be 200 and hold ``word``."""
    addresses = [(where.hostname, where.port) for where in map(urlsplit, door.urls)]
    asked = {
        "addresses": addresses, "requests": requests, "word": word, "connections": connections,
        "each_second": each_second,
    }  # fmt: skip
    with TemporaryDirectory(prefix="crimint-bench-") as folder:
        path = Path(folder) / "asked.json"
        path.write_text(json.dumps(asked), encoding="utf-8")
        before = of_processes(door.pids), of_database(door.database)
        done = subprocess.run(
            [sys.executable, "-m", "bench.knock", str(path)], stdout=subprocess.PIPE, text=True, check=True
        )
        after = of_processes(door.pids), of_database(door.database)
    found = json.loads(done.stdout)
    assert found["wrong"] == 0, f"{found['wrong']} of {len(requests)} answers were not what they should be"
    waits, number = [each * 1000 for each in found["waits"]], len(found["waits"])
    return Knocked(
        number / found["seconds"], percentile(waits, 0.5), percentile(waits, 0.99), max(waits),
        1000 * (after[0] - before[0]) / number, 1000 * (after[1] - before[1]) / number, 1000 * found["cpu"] / number,
        found["bytes"],
    )  # fmt: skip
