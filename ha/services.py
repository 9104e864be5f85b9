"""Two services on one cluster, each a process of its own, as behind a force's proxy."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ha.cluster import Cluster

__all__ = ["PASSWORD", "USER", "services"]

USER, PASSWORD = "okonjo", "an invented password"
_SERVICE = (sys.executable, "-m", "crimint_service")
_END_S = 20


@contextmanager
def services(cluster: Cluster, number: int = 2) -> Iterator[tuple[str, ...]]:
    """Make the register with one officer, run services on it and lend their addresses."""
    database = ("--database", cluster.address())
    officer = ("user", "add", USER, "--name", "PC Invented-Test", "--role", "officer", "--unit", "quillmarsh")
    made = subprocess.run([*_SERVICE, *officer, *database], input=PASSWORD, text=True, capture_output=True, check=False)
    assert made.returncode == 0, made.stderr
    running: list[subprocess.Popen[str]] = []
    try:
        for each in range(number):
            command = [*_SERVICE, "serve", *database, "--replica", cluster.replica_address()]
            with Path(cluster.folder / f"service{each}.log").open("a", encoding="utf-8") as log:
                process = subprocess.Popen(
                    [*command, "--allow-local-accounts", "--port", "0"], stdout=subprocess.PIPE, stderr=log, text=True
                )
            running.append(process)
        yield tuple(_listening(process) for process in running)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(_END_S)


def _listening(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said.startswith("listening on "), "the service did not start"
    return said.split()[-1]
