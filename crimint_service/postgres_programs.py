"""PostgreSQL's own programs for dumping and restoring, told where the database is without a password on their
command line."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

import sqlalchemy as sa

from crimint_service.faults import Fault

__all__ = ["dump", "restore"]

_INSTALLED: Final = Path("/usr/lib/postgresql")
_SAID: Final = 400


@contextmanager
def dump(address: str) -> Iterator[IO[bytes]]:
    """Yield the dump of a database as it stands at one moment; raises Fault when it could not be made whole."""
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, env=_environment(address), stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - a fixed program and arguments
        try:
            assert running.stdout is not None  # noqa: S101 - asked for above
            yield running.stdout
            running.stdout.close()
            _refuse_failed(running.wait(), said)
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()


def restore(address: str, pieces: Iterable[bytes]) -> None:
    """Restore a dump into an empty database, whole or not at all; raises Fault when it cannot be."""
    command = [
        # Only what is in the schema: extensions are the administrator's, and no part of the register.
        _program("pg_restore"), "--schema=public", "--no-owner", "--no-privileges", "--single-transaction",
        "--exit-on-error", f"--dbname={sa.make_url(address).database}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(command, env=_environment(address), stdin=subprocess.PIPE, stderr=said)  # noqa: S603 - a fixed program and arguments
        try:
            assert running.stdin is not None  # noqa: S101 - asked for above
            try:
                for piece in pieces:
                    running.stdin.write(piece)
                running.stdin.close()
            except BrokenPipeError:
                pass  # what it said tells why
            _refuse_failed(running.wait(), said)
        finally:
            if running.poll() is None:
                running.kill()
                running.wait()


def _program(name: str) -> str:
    versions = sorted(_INSTALLED.glob("*/bin"), key=lambda each: int(each.parent.name)) if _INSTALLED.is_dir() else []
    found = [str(each / name) for each in reversed(versions) if (each / name).exists()] or [shutil.which(name) or ""]
    if not found[0]:
        raise Fault(503, "program-missing", f"{name} is not installed here; install PostgreSQL's client programs.")
    return found[0]


def _environment(address: str) -> Mapping[str, str]:
    """Say where the database is in the environment, which other users of the machine cannot read."""
    url = sa.make_url(address)
    said = {
        "PGHOST": url.host, "PGPORT": str(url.port or ""), "PGUSER": url.username, "PGDATABASE": url.database,
        "PGPASSWORD": str(url.password or ""), "PGSSLMODE": url.query.get("sslmode"),
        "PGSSLROOTCERT": url.query.get("sslrootcert"), "PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    return {name: str(value) for name, value in said.items() if value}


def _refuse_failed(status: int, said: IO[bytes]) -> None:
    if status:
        said.seek(0)
        words = said.read(_SAID).decode(errors="replace").strip()
        raise Fault(503, "program-failed", f"PostgreSQL's program did not succeed: {words}")
