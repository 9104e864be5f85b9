"""Accounts, units and operations, as an administrator keeps them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crimint_domain.access import ROLES
from crimint_domain.errors import Problem, Refused
from crimint_domain.marking import OFFICIAL_SENSITIVE, Marking
from crimint_service.tables import access_token, account, insert_into, operation, refresh_token, unit

__all__ = [
    "Account",
    "Unit",
    "accounts",
    "add_account",
    "add_operation",
    "add_unit",
    "change_access",
    "disable_account",
    "prefix_for",
    "unit_names",
]

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
_PREFIX: Final = re.compile(r"[A-Z]{2,4}")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit; ``prefix`` stands before its report numbers."""

    id: str
    name: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account. The first unit is the home unit."""

    user: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    clearance: str = OFFICIAL_SENSITIVE
    cache_mode: str = "cached"
    disabled: bool = False


def prefix_for(unit_id: str) -> str:
    """Propose a prefix from a unit's name: its first letter and its next consonant."""
    letters = [each for each in unit_id.upper() if each.isascii() and each.isalpha()]
    following = [each for each in letters[1:] if each not in "AEIOU"] or letters[1:] or ["X"]
    return (letters[0] if letters else "X") + following[0]


def add_unit(connection: sa.Connection, added: Unit) -> None:
    """Add a unit, or leave the one there is; raises Refused for a name or prefix that cannot be used."""
    if not _NAME.fullmatch(added.id) or not _PREFIX.fullmatch(added.prefix):
        raise Refused(
            Problem(
                "unit", "A unit is named in small letters, digits, dots and hyphens; its prefix is 2 to 4 capitals."
            )
        )
    connection.execute(
        insert_into(connection, unit)
        .values(id=added.id, name=added.name, prefix=added.prefix)
        .on_conflict_do_nothing(index_elements=["id"])
    )


def add_operation(connection: sa.Connection, name: str) -> None:
    """Add an operation by its name, or leave the one there is. A new one is told to everybody with their next
    checkpoint."""
    added = connection.execute(insert_into(connection, operation).values(name=name).on_conflict_do_nothing())
    if added.rowcount:
        connection.execute(sa.update(account).values(access_version=account.c.access_version + 1))


def add_account(connection: sa.Connection, added: Account, password_hash: str) -> None:
    """Add an account; raises Refused for a name that is taken or cannot be used, or an unknown role or unit."""
    if not _NAME.fullmatch(added.user):
        raise Refused(Problem("user", "A user is named in small letters, digits, dots and hyphens."))
    unknown = set(added.roles) - set(ROLES)
    if unknown or not added.roles:
        raise Refused(Problem("roles", f"Choose roles among {', '.join(ROLES)}."))
    known = set(connection.execute(sa.select(unit.c.id).where(unit.c.id.in_(added.units))).scalars())
    if set(added.units) - known:
        raise Refused(Problem("units", "Add the unit first."))
    Marking(added.clearance)
    there = connection.execute(sa.select(account.c.user_id).where(account.c.user_id == added.user)).first()
    if there:
        raise Refused(Problem("user", f"There is an account {added.user} already."))
    connection.execute(
        sa.insert(account).values(
            user_id=added.user, name=added.name, password_hash=password_hash, roles=json.dumps(added.roles),
            units=json.dumps(added.units), clearance=added.clearance, cache_mode=added.cache_mode,
            disabled=added.disabled, access_version=1,
        )
    )  # fmt: skip


def accounts(connection: sa.Connection) -> Sequence[Account]:
    """Return every account by name."""
    return [
        Account(
            row.user_id, row.name, tuple(json.loads(row.roles)), tuple(json.loads(row.units)), row.clearance,
            row.cache_mode, row.disabled,
        )
        for row in connection.execute(sa.select(account).order_by(account.c.user_id))
    ]  # fmt: skip


def change_access(connection: sa.Connection, changed: Account) -> None:
    """Give an account other roles, units or clearance; its next checkpoint follows. Raises Refused if
    there is none."""
    values = {
        "roles": json.dumps(changed.roles), "units": json.dumps(changed.units), "clearance": changed.clearance,
        "access_version": account.c.access_version + 1,
    }  # fmt: skip
    _update(connection, changed.user, values)


def disable_account(connection: sa.Connection, user: str) -> None:
    """Let nobody sign in with an account any more, and end its sessions at once; raises Refused if there is none."""
    _update(connection, user, {"disabled": True, "access_version": account.c.access_version + 1})
    connection.execute(sa.delete(access_token).where(access_token.c.user_id == user))
    connection.execute(sa.update(refresh_token).where(refresh_token.c.user_id == user).values(state="revoked"))


def _update(connection: sa.Connection, user: str, values: Mapping[str, object]) -> None:
    done = connection.execute(sa.update(account).where(account.c.user_id == user).values(values))
    if not done.rowcount:
        raise Refused(Problem("user", f"There is no account {user}."))


def unit_names(connection: sa.Connection, units: Sequence[str]) -> dict[str, str]:
    """Return what these units are called."""
    found = connection.execute(sa.select(unit.c.id, unit.c.name).where(unit.c.id.in_(units)))
    return {row.id: row.name for row in found}
