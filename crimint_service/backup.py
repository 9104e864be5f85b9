"""Backing a register up, encrypted, while it is in use, with a note beside the copy of what it is.

An embedded register is copied page by page into another encrypted file. Of a PostgreSQL one ``pg_dump`` makes a dump,
which is sealed on its way to the disk. The erasures made later are in a list of their own
(:mod:`crimint_service.erasure_list`), which a restore needs beside the copy.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, cast

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service import postgres_programs
from crimint_service.config import Environment, Settings
from crimint_service.database import Database
from crimint_service.encrypted_file import copy, key_beside, make_key, read_key
from crimint_service.epochs import current_epoch
from crimint_service.erasure_list import Head, keep_list
from crimint_service.faults import Fault
from crimint_service.sealed_file import seal
from crimint_service.tables import setting

__all__ = ["Note", "back_up", "note_beside", "read_note"]

_BLOCK: Final = 1_048_576


@dataclass(frozen=True, slots=True)
class Note:
    """What a backup is: nothing in it is secret. ``erasures`` is how far the list of erasures went."""

    made_at: str
    engine: Literal["sqlcipher", "postgresql"]
    environment: Environment
    epoch: str
    revision: str
    erasures: int
    erasures_hash: str
    bytes: int
    sha256: str


def note_beside(backup: Path) -> Path:
    """Return where the note of a backup stands."""
    return backup.with_name(f"{backup.name}.json")


def back_up(settings: Settings, target: Path, key_path: Path | None, erasure_list: Path | None) -> Note:
    """Copy the register into a new file and write a note beside it.

    ``key_path`` is the file of the key the copy is encrypted under, made if it is not there; without one, an embedded
    register's copy has the register's own key. The list of erasures is brought up to date first. Raises Fault, and
    FileExistsError when there is a backup of that name: none is ever written over.
    """
    if target.exists() or note_beside(target).exists():
        raise FileExistsError(f"There is a backup {target.name} already.")
    if key_path is None and not settings.embedded:
        raise Fault(400, "key-missing", "Name the file of the key under which the dump is to be sealed.")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = None if key_path is None else read_key(key_path) if key_path.exists() else make_key(key_path)
    if settings.embedded and not Path(settings.database).expanduser().exists():
        raise Fault(404, "register-missing", "There is no register to back up.")
    database = Database(settings)  # as it is: whoever backs up may read, and not migrate
    try:
        # The list first: an erasure made while the copy is written may then be in both, which does no harm.
        head = keep_list(database, erasure_list)
        epoch, environment, revision = database.read(_standing)
    finally:
        database.close()
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    _copy(settings, unfinished, key)
    note = Note(
        instant_text(settings.clock.now()) or "", "sqlcipher" if settings.embedded else "postgresql",
        environment, epoch, revision, head.count, head.hash, unfinished.stat().st_size, sha256_of(unfinished),
    )  # fmt: skip
    note_beside(target).write_text(json.dumps(asdict(note), indent=1) + "\n", encoding="utf-8")
    unfinished.rename(target)
    return note


def _copy(settings: Settings, target: Path, key: bytes | None) -> None:
    if settings.embedded:
        path, own_key = key_beside(settings.database)
        copy(path, own_key, target, key or own_key)
        for companion in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                target.with_name(target.name + companion).unlink()
        return
    assert key is not None  # noqa: S101 - refused above
    with postgres_programs.dump(settings.database) as out:
        seal(out, target, key)


def _standing(connection: sa.Connection) -> tuple[str, Environment, str]:
    revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    environment = connection.execute(sa.select(setting.c.value).where(setting.c.name == "environment")).scalar_one()
    return current_epoch(connection), cast("Environment", environment), str(revision)


def read_note(backup: Path) -> Note:
    """Read the note of a backup and compare the backup with it; raises Fault when either is missing or altered."""
    try:
        note = Note(**json.loads(note_beside(backup).read_text(encoding="utf-8")))
        same = (backup.stat().st_size, sha256_of(backup)) == (note.bytes, note.sha256)
    except (OSError, ValueError, TypeError) as error:
        raise Fault(409, "backup-broken", f"{backup.name} has no note beside it that can be read.") from error
    if not same:
        raise Fault(409, "backup-broken", f"{backup.name} is not the file that was written: its sum is another.")
    return note


def head_of(note: Note) -> Head:
    """Return how far the list of erasures went when the backup was made."""
    return Head(note.erasures, note.erasures_hash)


def sha256_of(path: Path) -> str:
    """Return the sum of a file in hexadecimal digits."""
    sum_ = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            sum_.update(block)
    return sum_.hexdigest()
