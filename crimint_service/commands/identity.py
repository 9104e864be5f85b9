"""``identity``: people of the identity provider, and what its groups mean here."""

from __future__ import annotations

import argparse

from crimint_service import identity_people
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the commands."""
    says = "people of the identity provider, and what its groups mean here"
    identity = commands.add_parser("identity", help=says, description=says).add_subparsers(required=True)
    to_map = command(identity, "map", _map, "give members of a group a role in a unit, from their next token on")
    unmap = command(identity, "unmap", _unmap, "take a group's roles away, from its members' next token on")
    for each, needed in ((to_map, True), (unmap, False)):
        each.add_argument("group", help="the group as the provider writes it in its tokens")
        each.add_argument("--role", required=needed, default="", help="officer, analyst, lio, records, auditor …")
        each.add_argument("--unit", required=needed, default="", help="added if it is new")
    command(identity, "groups", _groups, "list what groups mean here")
    command(identity, "list", _list, "list who has signed in through the provider")


def _map(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    added = identity_people.GroupRole(asked.group, asked.role, asked.unit)
    database.write(lambda connection: identity_people.map_group(connection, added))
    database.close()
    return 0


def _unmap(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    taken = database.write(
        lambda connection: identity_people.unmap_group(connection, asked.group, asked.role, asked.unit)
    )
    database.close()
    if not taken:
        raise Fault(404, "not-found", "This group means nothing here already.")
    return 0


def _groups(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    for each in database.read(identity_people.mapped):
        print(f"{each.group}\t{each.role}\t{each.unit}")
    database.close()
    return 0


def _list(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    for each in database.read(identity_people.identities):
        state = "disabled" if each.disabled else "in use"
        roles, units = ", ".join(each.roles), ", ".join(each.units)
        print(f"{each.user}\t{each.name}\t{roles}\t{units}\t{each.subject}\t{each.last_at}\t{state}")
    database.close()
    return 0
