"""``audit``: handing the log out to auditors, whole and provable."""

from __future__ import annotations

import argparse
import os
import sys

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command."""
    audit = commands.add_parser("audit", help="the log, for auditors")
    subjects = audit.add_subparsers(required=True)
    says = "write the log, its tree and its signed heads into a new file; crimint-audit-verify checks it"
    export = command(subjects, "export", _export, says)
    export.add_argument("--to", required=True, help="the new file")
    export.add_argument("--words", action="store_true", help="with the reasons and queries people wrote")


def _export(asked: argparse.Namespace) -> int:
    from crimint_service import leases, log_export
    from crimint_service.register import open_register
    from crimint_service.sequencing import Sequencer

    settings = Settings(database=asked.database)
    database, register = open_register(settings)
    try:
        Sequencer(database, settings, register).catch_up()
        key = leases.public_key(register.log_key)
        with open(os.open(asked.to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            database.read(lambda connection: out.writelines(log_export.lines(connection, key, words=asked.words)))
    except FileExistsError:
        print(f"There is a file {asked.to} already.", file=sys.stderr)
        return 1
    finally:
        database.close()
    print(f"The log's public key is {key}. Whoever checks the file should know it from elsewhere.")
    return 0
