"""``alarms``: what somebody has to look at."""

from __future__ import annotations

import argparse

import sqlalchemy as sa

from crimint_domain.views import instant_text
from crimint_service import alarms
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]

_SOMETHING_WAITS = 3


def add_to(commands: Commands) -> None:
    """Add the command."""
    says = "list the alarms that nobody has acknowledged, or acknowledge one; ends with 3 if any waits"
    listed = command(commands, "alarms", _alarms, says)
    listed.add_argument("--all", action="store_true", help="those that were acknowledged too")
    listed.add_argument("--acknowledge", metavar="ID", default="", help="say that one was looked at; with the next two")
    listed.add_argument("--by", default="", help="who has looked at it")
    listed.add_argument("--words", default="", help="what came of it")


def _alarms(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)
    at = instant_text(settings.clock.now()) or ""

    def work(connection: sa.Connection) -> list[alarms.Raised]:
        if asked.acknowledge:
            alarms.acknowledge(connection, asked.acknowledge, asked.by, asked.words, at)
        return list(alarms.raised(connection, everything=asked.all))

    try:
        found = database.write(work)
    finally:
        database.close()
    for each in found:
        print(_line(each))
    return _SOMETHING_WAITS if any(not each.acknowledged_at for each in found) else 0


def _line(each: alarms.Raised) -> str:
    often = f" ({each.times:,} times, last {each.last_at})" if each.times > 1 else ""
    of = f"{each.alarm.user or '-'} at {each.alarm.device or '-'}"
    state = f"{each.acknowledged_by} at {each.acknowledged_at}: {each.words}" if each.acknowledged_at else "waits"
    return f"{each.id}\t{each.at}{often}\t{each.alarm.name}\t{of}\t{each.alarm.says}\t{state}"
