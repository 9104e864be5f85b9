"""The names that narrow access: operations, compartments and lists the service knows, and whom a report may exclude.

A label is made of what a record says. Were any text taken there, whoever writes could make labels, and with them
streams, without end; and a name that was misspelt would be a compartment with nobody in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import sqlalchemy as sa

from crimint_domain.card import Card
from crimint_domain.errors import Problem, Refused
from crimint_domain.report import Report
from crimint_service.tables import access_list, account, compartment, insert_into, operation

__all__ = ["KINDS", "MOST_EXCLUSIONS", "add", "known", "refuse_unknown"]

MOST_EXCLUSIONS: Final = 20
KINDS: Final[Mapping[str, sa.Table]] = {"operation": operation, "compartment": compartment, "list": access_list}
_NAME: Final = re.compile(r"[^\W_][\w .&'’-]{0,63}")


def add(connection: sa.Connection, kind: str, name: str) -> None:
    """Make an operation, a compartment or a list known by its name, or leave the one there is; raises Refused for a
    name that cannot be used."""
    if not _NAME.fullmatch(name):
        raise Refused(Problem(kind, f"The name of the {kind} starts with a letter or digit, and has at most 64 signs."))
    connection.execute(insert_into(connection, KINDS[kind]).values(name=name).on_conflict_do_nothing())


def known(connection: sa.Connection, kind: str) -> tuple[str, ...]:
    """Return the names that are known, in order."""
    table = KINDS[kind]
    return tuple(connection.execute(sa.select(table.c.name).order_by(table.c.name)).scalars())


def refuse_unknown(connection: sa.Connection, before: Report | Card | None, after: Report | Card) -> None:
    """Raise Refused, naming each part, for a name in ``after`` that the service does not know. What ``before`` said
    already stays as it is: names that are no longer in use do not close a record to its writers."""
    problems = tuple(_problems(connection, before, after))
    if problems:
        raise Refused(*problems)


def _problems(connection: sa.Connection, before: Report | Card | None, after: Report | Card) -> Iterator[Problem]:
    for part, kind, said in (
        ("operation", "operation", after.operation), ("compartment", "compartment", after.compartment),
        ("access_list", "list", after.access_list),
    ):  # fmt: skip
        was = getattr(before, part) if before else ""
        of_its_own = part == "access_list" and said == after.id
        if said and said != was and not of_its_own and not _is_known(connection, KINDS[kind], said):
            yield Problem(part, f"{part}: “{said[:64]}” is not {_a(kind)} that this service knows.")
    yield from _wrong_exclusions(connection, set(before.exclusions) if before else set(), after.exclusions)


def _is_known(connection: sa.Connection, table: sa.Table, name: str) -> bool:
    return connection.execute(sa.select(table.c.name).where(table.c.name == name)).first() is not None


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _wrong_exclusions(connection: sa.Connection, was: set[str], said: tuple[str, ...]) -> Iterator[Problem]:
    fresh = set(said) - was
    if not fresh:
        return
    if len(set(said)) > MOST_EXCLUSIONS:
        yield Problem("exclusions", f"exclusions: at most {MOST_EXCLUSIONS} people can be excluded from a record.")
        return
    there = set(connection.execute(sa.select(account.c.user_id).where(account.c.user_id.in_(sorted(fresh)))).scalars())
    for name in sorted(fresh - there):
        yield Problem("exclusions", f"exclusions: there is nobody here known as “{name[:64]}”.")
