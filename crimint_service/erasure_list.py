"""The list of erasures, kept apart from the register: a backup made before an erasure does not bring the record back.

One line of JSON for each erasure, each bound to the one before it by a hash. It names records, versions, people,
moments and reasons, and holds nothing of what was erased. It is only ever appended to.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.erasing import Erased
from crimint_service.faults import Fault
from crimint_service.tables import erasure

__all__ = ["Head", "keep_list", "list_beside", "note_erasures", "read_list"]

_LOG: Final = logging.getLogger(__name__)
_BEGINNING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """How far a list goes: the number of its erasures and the hash of the last."""

    count: int = 0
    hash: str = _BEGINNING


def list_beside(settings: Settings, chosen: str | None = None) -> Path | None:
    """Return where the list is kept: where somebody said, else beside an embedded register, else nowhere."""
    where = chosen or settings.erasure_list
    if where:
        return Path(where).expanduser().absolute()
    if settings.embedded:
        path = Path(settings.database).expanduser().absolute()
        return path.with_name(f"{path.name}.erasures.jsonl")
    return None


def keep_list(database: Database, path: Path | None) -> Head:
    """Append the erasures the list lacks and return how far it goes now; does nothing without a list.

    To be called after each erasure and when the service starts: what a crash left out is appended then. Raises
    Fault for a list that was altered.
    """
    if path is None:
        return Head()
    with _locked(path):
        listed, head = read_list(path)
        known = {each.record for each in listed}
        missing = [each for each in database.read(_erasures) if each.record not in known]
        if not missing:
            return head
        lines: list[str] = []
        for each in missing:
            head = Head(head.count + 1, _hash(head, each))
            lines.append(json.dumps({"number": head.count, **asdict(each), "hash": head.hash}, ensure_ascii=False))
        _append(path, lines)
    return head


def note_erasures(database: Database, settings: Settings) -> None:
    """Bring the list up to date behind an erasure that stands: one that cannot be written now is written with the
    next, and the journal says so."""
    try:
        keep_list(database, list_beside(settings))
    except (OSError, Fault) as error:
        reason = error.name if isinstance(error, Fault) else type(error).__name__
        _LOG.error("The list of erasures could not be written.", extra={"reason": reason})


def read_list(path: Path, *, at_least: Head | None = None) -> tuple[Sequence[Erased], Head]:
    """Read a list and return its erasures and how far it goes; an absent one is empty.

    Raises Fault where a line was altered, left out or cut off, and where the list does not go on from ``at_least``.
    """
    found: list[Erased] = []
    head = Head()
    reached = at_least is None or at_least.count == 0
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines() if path.exists() else (), 1):
        try:
            said = json.loads(line)
            each = Erased(**{name: said[name] for name in Erased.__slots__})
        except (ValueError, KeyError, TypeError) as error:
            raise _altered(number) from error
        head = Head(number, _hash(head, each))
        if (said.get("number"), said.get("hash")) != (number, head.hash):
            raise _altered(number)
        reached = reached or head == at_least
        found.append(each)
    if not reached:
        raise Fault(
            409, "erasures-older", "The list of erasures is older than the backup, or belongs to another register."
        )
    return found, head


def _altered(number: int) -> Fault:
    return Fault(409, "erasures-altered", f"Line {number} of the list of erasures is not the one that was written.")


def _hash(before: Head, each: Erased) -> str:
    canonical = json.dumps([before.count + 1, before.hash, *asdict(each).values()], ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _erasures(connection: sa.Connection) -> Sequence[Erased]:
    rows = connection.execute(sa.select(erasure).order_by(erasure.c.at, erasure.c.record_id))
    return [Erased(row.record_id, row.version, row.at, row.by_user, row.second_user, row.reason) for row in rows]


def _append(path: Path, lines: Sequence[str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, "".join(f"{line}\n" for line in lines).encode())
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time append."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path.with_name(f"{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
