"""How much processor time other processes have taken, from the system's own books."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psycopg

__all__ = ["of_database", "of_processes"]

_TICKS = os.sysconf("SC_CLK_TCK")


def of_processes(pids: Iterable[int]) -> float:
    """Return the seconds that processes have computed so far, those that are gone not counted."""
    return sum(_of(pid) for pid in pids)


def of_database(address: str) -> float:
    """Return the seconds that the processes of a database on this machine have computed so far."""
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()").fetchall()
    return of_processes(pid for (pid,) in found)


def _of(pid: int) -> float:
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    fields = said.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
