"""``erase`` and ``vacuum``, ``tombstones``: erasing a record for ever, and leaving nothing of it in the files."""

from __future__ import annotations

import argparse

from crimint_domain.views import instant_text
from crimint_service import tombstones, unlinking
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the commands."""
    erase = command(commands, "erase", _erase, "erase a record for ever, at the word of two people")
    erase.add_argument("record", help="the identifier of the record")
    erase.add_argument("--reason", required=True, help="why; it is kept, so it names nobody")
    erase.add_argument("--by", required=True, help="the records manager who asks for it")
    erase.add_argument("--second", required=True, help="the second records manager, or an evaluator, who agrees")
    erase.add_argument("--list", help="the list of erasures; beside the register unless said otherwise")
    command(commands, "vacuum", _vacuum, "write the register's tables anew, so that nothing erased is left in them")
    forget = command(commands, "tombstones", _tombstones, "forget who left a stream, once nobody can hold it any more")
    forget.add_argument(
        "--days", type=int, default=tombstones.KEPT_DAYS, help="older than so many days (default: %(default)s)"
    )


def _erase(asked: argparse.Namespace) -> int:
    from crimint_service.erasure_list import keep_list, list_beside
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    at, listed = instant_text(settings.clock.now()) or "", list_beside(settings, asked.list)
    if listed is None:
        raise Fault(
            400, "list-missing", "Name the list of erasures: without it, a restore would bring the record back."
        )
    database, _register = open_register(settings)
    try:
        done = database.write(
            lambda connection: unlinking.erase(
                connection, asked.record, by=asked.by, second=asked.second, reason=asked.reason, at=at
            )
        )
        keep_list(database, listed)
    finally:
        database.close()
    print(f"{done.record} was erased at version {done.version}. Run “crimint-service vacuum” to clear the files of it.")
    return 0


def _vacuum(asked: argparse.Namespace) -> int:
    from crimint_service.vacuum import vacuum

    written = vacuum(Settings(database=asked.database))
    print(f"Written anew: {', '.join(written)}.")
    return 0


def _tombstones(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)
    try:
        forgotten = database.write(
            lambda connection: tombstones.forget_left(connection, settings.clock.now(), asked.days)
        )
    finally:
        database.close()
    print(f"{forgotten} tombstones were forgotten.")
    return 0
