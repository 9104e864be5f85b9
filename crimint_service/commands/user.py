"""``user``: local accounts."""

from __future__ import annotations

import argparse
import getpass
import sys

import sqlalchemy as sa

from crimint_service import people
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the commands."""
    user = commands.add_parser("user", help="add, list or disable accounts").add_subparsers(required=True)
    add = command(user, "add", _add, "add an account; asks for its password")
    add.add_argument("user", help="the name to sign in with")
    add.add_argument("--name", required=True, help="the name that others see")
    add.add_argument("--role", action="append", required=True, help="officer, analyst, lio, records, auditor …")
    add.add_argument("--unit", action="append", default=[], help="the first is the home unit; added if it is new")
    add.add_argument("--no-cache", action="store_true", help="nothing is kept on this person's machines")
    command(user, "list", _list, "list the accounts")
    disable = command(user, "disable", _disable, "end an account's sessions and let it sign in no more")
    disable.add_argument("user")


def _add(asked: argparse.Namespace) -> int:
    from crimint_service.identity import Accounts
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        raise Fault(400, "malformed", "A password is needed: type it, or hand it in on standard input.")
    database, _register = open_register(settings)
    hashed = Accounts(database, settings).hash(password)
    units = tuple(asked.unit)
    mode = "none" if asked.no_cache else "cached"
    account = people.Account(asked.user, asked.name, tuple(asked.role), units, cache_mode=mode)

    def add(connection: sa.Connection) -> None:
        for unit in units:
            people.add_unit(connection, people.Unit(unit, unit.title(), people.prefix_for(unit)))
        people.add_account(connection, account, hashed)

    database.write(add)
    database.close()
    return 0


def _list(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    for each in database.read(people.accounts):
        state = "disabled" if each.disabled else "in use"
        print(f"{each.user}\t{each.name}\t{', '.join(each.roles)}\t{', '.join(each.units)}\t{state}")
    database.close()
    return 0


def _disable(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    database.write(lambda connection: people.disable_account(connection, asked.user))
    database.close()
    return 0
