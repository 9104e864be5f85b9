"""``sample``: an invented register."""

from __future__ import annotations

import argparse

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command."""
    sample = command(commands, "sample", _sample, "fill a register with invented records")
    sample.add_argument("--reports", type=int, default=500, help="how many reports")
    sample.add_argument("--seed", type=int, default=1, help="the same seed makes the same register")


def _sample(asked: argparse.Namespace) -> int:
    from crimint_service.identity import Accounts
    from crimint_service.load import load
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings, "sample")
    from crimint_service.sample import PASSWORD, register

    hashed = Accounts(database, settings).hash(PASSWORD)
    made = register(reports=asked.reports, seed=asked.seed)
    loaded = database.write(lambda connection: load(connection, made, hashed))
    database.close()
    print(f"{loaded:,} invented records; everyone's password is “{PASSWORD}”")
    return 0
