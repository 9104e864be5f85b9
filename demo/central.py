"""The central service of the demo: a register of invented records, served by a process of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from crimint_desktop.config import VERSION
from crimint_desktop.remote.answers import VersionLine
from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from crimint_domain.audit import Entry, verify
from crimint_service import crimint_audit_verify
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.tables import device_entry, entry_reason

__all__ = ["Central", "fill", "hand_out", "history", "kept_chain", "kept_reasons", "verify_outside"]

_FILL_S = 180
_END_S = 20


def fill(database: Path, reports: int, seed: int) -> str:
    """Make a register of invented records; return what the command said."""
    command = [
        *_service("sample"), "--database", str(database), "--reports", str(reports), "--seed", str(seed),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=_FILL_S, check=False)
    if done.returncode:
        raise AssertionError(f"the sample register was not made: {done.stderr}")
    return done.stdout.strip()


@dataclass(slots=True)
class Central:
    """The running service. Its log goes to a file, as in any installation."""

    database: Path
    log: Path
    port: int = 0
    url: str = ""
    _process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, on the port it had before if it had one, and wait until it answers."""
        command = [*_service("serve"), "--database", str(self.database), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if "listening on" not in line:
            raise AssertionError(f"the service did not start: {self.log.read_text(encoding='utf-8')[-2000:]}")
        self.url = line.split()[-1]
        self.port = int(self.url.rpartition(":")[2])

    def stop(self) -> None:
        """End it, by its id."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)
        if process.stdout is not None:
            process.stdout.close()


def history(url: str, user: str, password: str, record: str) -> Sequence[VersionLine]:
    """Ask the service for the past of a record, through the program's own client, on a line of its own."""
    who = SignIn()
    service = Service(HttpLine(url), Device(str(uuid4()), VERSION), who)
    try:
        who.take(service.sign_in(user, password))
        return service.history(record)
    finally:
        service.close()


def kept_chain(database: Path, user: str, device: str) -> tuple[int, str]:
    """Verify what the service keeps of a device's log and return its length and last hash; it must not be running."""
    kept = Database(Settings(database=str(database)))
    query = sa.select(device_entry).where(device_entry.c.device_id == device, device_entry.c.user_id == user)
    try:
        rows = kept.read(lambda connection: connection.execute(query.order_by(device_entry.c.sequence)).all())
    finally:
        kept.close()
    return verify(_entry(row) for row in rows)


def kept_reasons(database: Path) -> tuple[str, ...]:
    """Return every reason and query that devices sent beside their logs; the service must not be running."""
    kept = Database(Settings(database=str(database)))
    try:
        rows = kept.read(lambda connection: connection.execute(sa.select(entry_reason.c.text)).all())
    finally:
        kept.close()
    return tuple(str(row.text) for row in rows)


def hand_out(database: Path, to: Path, *asked: str) -> str:
    """Have the service write something for its auditor into a new file; return the log's public key."""
    command = [
        *_service("audit"), *asked, "--to", str(to), "--by", "watch", "--reason", "The demo shows what an auditor gets",
        "--database", str(database),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=_FILL_S, check=False)
    if done.returncode:
        raise AssertionError(f"it was not handed out: {done.stderr}")
    return done.stdout.split("key is ")[1].split(". ")[0]


def verify_outside(folder: Path, file: Path, key: str) -> tuple[int, str]:
    """Check a file as an outsider does, with the verifier copied to a folder of its own and no package of ours in
    reach; return its exit status and what it said."""
    alone = folder / "crimint_audit_verify.py"
    shutil.copyfile(str(crimint_audit_verify.__file__), alone)
    command = [sys.executable, "-I", "-S", str(alone), str(file), "--key", key]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_FILL_S, check=False, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    import json

    return Entry(
        row.sequence, row.at, row.monotonic_ms, row.action, row.act, row.user_id, row.device_id,
        tuple(json.loads(row.records)), row.commitment, row.previous, row.hash,
    )  # fmt: skip


def _service(command: str) -> list[str]:
    return [sys.executable, "-m", "crimint_service", command]
