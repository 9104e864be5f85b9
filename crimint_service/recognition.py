"""Whom a token belongs to and what the service knows of them and of the device, in two looks at the register.

The looks are made once, when this module is loaded: every request begins with them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_service import devices, grants
from crimint_service.tables import access_token, account, device, log_head, setting

__all__ = ["Known", "Met", "Stood", "known_from", "recognised"]


@dataclass(frozen=True, slots=True)
class Known:
    """A person as the service knows them, with what only the service decides; the first unit is the home unit."""

    principal: Principal
    units: tuple[str, ...]
    cache_mode: str
    access_version: int

    @property
    def home_unit(self) -> str:
        """The unit that what they write belongs to; empty without one."""
        return self.units[0] if self.units else ""


@dataclass(frozen=True, slots=True)
class Stood:
    """How things stood when a device was met, for answering it without another look: what it is told to do, how far
    its log has arrived, until when its lease runs, which streams it asked for and agreed on; the register's epoch and
    the newest signed head of the log with the second it was signed in."""

    standing: devices.Standing
    last_at: str
    lease_until: str
    cache: str
    acked: int
    subscribed: str
    agreed_on: str
    epoch: str
    head: str
    head_s: int


@dataclass(frozen=True, slots=True)
class Met:
    """A person at a device; ``stood`` is None for a device that never came."""

    known: Known
    stood: Stood | None

    @property
    def standing(self) -> devices.Standing | None:
        """How the device stands; None for one that never came."""
        return self.stood.standing if self.stood is not None else None


_PERSON: Final = (
    account.c.user_id, account.c.name, account.c.roles, account.c.units, account.c.clearance, account.c.cache_mode,
    account.c.disabled, account.c.access_version,
)  # fmt: skip
_ACCOUNT: Final = sa.select(*_PERSON).where(account.c.user_id == sa.bindparam("user"))
_EPOCH: Final = sa.select(setting.c.value).where(setting.c.name == "epoch").scalar_subquery()


def _of_newest_head(column: sa.Column[Any]) -> sa.ScalarSelect[Any]:
    return sa.select(column).order_by(log_head.c.number.desc()).limit(1).scalar_subquery()


_WHO: Final = (
    sa.select(
        access_token.c.device.label("bound_to"), access_token.c.expires_s, access_token.c.family, *_PERSON,
        device.c.state, device.c.command, device.c.public_key, device.c.last_at, device.c.lease_until, device.c.cache,
        device.c.acked_seq, device.c.subscribed, device.c.agreed_on, _EPOCH.label("epoch"),
        _of_newest_head(log_head.c.note).label("head"), _of_newest_head(log_head.c.at_s).label("head_s"),
    )
    .select_from(access_token)
    .outerjoin(account, account.c.user_id == access_token.c.user_id)
    .outerjoin(
        device,
        sa.and_(device.c.user_id == access_token.c.user_id, device.c.device_id == sa.bindparam("device")),
    )
    .where(access_token.c.hash == sa.bindparam("hash"))
)  # fmt: skip


def known_from(connection: sa.Connection, user: str, now: datetime | None = None) -> Known | None:
    """Return the person of an account that is in use, or None; with what is granted to them ``now`` (None: nothing)."""
    row = connection.execute(_ACCOUNT, {"user": user}).one_or_none()
    return _known(connection, row._mapping, now) if row is not None else None


def _known(connection: sa.Connection, row: sa.RowMapping, now: datetime | None) -> Known | None:
    if row["user_id"] is None or row["disabled"]:
        return None
    units: list[str] = json.loads(row["units"])
    roles = frozenset(json.loads(row["roles"]))
    opened = grants.in_force(connection, row["user_id"], roles, units, now) if now else grants.NOTHING
    principal = Principal(
        user=row["user_id"], name=row["name"], roles=roles, units=frozenset(units), clearance=row["clearance"],
        compartments=opened.compartments, lists=opened.lists, covers=opened.covers,
    )  # fmt: skip
    return Known(principal, tuple(units), row["cache_mode"], row["access_version"] + opened.turned)


def recognised(
    connection: sa.Connection, token_hash: str, device_id: str, now: datetime, *, local_accounts: bool
) -> tuple[bool, Met | None]:
    """Say whether a token was ever met here, and return who brings it; None where it is not, or no longer, valid at
    this device. ``local_accounts`` is False where only the identity provider's tokens count."""
    found = connection.execute(_WHO, {"hash": token_hash, "device": device_id}).one_or_none()
    if found is None:
        return False, None
    row = found._mapping
    if row["expires_s"] <= int(now.timestamp()) or row["bound_to"] != device_id:
        return True, None
    if row["family"] != devices.PROVIDER and not local_accounts:
        return True, None
    known = _known(connection, row, now)
    return True, Met(known, _stood(row)) if known is not None else None


def _stood(row: sa.RowMapping) -> Stood | None:
    if row["state"] is None:
        return None
    return Stood(
        devices.Standing(row["state"], row["command"], row["public_key"]), row["last_at"], row["lease_until"],
        row["cache"], row["acked_seq"], row["subscribed"], row["agreed_on"], row["epoch"], row["head"] or "",
        row["head_s"] or 0,
    )  # fmt: skip
