"""Grants: who may read beyond their role, for a time, by whose word and why.

A grant puts a person, everybody of a unit or everybody of a role into a compartment, onto a list, onto the list of
one record, or beside a unit's evaluators as a reader. Its hours are looked at with every request. A grant is never
deleted: what was open to whom, and when, stays to be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import sqlalchemy as sa

from crimint_domain.access import READERS, ROLES
from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import is_id
from crimint_domain.views import instant_text
from crimint_service import access, audit, people
from crimint_service.names import KINDS
from crimint_service.tables import account, grant, unit

__all__ = [
    "BREAK_GLASS_LONGEST", "NOTHING", "Grant", "HolderKind", "Opened", "Wanted", "add", "all_of", "end", "in_force",
    "keep",
]  # fmt: skip

HolderKind = Literal["user", "unit", "role"]
Kind = Literal["compartment", "list", "record", "cover", "break-glass"]

BREAK_GLASS_LONGEST: Final = timedelta(hours=8)
_GRANTS: Final = "administrator"
# Whoever agrees that the glass is broken answers for it beside the one who grants.
_AGREES: Final = frozenset({"administrator", "auditor", "records", "lio"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A grant as it is asked for. ``until`` is None for no end; ``approved_by`` empty where nobody has to agree."""

    holder_kind: HolderKind
    holder: str
    kind: Kind
    name: str
    by: str
    reason: str
    since: datetime | None = None
    until: datetime | None = None
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant as it is kept; moments in seconds since 1970, ``to_s`` 0 for no end."""

    id: str
    holder_kind: HolderKind
    holder: str
    kind: Kind
    name: str
    from_s: int
    to_s: int
    granted_by: str
    approved_by: str
    reason: str
    at: str
    ended_by: str
    ended_reason: str
    ended_at: str

    def in_force(self, now_s: int) -> bool:
        """Whether it opens anything at this moment."""
        return self.from_s <= now_s and not self.is_over(now_s)

    def is_over(self, now_s: int) -> bool:
        """Whether it has ended for good."""
        return bool(self.to_s) and self.to_s <= now_s


@dataclass(frozen=True, slots=True)
class Opened:
    """What grants open to a person now. ``turned`` counts how often grants began or ended for them or for any group
    until now: it only rises, so that whoever remembers it notices the hour at which one begins or ends."""

    compartments: frozenset[str]
    lists: frozenset[str]
    covers: frozenset[str]
    turned: int


# Asked with every request: no more of a grant than says whom it opens what, and when.
_CONCERNING: Final = sa.select(
    grant.c.holder_kind, grant.c.holder, grant.c.kind, grant.c.name, grant.c.from_s, grant.c.to_s
).where(sa.or_(grant.c.holder_kind != "user", grant.c.holder == sa.bindparam("user")))

NOTHING: Final = Opened(frozenset(), frozenset(), frozenset(), 0)


def in_force(connection: sa.Connection, user: str, roles: Iterable[str], units: Iterable[str], now: datetime) -> Opened:
    """Return what grants open to a person at this moment."""
    now_s, groups = int(now.timestamp()), {("user", user)}
    groups |= {("role", each) for each in roles} | {("unit", each) for each in units}
    live, turned = [], 0
    for holder_kind, holder, kind, name, from_s, to_s in connection.execute(_CONCERNING, {"user": user}):
        begun, over = from_s <= now_s, bool(to_s) and to_s <= now_s
        turned += begun + over
        if begun and not over and (holder_kind, holder) in groups:
            live.append((kind, name))

    def named(*kinds: Kind) -> frozenset[str]:
        return frozenset(name for kind, name in live if kind in kinds)

    return Opened(named("compartment"), named("list", "record"), named("cover", "break-glass"), turned)


def add(connection: sa.Connection, wanted: Wanted, grant_id: str, now: datetime) -> Grant:
    """Grant something, and let whom it concerns notice at their next checkpoint.

    Raises Refused for what cannot be granted: to nobody, of nothing, without a reason, by the wrong person, or, when
    the glass is broken, without a second person or for longer than a shift.
    """
    problems = [*_wrong_people(connection, wanted), *_wrong_subject(connection, wanted), *_wrong_hours(wanted, now)]
    if problems:
        raise Refused(*problems)
    return keep(connection, wanted, grant_id, now)


def keep(connection: sa.Connection, wanted: Wanted, grant_id: str, now: datetime) -> Grant:
    """Write a grant down without asking whether it may be given: for :func:`add`, which has asked, and for loading a
    made-up register, whose people need nobody's word."""
    since, until = wanted.since or now, wanted.until
    made = Grant(
        grant_id, wanted.holder_kind, wanted.holder, wanted.kind, wanted.name, int(since.timestamp()),
        int(until.timestamp()) if until else 0, wanted.by, wanted.approved_by, wanted.reason.strip(),
        instant_text(now) or "", "", "", "",
    )  # fmt: skip
    connection.execute(
        sa.insert(grant).values({name: getattr(made, name) for name in grant.c.keys()})  # noqa: SIM118 - not a dict
    )
    _tell(connection, made)
    act = "break-glass" if made.kind == "break-glass" else "grant"
    audit.log_served(connection, made.at, made.granted_by, "", act, made.id, ())
    return made


