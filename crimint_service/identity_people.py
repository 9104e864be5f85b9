"""People whom the identity provider vouches for: their accounts, and what membership of a group means here.

Roles and units come from the provider's groups by a table of ours, and from nowhere else; compartments, lists,
clearance and whether a copy may be kept stand in the account and are never touched from there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.access import ROLES
from crimint_domain.errors import Problem, Refused
from crimint_domain.marking import OFFICIAL_SENSITIVE
from crimint_service import people
from crimint_service.faults import Fault
from crimint_service.identity_tokens import Vouched
from crimint_service.tables import account, group_role, identity, insert_into

__all__ = ["GroupRole", "Known", "identities", "map_group", "mapped", "meet", "unmap_group"]

_LONGEST_GROUP: Final = 200


@dataclass(frozen=True, slots=True)
class GroupRole:
    """Members of ``group`` have ``role`` and belong to ``unit``."""

    group: str
    role: str
    unit: str


@dataclass(frozen=True, slots=True)
class Known:
    """A person who has signed in through the provider."""

    user: str
    name: str
    roles: tuple[str, ...]
    units: tuple[str, ...]
    subject: str
    last_at: str
    disabled: bool


def map_group(connection: sa.Connection, added: GroupRole) -> None:
    """Give members of a group a role in a unit, which is added if it is new; raises Refused for an unknown role."""
    if added.role not in ROLES:
        raise Refused(Problem("role", f"Choose a role among {', '.join(ROLES)}."))
    if not added.group.strip() or len(added.group) > _LONGEST_GROUP:
        raise Refused(Problem("group", "Name the group as the identity provider writes it in its tokens."))
    people.add_unit(connection, people.Unit(added.unit, added.unit.title(), people.prefix_for(added.unit)))
    row = {"group_name": added.group, "role": added.role, "unit": added.unit}
    connection.execute(insert_into(connection, group_role).values(row).on_conflict_do_nothing())


def unmap_group(connection: sa.Connection, group: str, role: str = "", unit: str = "") -> int:
    """Take a group's roles away again, those of a role and unit only where they are named; returns how many."""
    of = [group_role.c.group_name == group]
    of += [group_role.c.role == role] if role else []
    of += [group_role.c.unit == unit] if unit else []
    return connection.execute(sa.delete(group_role).where(*of)).rowcount


def mapped(connection: sa.Connection) -> Sequence[GroupRole]:
    """Return the whole table, in order of groups."""
    query = sa.select(group_role).order_by(group_role.c.group_name, group_role.c.role, group_role.c.unit)
    return [GroupRole(row.group_name, row.role, row.unit) for row in connection.execute(query)]


def identities(connection: sa.Connection) -> Sequence[Known]:
    """Return everybody who has signed in through the provider."""
    query = sa.select(identity, account).join(account, account.c.user_id == identity.c.user_id)
    return [
        Known(
            row.user_id, row.name, tuple(json.loads(row.roles)), tuple(json.loads(row.units)), row.subject,
            row.last_at, row.disabled,
        )
        for row in connection.execute(query.order_by(identity.c.user_id))
    ]  # fmt: skip


def meet(connection: sa.Connection, vouched: Vouched, at: str) -> bool:
    """Bring a person's account in line with what the provider says of them, making it the first time; say whether they
    have a role here.

    A token older than the newest one seen changes nothing: it tells of groups as they were. An account that was
    disabled stays so. Raises Fault 403 for somebody who has no account, and none of whose groups means anything here.
    """
    found = connection.execute(
        sa.select(account).where(account.c.user_id == vouched.user).with_for_update()
    ).one_or_none()
    if found is None:
        roles, units = _meaning(connection, vouched.groups, [])
        if not roles:
            raise _nothing_here()
        _make(connection, vouched, roles, units)
    else:
        roles = json.loads(found.roles)
        if vouched.issued_s >= _newest(connection, vouched.user):
            roles, units = _meaning(connection, vouched.groups, json.loads(found.units))
            _follow(connection, found, vouched.name, roles, units)
    _remember(connection, vouched, at, lasts=bool(roles))
    return bool(roles)


def _newest(connection: sa.Connection, user: str) -> int:
    found = connection.execute(sa.select(identity.c.vouched_s).where(identity.c.user_id == user)).scalar_one_or_none()
    return int(found or 0)


def _meaning(connection: sa.Connection, groups: frozenset[str], before: list[str]) -> tuple[list[str], list[str]]:
    """Roles in the order of the house, units with the home unit kept where it was."""
    rows = connection.execute(sa.select(group_role).where(group_role.c.group_name.in_(sorted(groups)))).all()
    roles, units = {row.role for row in rows}, {row.unit for row in rows}
    kept = [unit for unit in before if unit in units]
    return [role for role in ROLES if role in roles], kept + sorted(units - set(kept))


def _make(connection: sa.Connection, vouched: Vouched, roles: list[str], units: list[str]) -> None:
    connection.execute(
        insert_into(connection, account)
        .values(
            user_id=vouched.user, name=vouched.name, password_hash="", roles=json.dumps(roles),
            units=json.dumps(units), clearance=OFFICIAL_SENSITIVE, cache_mode="cached",
            disabled=False, access_version=1,
        )
        .on_conflict_do_nothing()
    )  # fmt: skip


def _follow(connection: sa.Connection, found: sa.Row[Any], name: str, roles: list[str], units: list[str]) -> None:
    values: dict[str, Any] = {}
    if sorted(json.loads(found.roles)) != sorted(roles) or json.loads(found.units) != units:
        values = {
            "roles": json.dumps(roles), "units": json.dumps(units), "access_version": account.c.access_version + 1,
        }  # fmt: skip
    if found.name != name:
        values["name"] = name
    if values:
        connection.execute(sa.update(account).where(account.c.user_id == found.user_id).values(values))


def _remember(connection: sa.Connection, vouched: Vouched, at: str, *, lasts: bool) -> None:
    """What takes everything away also stands against other tokens of the same second."""
    row = {
        "user_id": vouched.user, "issuer": vouched.issuer, "subject": vouched.subject, "first_at": at, "last_at": at,
        "vouched_s": vouched.issued_s,
    }  # fmt: skip
    newest = max(vouched.issued_s + (0 if lasts else 1), _newest(connection, vouched.user))
    made = insert_into(connection, identity).values(row)
    told = {"last_at": at, "vouched_s": newest}
    connection.execute(made.on_conflict_do_update(index_elements=["user_id"], set_=told))


def _nothing_here() -> Fault:
    return Fault(
        403, "no-role", "You are known, but none of your groups may use this register. Ask your administrator."
    )
