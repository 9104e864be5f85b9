"""``agreement``: whether devices and the register hold the same."""

from __future__ import annotations

import argparse
from datetime import timedelta

from crimint_service import agreement
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]

_SOMEBODY_IS_LATE = 3


def add_to(commands: Commands) -> None:
    """Add the command."""
    says = "say which devices have not agreed with the register, and where they differed; ends with 3 if any is late"
    late = command(commands, "agreement", _agreement, says)
    late.add_argument("--hours", type=int, default=24, help="how long a device may go without agreeing")


def _agreement(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, register = open_register(settings)
    now, hours = settings.clock.now(), timedelta(hours=asked.hours)
    found = database.read(lambda connection: agreement.report(connection, now, hours))
    database.close()
    print(f"{register.environment} register: {found.devices:,} devices in use, {len(found.late):,} to ask about")
    for each in found.late:
        print(f"{each.user}\t{each.device}\tseen {each.seen_at or 'never'}\t{'; '.join(each.why)}")
    for line in found.mismatches:
        print(f"mismatch\t{line}")
    return _SOMEBODY_IS_LATE if found.late else 0
