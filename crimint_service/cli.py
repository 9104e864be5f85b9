"""The command ``crimint-service``."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
import urllib.request
from collections.abc import Sequence
from typing import cast

import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_service import people
from crimint_service.config import Environment, Settings, default_database
from crimint_service.faults import Fault

__all__ = ["main"]

_ENVIRONMENTS = ("sample", "practice", "live")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except (Fault, Refused) as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="crimint-service", description="The central register of CrimInt+.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = _command(commands, "serve", _serve, "answer clients until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=int, default=8447, help="the port to listen on; 0 takes a free one")
    serve.add_argument("--environment", choices=_ENVIRONMENTS, help="refuse to start on a register of another kind")
    serve.add_argument("--allow-local-accounts", action="store_true", help="keep passwords on PostgreSQL too")
    user = commands.add_parser("user", help="add, list or disable accounts").add_subparsers(required=True)
    add = _command(user, "add", _user_add, "add an account; asks for its password")
    add.add_argument("user", help="the name to sign in with")
    add.add_argument("--name", required=True, help="the name that others see")
    add.add_argument("--role", action="append", required=True, help="officer, analyst, lio, records, auditor …")
    add.add_argument("--unit", action="append", default=[], help="the first is the home unit; added if it is new")
    add.add_argument("--no-cache", action="store_true", help="nothing is kept on this person's machines")
    _command(user, "list", _user_list, "list the accounts")
    _command(user, "disable", _user_disable, "end an account's sessions and let it sign in no more").add_argument(
        "user"
    )
    sample = _command(commands, "sample", _sample, "fill a register with invented records")
    sample.add_argument("--reports", type=int, default=500, help="how many reports")
    sample.add_argument("--seed", type=int, default=1, help="the same seed makes the same register")
    _command(commands, "openapi", _openapi, "print the description of the service")
    health = _command(commands, "health", _health, "ask a running service whether it answers")
    health.add_argument("--url", default="http://127.0.0.1:8447", help="where the service is")
    return parser


def _command(commands: argparse._SubParsersAction, name: str, run: object, says: str) -> argparse.ArgumentParser:  # type: ignore[type-arg]  # generic only for the type checker
    parser = cast("argparse.ArgumentParser", commands.add_parser(name, help=says, description=says))
    parser.set_defaults(run=run)
    parser.add_argument("--database", default=default_database(), help="a file, or postgresql://…")
    return parser


def _serve(asked: argparse.Namespace) -> int:
    from crimint_service.serving import serve

    settings = Settings(database=asked.database, allow_local_accounts=asked.allow_local_accounts)
    return serve(settings, cast("Environment | None", asked.environment), asked.host, asked.port)


def _user_add(asked: argparse.Namespace) -> int:
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


def _user_list(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    for each in database.read(people.accounts):
        state = "disabled" if each.disabled else "in use"
        print(f"{each.user}\t{each.name}\t{', '.join(each.roles)}\t{', '.join(each.units)}\t{state}")
    database.close()
    return 0


def _user_disable(asked: argparse.Namespace) -> int:
    from crimint_service.register import open_register

    database, _register = open_register(Settings(database=asked.database))
    database.write(lambda connection: people.disable_account(connection, asked.user))
    database.close()
    return 0


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


def _openapi(_asked: argparse.Namespace) -> int:
    from crimint_service.app import bare

    print(json.dumps(bare(Settings(database="")).openapi(), indent=1, ensure_ascii=False))
    return 0


def _health(asked: argparse.Namespace) -> int:
    url = asked.url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise Fault(400, "malformed", "The address begins with http:// or https://.")
    try:
        with urllib.request.urlopen(f"{url}/healthz", timeout=10) as answer:  # noqa: S310 - checked above
            print(answer.read().decode())
    except OSError as error:
        raise Fault(503, "no-answer", "The service does not answer.") from error
    return 0
