"""Putting a register back from a backup: what was erased since stays erased, and the history gets a new name.

The restored register keeps its environment. Nobody is signed in to it: sessions in a backup may have been ended or
copied since. Devices send their logs anew from where the restored register knows them.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service import erasing, feed, postgres_programs
from crimint_service.access import standing
from crimint_service.backup import head_of, read_note
from crimint_service.config import Environment, Settings
from crimint_service.database import Database
from crimint_service.encrypted_file import copy, key_file, make_key, read_key
from crimint_service.epochs import begin_epoch
from crimint_service.erasing import Erased
from crimint_service.erasure_list import Head, keep_list, read_list
from crimint_service.faults import Fault
from crimint_service.register import open_register
from crimint_service.sealed_file import unsealed
from crimint_service.tables import access_token, refresh_token
from crimint_service.vacuum import vacuum

__all__ = ["Restored", "Wanted", "begin_again", "restore"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be put back: a backup, the key it is under, the lists of erasures, and who does it and why.

    ``key`` may be left out for an embedded register's backup under the register's own key, which then has to stand
    in its place beside the register.
    """

    backup: Path
    key: Path | None
    erasures: Sequence[Path]
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: the backup's moment, the new epoch, and how many records were erased once more."""

    made_at: str
    epoch: str
    erased_again: int


def restore(settings: Settings, wanted: Wanted) -> Restored:
    """Put a register back where there is none, replay the erasures, and begin a new epoch.

    An embedded register stands in its place only when all of that is done. Raises Fault when there is a register
    already, when backup or list were altered, and when no list was named: a restore without it would bring back what
    was erased.
    """
    note = read_note(wanted.backup)
    if not wanted.erasures:
        raise Fault(400, "erasures-missing", "Name the list of erasures: without it, erased records would come back.")
    erased = _erasures(wanted, head_of(note))
    if (note.engine == "sqlcipher") != settings.embedded:
        raise Fault(400, "other-engine", f"This is a backup of a register on {note.engine}.")
    if not settings.embedded:
        _put_back_dump(settings, wanted)
        epoch, count = _finish(settings, wanted, erased, note.environment)
        return Restored(note.made_at, epoch, count)
    path = Path(settings.database).expanduser().absolute()
    unfinished = replace(settings, database=str(path.with_name(f"{path.name}.restoring")))
    _put_back_file(path, Path(unfinished.database), wanted)
    epoch, count = _finish(unfinished, wanted, erased, note.environment)
    _move_in(Path(unfinished.database), path)
    return Restored(note.made_at, epoch, count)


def _finish(settings: Settings, wanted: Wanted, erased: Sequence[Erased], environment: Environment) -> tuple[str, int]:
    def end_sign_ins(connection: sa.Connection) -> None:
        connection.execute(sa.delete(access_token))
        connection.execute(sa.delete(refresh_token))

    database, _register = open_register(settings, environment)
    try:
        database.write(end_sign_ins)
        epoch, count = begin_again(database, settings, erased, by=wanted.by, reason=wanted.reason)
        keep_list(database, wanted.erasures[0])
    finally:
        database.close()
    if count or settings.embedded:
        vacuum(settings)
    return epoch, count


def begin_again(
    database: Database, settings: Settings, erased: Sequence[Erased], *, by: str, reason: str
) -> tuple[str, int]:
    """Erase once more what these erasures name, and begin a new epoch; return it, and how many records went.

    For a register whose history went back: all at once or not at all.
    """
    at, epoch = instant_text(settings.clock.now()) or "", settings.new_id()

    def work(connection: sa.Connection) -> int:
        begin_epoch(connection, epoch, by=by, reason=reason, at=at)
        return _erase_again(connection, erased, at)

    return epoch, database.write(work)


def _erasures(wanted: Wanted, at_least: Head) -> Sequence[Erased]:
    """Read every list; the first is this register's own and has to go on from where the backup was made."""
    found: dict[str, Erased] = {}
    for number, path in enumerate(wanted.erasures):
        listed, _ = read_list(path, at_least=None if number else at_least)
        found |= {each.record: each for each in listed}
    return list(found.values())


def _put_back_file(path: Path, unfinished: Path, wanted: Wanted) -> None:
    if path.exists():
        raise Fault(409, "register-there", f"There is a register {path.name} already. Move it away first.")
    kept, source = key_file(path), wanted.key or key_file(path)
    if not source.exists():
        raise Fault(503, "register-locked", "The key of the backup is missing.")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in (unfinished, *_companions(unfinished), key_file(unfinished)):
        leftover.unlink(missing_ok=True)
    if kept.exists():
        shutil.copy(kept, key_file(unfinished))
    else:
        make_key(key_file(unfinished))
    copy(wanted.backup, read_key(source), unfinished, read_key(key_file(unfinished)))


def _move_in(unfinished: Path, path: Path) -> None:
    """Give the finished register its name: its key first, because a register without one is never made anew."""
    for companion in _companions(unfinished):
        companion.unlink(missing_ok=True)
    key_file(unfinished).replace(key_file(path))
    unfinished.replace(path)


def _companions(path: Path) -> tuple[Path, Path]:
    return path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")


def _put_back_dump(settings: Settings, wanted: Wanted) -> None:
    if wanted.key is None or not wanted.key.exists():
        raise Fault(503, "register-locked", "The key of the backup is missing.")
    database = Database(settings)
    try:
        there = database.read(lambda connection: sa.inspect(connection).get_table_names())
    finally:
        database.close()
    if there:
        raise Fault(409, "register-there", "There are tables in this database already. Restore into an empty one.")
    postgres_programs.restore(settings.database, unsealed(wanted.backup, read_key(wanted.key)))


def _erase_again(connection: sa.Connection, erased: Sequence[Erased], at: str) -> int:
    """Erase what came back, and remember every erasure, so that nothing erased can be written anew."""
    moves: list[feed.Move] = []
    for each in erased:
        there = standing(connection, each.record)
        before = (there.place, there.version) if there and not there.erased else None
        erasing.remember(connection, each)
        if before is None:
            continue
        left = erasing.places_of(connection, each.record) - {before[0]}
        erasing.forget(connection, each.record)
        version = max(each.version, before[1] + 1)
        moves.append(feed.Move(each.record, before, None, version, "erased", tuple(sorted(left))))
    feed.sequence(connection, moves, at)
    return len(moves)