def end(connection: sa.Connection, grant_id: str, by: str, reason: str, now: datetime) -> Grant:
    """End a grant now; raises Refused for one there is not or that is over, without a reason, or by the wrong
    person."""
    row = connection.execute(sa.select(grant).where(grant.c.id == grant_id).with_for_update()).one_or_none()
    now_s = int(now.timestamp())
    if row is None or _grant(row).is_over(now_s):
        raise Refused(Problem("grant", "There is no such grant, or it is over."))
    if not reason.strip():
        raise Refused(Problem("reason", "Say why the grant ends."))
    if _GRANTS not in _roles(connection, by):
        raise Refused(Problem("by", "Only an administrator ends a grant."))
    at = instant_text(now) or ""
    values = {"to_s": now_s, "ended_by": by, "ended_reason": reason.strip(), "ended_at": at}
    connection.execute(sa.update(grant).where(grant.c.id == grant_id).values(values))
    ended = _grant(connection.execute(sa.select(grant).where(grant.c.id == grant_id)).one())
    _tell(connection, ended)
    audit.log_served(connection, at, by, "", "grant-ended", grant_id, ())
    return ended


def all_of(connection: sa.Connection, *, now: datetime | None = None) -> Sequence[Grant]:
    """Return the grants, the newest first; with ``now`` only those in force then."""
    found = [_grant(row) for row in connection.execute(sa.select(grant).order_by(grant.c.at.desc(), grant.c.id))]
    return [each for each in found if now is None or each.in_force(int(now.timestamp()))]


def _grant(row: sa.Row[Any]) -> Grant:
    return Grant(*tuple(row))


def _tell(connection: sa.Connection, changed: Grant) -> None:
    """Raise the access version of whom it concerns, in the same transaction."""
    for each in people.accounts(connection):
        of = {"user": (each.user,), "unit": each.units, "role": each.roles}[changed.holder_kind]
        if changed.holder in of:
            mine = account.c.user_id == each.user
            connection.execute(sa.update(account).where(mine).values(access_version=account.c.access_version + 1))


def _roles(connection: sa.Connection, user: str) -> frozenset[str]:
    found = [each for each in people.accounts(connection) if each.user == user and not each.disabled]
    return frozenset(found[0].roles) if found else frozenset()


def _wrong_people(connection: sa.Connection, wanted: Wanted) -> Iterable[Problem]:
    if not _is_holder(connection, wanted.holder_kind, wanted.holder):
        yield Problem("holder", f"There is no {wanted.holder_kind} “{wanted.holder}”.")
    if _GRANTS not in _roles(connection, wanted.by):
        yield Problem("by", "Only an administrator grants access.")
    if _grants_themselves(connection, wanted):
        yield Problem("by", "Nobody grants anything to themselves.")
    if wanted.kind != "break-glass":
        return
    if wanted.holder_kind != "user":
        yield Problem("holder", "The glass is broken for one person.")
    if wanted.approved_by in ("", wanted.by, wanted.holder) or not _roles(connection, wanted.approved_by) & _AGREES:
        yield Problem("approved_by", "A second person has to agree, who neither grants nor receives it.")


def _grants_themselves(connection: sa.Connection, wanted: Wanted) -> bool:
    """Whether whoever grants would read more by it: also as one of a unit or a role."""
    if wanted.holder_kind == "user":
        return wanted.by == wanted.holder
    mine = next((each for each in people.accounts(connection) if each.user == wanted.by), None)
    if mine is None or wanted.holder not in {"unit": mine.units, "role": mine.roles}[wanted.holder_kind]:
        return False
    return wanted.kind == "cover" or bool(READERS & set(mine.roles))


def _is_holder(connection: sa.Connection, kind: HolderKind, name: str) -> bool:
    if kind == "role":
        return name in ROLES
    column = account.c.user_id if kind == "user" else unit.c.id
    return connection.execute(sa.select(column).where(column == name)).first() is not None


def _wrong_subject(connection: sa.Connection, wanted: Wanted) -> Iterable[Problem]:
    if wanted.kind == "record":
        there = access.standing(connection, wanted.name) if is_id(wanted.name) else None
        if there is None or there.erased:
            yield Problem("name", "There is no such record.")
        return
    table, column = (unit, unit.c.id) if wanted.kind in ("cover", "break-glass") else _named(wanted.kind)
    if connection.execute(sa.select(column).select_from(table).where(column == wanted.name)).first() is None:
        yield Problem("name", f"“{wanted.name}” is not known here. Add it first.")


def _named(kind: Kind) -> tuple[sa.Table, sa.ColumnElement[str]]:
    table = KINDS[kind]
    return table, table.c.name


def _wrong_hours(wanted: Wanted, now: datetime) -> Iterable[Problem]:
    if not wanted.reason.strip():
        yield Problem("reason", "Say why.")
    since, until = wanted.since or now, wanted.until
    if until is not None and until <= max(since, now):
        yield Problem("until", "The grant would be over before it begins.")
    if wanted.kind in ("cover", "break-glass") and until is None:
        yield Problem("until", "Say until when: what is read in another's place is read for a time.")
    if wanted.kind == "break-glass" and until is not None and until - since > BREAK_GLASS_LONGEST:
        hours = BREAK_GLASS_LONGEST // timedelta(hours=1)
        yield Problem("until", f"The glass is broken for {hours} hours at most.")
