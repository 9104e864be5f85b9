"""``drafts``: those that nobody has touched for long."""

from __future__ import annotations

import argparse

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command."""
    drafts = command(commands, "drafts", _drafts, "list drafts that wait for long: whose and how old, nothing more")
    drafts.add_argument("--days", type=int, help="not touched for so many days; as the supervisor is told otherwise")


def _drafts(asked: argparse.Namespace) -> int:
    from crimint_service.drafts import untouched
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    days = settings.draft_supervisor_days if asked.days is None else asked.days
    database, _register = open_register(settings)
    for each in database.read(lambda connection: untouched(connection, days, settings.clock.now())):
        print(f"{each.name}\t{each.author}\t{each.author_name}\t{each.unit}\t{each.days} days")
    database.close()
    return 0
