"""``recovery``: deciding requests to recover a cache, for a second person who cannot come to the screen."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]

_AT_THE_SERVICE = "00000000-0000-7000-8000-000000000000"


def add_to(commands: Commands) -> None:
    """Add the commands."""
    recovery = commands.add_parser("recovery", help="decide requests to recover a cache").add_subparsers(required=True)
    listed = command(recovery, "list", _list, "list what waits for this person to decide")
    listed.add_argument("--by", required=True, help="the user who decides")
    for name, agreed, says in (("approve", True, "agree to a request"), ("refuse", False, "refuse a request")):
        decided = command(recovery, name, _decide, says)
        decided.add_argument("request", metavar="ID", help="as the person who asks reads it from their screen")
        decided.add_argument("--by", required=True, help="the user who decides; never the one who asks")
        decided.add_argument("--reason", required=True, help="how you know that this is the person")
        decided.set_defaults(agreed=agreed)


def _list(asked: argparse.Namespace) -> int:
    from crimint_service import recoveries
    from crimint_service.recognition import known_from
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)

    def look(connection: sa.Connection) -> list[recoveries.Asked]:
        known = known_from(connection, asked.by)
        if known is None:
            raise _nobody(asked.by)
        return list(recoveries.waiting(connection, known.principal, settings.clock.now()))

    for each in database.read(look):
        print(f"{each.id}\t{each.user}\t{each.device}\tasked {each.at}\tuntil {each.expires_at}")
    database.close()
    return 0


def _decide(asked: argparse.Namespace) -> int:
    from crimint_service import recoveries
    from crimint_service.recognition import known_from
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)

    def decide(connection: sa.Connection) -> recoveries.Asked:
        known = known_from(connection, asked.by)
        if known is None:
            raise _nobody(asked.by)
        return recoveries.decide(
            connection, asked.request, known.principal, _AT_THE_SERVICE, settings.clock.now(), agreed=asked.agreed,
            reason=asked.reason,
        )  # fmt: skip

    try:
        decided = database.write(decide)
    finally:
        database.close()
    print(f"{decided.id}: {decided.state}, for {decided.user}")
    return 0


def _nobody(user: str) -> Fault:
    return Fault(404, "account-unknown", f"There is no account {user} in use.")
