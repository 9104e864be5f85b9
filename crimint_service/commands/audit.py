"""``audit``: handing the log out to auditors, and the evidence of a record to whoever must prove its life."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Final

from crimint_domain.views import instant_text
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

    from crimint_service.register import Identity

    Handed = Callable[[sa.Connection, Identity, str], Iterator[bytes]]
    Before = Callable[[sa.Connection, str, bytes], None]

__all__ = ["add_to"]

_SALT_BYTES: Final = 16


def add_to(commands: Commands) -> None:
    """Add the command."""
    audit = commands.add_parser("audit", help="the log, for auditors")
    subjects = audit.add_subparsers(required=True)
    says = "write the log, its tree and its signed heads into a new file; crimint-audit-verify checks it"
    export = command(subjects, "export", _export, says)
    export.add_argument("--words", action="store_true", help="with the reasons and queries people wrote")
    export.add_argument("--since", type=_moment, help="from the last head signed by then, such as 2026-11-20T08:00Z")
    export.add_argument("--until", type=_moment, help="to the first head signed then or later")
    says = "write the life of one record, each step proved to be in the log; crimint-audit-verify checks it"
    evidence = command(subjects, "evidence", _evidence, says)
    evidence.add_argument("record", help="the identifier of the record")
    evidence.add_argument(
        "--second", default="", metavar="USER",
        help="with all that was written: the records manager or evaluator who agrees to that",
    )  # fmt: skip
    for each in (export, evidence):
        each.add_argument("--to", required=True, help="the new file")
        each.add_argument("--by", required=True, metavar="USER", help="the auditor or records manager who asks for it")
        each.add_argument("--reason", required=True, help="why; it stands in the log")


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _export(asked: argparse.Namespace) -> int:
    from crimint_service import leases, log_export
    from crimint_service.handing_out import Asked, write_down

    def before(connection: sa.Connection, at: str, salt: bytes) -> None:
        write_down(connection, at, Asked(asked.by, asked.reason), "log export", salt, ())

    def handed(connection: sa.Connection, register: Identity, _at: str) -> Iterator[bytes]:
        span = log_export.Span(asked.since, asked.until)
        return log_export.lines(connection, leases.public_key(register.log_key), words=asked.words, span=span)

    return _hand_out(asked, before, handed)


def _evidence(asked: argparse.Namespace) -> int:
    from crimint_service import evidence
    from crimint_service.handing_out import Asked, write_down

    def before(connection: sa.Connection, at: str, salt: bytes) -> None:
        named = evidence.named_as(connection, asked.record)
        write_down(connection, at, Asked(asked.by, asked.reason, asked.second), "evidence", salt, (named,))

    def handed(connection: sa.Connection, register: Identity, at: str) -> Iterator[bytes]:
        wanted = evidence.For(asked.record, asked.by, at, bodies=bool(asked.second))
        return evidence.lines(connection, wanted, register.log_key)

    return _hand_out(asked, before, handed)


def _hand_out(asked: argparse.Namespace, before: Before, handed: Handed) -> int:
    """Write down that it is handed out, put that into the log's tree, and write the file: all of it, or none."""
    from crimint_service import leases

    try:
        out = os.open(asked.to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"There is a file {asked.to} already.", file=sys.stderr)
        return 1
    try:
        with open(out, "wb") as file:
            key = _write(Settings(database=asked.database), file, before, handed)
    except BaseException:
        os.unlink(asked.to)
        raise
    print(f"The log's public key is {leases.public_key(key)}. Whoever checks the file should know it from elsewhere.")
    return 0


def _write(settings: Settings, file: BinaryIO, before: Before, handed: Handed) -> bytes:
    from crimint_service.register import open_register
    from crimint_service.sequencing import Sequencer

    at, salt = instant_text(settings.clock.now()) or "", secrets.token_bytes(_SALT_BYTES)
    database, register = open_register(settings)

    def write_lines(connection: sa.Connection) -> None:
        file.seek(0)  # it may be run again
        file.truncate()
        file.writelines(handed(connection, register, at))

    try:
        database.write(lambda connection: before(connection, at, salt))
        Sequencer(database, settings, register).catch_up()
        database.read(write_lines)
    finally:
        database.close()
    return register.log_key
