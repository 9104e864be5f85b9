"""``database`` and ``maintenance``: PostgreSQL's roles, and who looks into the database itself."""

from __future__ import annotations

import argparse
import logging
import re
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from crimint_domain.errors import Problem, Refused
from crimint_domain.views import instant_text
from crimint_service import database_roles, maintenance
from crimint_service.alarms import Alarm, raise_alarm
from crimint_service.commands.command import Commands, command
from crimint_service.config import ENVIRONMENT_WORDS, Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]

_T = TypeVar("_T")
_ALARM = 3
_LOG_HOURS = 24
_SPAN = re.compile(r"(\d{1,3})([hm])")


def add_to(commands: Commands) -> None:
    """Add the commands."""
    database = commands.add_parser("database", help="PostgreSQL's roles, and watching who is in it")
    subjects = database.add_subparsers(required=True)
    roles = command(subjects, "roles", _roles, "show the statements that make the roles, or run them")
    roles.add_argument("--apply", action="store_true", help="run them; needs an administrator's address")
    migrate = command(subjects, "migrate", _migrate, "make the tables, or bring them up to date, as their owner")
    migrate.add_argument("--environment", choices=ENVIRONMENT_WORDS, help="what a new register is for")
    watch = command(subjects, "watch", _watch, "say who is in the database without having been let in; exit status 3")
    watch.add_argument(
        "--log", type=Path, action="append", default=[], help="a log of the engine (jsonlog) to look through"
    )
    watch.add_argument("--follower", action="append", default=[], help="the login by which replicas follow")
    watch.add_argument("--administrator", action="append", default=[], help="a superuser you know of")
    watch.add_argument("--hours", type=int, default=_LOG_HOURS, help="how far back in the log (default: %(default)s)")
    upkeep = commands.add_parser("maintenance", help="logins for people, for a time and for a reason")
    logins = upkeep.add_subparsers(required=True)
    opened = command(logins, "open", _open, "make a login that ends by itself, and show its password once")
    opened.add_argument("--for", dest="span", required=True, help="how long, such as 2h or 30m; at most 8h")
    opened.add_argument("--by", required=True, help="whose it is")
    opened.add_argument("--reason", required=True, help="why somebody has to look into the database itself")
    closed = command(logins, "close", _close, "end a login and what it is doing")
    closed.add_argument("login", nargs="?", default="", help="which; all whose time is over if none is named")


def _with_postgres(asked: argparse.Namespace, work: Callable[[sa.Connection, Settings], _T]) -> _T:
    from crimint_service.database import Database

    settings = Settings(database=asked.database)
    if settings.embedded:
        raise Fault(400, "embedded", "An embedded register has no roles: whoever has its key file has all of it.")
    database = Database(settings)
    try:
        return database.write(lambda connection: work(connection, settings))
    finally:
        database.close()


def _roles(asked: argparse.Namespace) -> int:
    if asked.apply:
        _with_postgres(asked, lambda connection, _settings: database_roles.apply(connection))
        return 0
    for statement in database_roles.script(str(sa.make_url(asked.database).database or "")):
        print(f"{statement};")
    return 0


def _migrate(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database), asked.environment)
    database.close()
    return 0


def _watch(asked: argparse.Namespace) -> int:
    from crimint_service.watching import Logins, from_log, lines_of, watch

    logins = Logins(frozenset(asked.follower), frozenset(asked.administrator))

    def look(connection: sa.Connection, settings: Settings) -> list[Alarm]:
        now = settings.clock.now()
        logged = from_log(connection, lines_of(asked.log), now - timedelta(hours=asked.hours), logins)
        return [*watch(connection, now, logins), *logged]

    found = _with_postgres(asked, look)
    waiting = _kept(asked, found)
    for alarm in waiting:
        when = f" at {alarm.happened_at}" if alarm.happened_at else ""
        print(f"ALARM: {alarm.says.removesuffix('.')}{when}." if when else f"ALARM: {alarm.says}")
        logging.getLogger(__name__).error(
            "Somebody is in the database who was not let in.", extra={"reason": alarm.user}
        )
    return _ALARM if waiting else 0


def _kept(asked: argparse.Namespace, found: list[Alarm]) -> list[Alarm]:
    """Keep the alarms among those of the service, and return which of them wait for somebody: all, if they cannot be
    kept."""

    def keep(connection: sa.Connection, settings: Settings) -> list[Alarm]:
        at = instant_text(settings.clock.now()) or ""
        return [each for each in found if raise_alarm(connection, each, at, settings.new_id)]

    try:
        return _with_postgres(asked, keep) if found else []
    except sa.exc.ProgrammingError:
        print("The alarms could not be kept: run “database roles --apply” after each migration.", file=sys.stderr)
        return found


def _open(asked: argparse.Namespace) -> int:
    found = _SPAN.fullmatch(asked.span)
    if not found:
        raise Refused(Problem("for", "Say how long with a number and h or m, such as 2h or 30m."))
    span = timedelta(hours=int(found[1])) if found[2] == "h" else timedelta(minutes=int(found[1]))
    opened = _with_postgres(
        asked,
        lambda connection, settings: maintenance.open_login(
            connection, settings.clock.now(), span, by=asked.by, reason=asked.reason
        ),
    )
    print(f"login     {opened.login}\npassword  {opened.password}\nuntil     {opened.until}")
    return 0


def _close(asked: argparse.Namespace) -> int:
    def work(connection: sa.Connection, settings: Settings) -> list[str]:
        now = settings.clock.now()
        if asked.login:
            maintenance.close(connection, asked.login, now)
            return [asked.login]
        return list(maintenance.close_ended(connection, now))

    for login in _with_postgres(asked, work):
        print(f"{login} is closed.")
    return 0
