"""``backup``, ``restore`` and ``epoch``: a copy for the worst day, and that day."""

from __future__ import annotations

import argparse
from pathlib import Path

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]

_LIST = "the list of erasures; of an embedded register the one beside it unless said otherwise"


def add_to(commands: Commands) -> None:
    """Add the commands."""
    backup = command(commands, "backup", _backup, "copy the register, encrypted, while it is in use")
    backup.add_argument("to", type=Path, help="the file to write; a note of what it is goes beside it")
    backup.add_argument("--key", type=Path, help="the file of the copy's own key; made if it is not there")
    backup.add_argument("--list", help=_LIST)
    restore = command(commands, "restore", _restore, "put a register back from a backup, where there is none")
    restore.add_argument("backup", metavar="from", type=Path, help="the file of the backup, with its note beside it")
    restore.add_argument("--key", type=Path, help="the file of the key the backup is under")
    restore.add_argument("--list", action="append", help=f"{_LIST}; may be given more than once, the own one first")
    restore.add_argument("--by", required=True, help="who restores")
    restore.add_argument("--reason", required=True, help="why")
    epoch = commands.add_parser("epoch", help="name the register's history anew").add_subparsers(required=True)
    new = command(epoch, "new", _epoch, "begin a new epoch, after a failover that may have lost what was acknowledged")
    new.add_argument("--by", required=True, help="who does it")
    new.add_argument("--reason", required=True, help="why")
    new.add_argument(
        "--list", type=Path, action="append", default=[], help="a list of erasures that are to be done once more"
    )


def _backup(asked: argparse.Namespace) -> int:
    from crimint_service.backup import back_up
    from crimint_service.erasure_list import list_beside

    settings = Settings(database=asked.database)
    note = back_up(settings, asked.to.absolute(), asked.key, list_beside(settings, asked.list))
    print(f"{asked.to.name}: {note.bytes:,} bytes of a {note.environment} register, {note.erasures} erasures so far.")
    return 0


def _restore(asked: argparse.Namespace) -> int:
    from crimint_service.erasure_list import list_beside
    from crimint_service.restoring import Wanted, restore

    settings = Settings(database=asked.database)
    beside = list_beside(settings)
    lists = [Path(each).absolute() for each in asked.list or ()] or ([beside] if beside else [])
    done = restore(settings, Wanted(asked.backup.absolute(), asked.key, lists, asked.by, asked.reason))
    print(f"The register of {done.made_at} is back in the new epoch {done.epoch}.")
    print(f"Records erased once more: {done.erased_again}. Everybody has to sign in again.")
    return 0


def _epoch(asked: argparse.Namespace) -> int:
    from crimint_service.erasure_list import read_list
    from crimint_service.register import open_register
    from crimint_service.restoring import begin_again

    settings = Settings(database=asked.database)
    erased = [each for path in asked.list for each in read_list(path)[0]]
    database, _register = open_register(settings)
    try:
        fresh, count = begin_again(database, settings, erased, by=asked.by, reason=asked.reason)
    finally:
        database.close()
    print(f"The new epoch is {fresh}. Records erased once more: {count}.")
    return 0
