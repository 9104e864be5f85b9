"""``grant``, and the names that can be granted: ``compartment``, ``list`` and ``operation``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeVar

import sqlalchemy as sa

from crimint_service import grants, names
from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]

T = TypeVar("T")

_KINDS: Final = ("compartment", "list", "record", "cover", "break-glass")


def add_to(commands: Commands) -> None:
    """Add the commands."""
    grant = commands.add_parser("grant", help="let somebody read more, for a time").add_subparsers(required=True)
    add = command(grant, "add", _add, "grant something; it holds at the next request, and ends by itself")
    add.add_argument("kind", choices=_KINDS, help="cover: read beside a unit's evaluators")
    add.add_argument("name", help="the compartment, the list, the identifier of the record, or the unit")
    holder = add.add_mutually_exclusive_group(required=True)
    holder.add_argument("--user", help="to one person")
    holder.add_argument("--unit", help="to everybody of a unit")
    holder.add_argument("--role", help="to everybody of a role")
    add.add_argument("--by", required=True, help="the administrator who grants it")
    add.add_argument("--reason", required=True)
    add.add_argument("--from", dest="since", type=_moment, help="from when, such as 2026-11-20T08:00Z; now if not said")
    until = add.add_mutually_exclusive_group()
    until.add_argument("--until", type=_moment, help="until when; without an end if not said")
    until.add_argument("--hours", type=float, help="for how many hours")
    add.add_argument("--second", default="", help="who agrees; needed where the glass is broken")
    listed = command(grant, "list", _list, "list the grants that are in force")
    listed.add_argument("--all", action="store_true", help="also those that are over or yet to come")
    ended = command(grant, "end", _end, "end a grant now")
    ended.add_argument("grant")
    ended.add_argument("--by", required=True, help="the administrator who ends it")
    ended.add_argument("--reason", required=True)
    for kind in names.KINDS:
        named = commands.add_parser(kind, help=f"add or list each {kind} by its name").add_subparsers(required=True)
        command(named, "add", _add_name, f"make a {kind} known").add_argument("name")
        command(named, "list", _list_names, "list what is known")
        for each in named.choices.values():
            each.set_defaults(kind=kind)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _at_register(asked: argparse.Namespace, work: Callable[[sa.Connection, Settings], T], *, writes: bool = True) -> T:
    from crimint_service.register import open_register

    settings = Settings(database=asked.database)
    database, _register = open_register(settings)
    run = database.write if writes else database.read
    try:
        return run(lambda connection: work(connection, settings))
    finally:
        database.close()


def _add(asked: argparse.Namespace) -> int:
    def add(connection: sa.Connection, settings: Settings) -> grants.Grant:
        now = settings.clock.now()
        until = asked.until if asked.hours is None else (asked.since or now) + timedelta(hours=asked.hours)
        kind: grants.HolderKind = "user" if asked.user else "unit" if asked.unit else "role"
        holder = asked.user or asked.unit or asked.role
        wanted = grants.Wanted(
            kind, holder, asked.kind, asked.name, asked.by, asked.reason, asked.since, until, asked.second
        )
        return grants.add(connection, wanted, settings.new_id(), now)

    made = _at_register(asked, add)
    print(_line(made))
    if made.kind == "break-glass":
        print(f"The glass is broken: {made.holder} reads what {made.name} holds. This stands in the log.")
    return 0


def _list(asked: argparse.Namespace) -> int:
    def look(connection: sa.Connection, settings: Settings) -> list[grants.Grant]:
        return list(grants.all_of(connection, now=None if asked.all else settings.clock.now()))

    for each in _at_register(asked, look, writes=False):
        print(_line(each))
    return 0


def _end(asked: argparse.Namespace) -> int:
    def end(connection: sa.Connection, settings: Settings) -> grants.Grant:
        return grants.end(connection, asked.grant, asked.by, asked.reason, settings.clock.now())

    print(_line(_at_register(asked, end)))
    return 0


def _add_name(asked: argparse.Namespace) -> int:
    _at_register(asked, lambda connection, _: names.add(connection, asked.kind, asked.name))
    return 0


def _list_names(asked: argparse.Namespace) -> int:
    for each in _at_register(asked, lambda connection, _: names.known(connection, asked.kind), writes=False):
        print(each)
    return 0


def _line(each: grants.Grant) -> str:
    since, until = _hour(each.from_s), _hour(each.to_s) if each.to_s else "no end"
    second = f"\twith {each.approved_by}" if each.approved_by else ""
    what = f"{each.kind} {each.name}\tto {each.holder_kind} {each.holder}"
    return f"{each.id}\t{what}\t{since} to {until}\tby {each.granted_by}{second}\t{each.reason}"


def _hour(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="minutes")
