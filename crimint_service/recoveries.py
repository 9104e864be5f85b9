"""Recovering a cache: its owner asks from the computer it is on, a second person agrees, and only then is the key
taken out of its second wrap, sealed anew for the very process that asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, cast

import sqlalchemy as sa

from crimint_domain.access import Principal
from crimint_domain.ids import NewId, bytes_of
from crimint_domain.views import instant_text
from crimint_service import audit, devices
from crimint_service.faults import Fault
from crimint_service.recognition import known_from
from crimint_service.sealed_box import CACHE_KEY, RECOVERED, Box, bound_to, close_box, open_box
from crimint_service.tables import account, recovery

__all__ = ["Asked", "Asking", "State", "ask", "decide", "look", "may_decide", "waiting"]

_WAITING, _APPROVED, _REFUSED, _OPENED, _REPLACED = "waiting", "approved", "refused", "opened", "replaced"
_KEY_BYTES: Final = 32
_MOST_ASKED: Final = 10  # of one person within the time that a request lasts
State = Literal["waiting", "approved", "refused", "opened", "replaced", "expired"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: ``state`` is waiting, approved, opened, refused, replaced or expired; ``key`` is the cache's key in
    a box for the process that asked, once a second person has agreed."""

    id: str
    user: str
    device: str
    at: str
    expires_at: str
    state: State
    decided_by: str = ""
    key: Box | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What comes with a request: the address by which the cache knows the service, the cache's second wrap and the
    recovery key it was made for, and the public key of the process that asks."""

    service: str
    recovery_key: bytes
    wrap: Box
    reply_key: bytes


def ask(
    connection: sa.Connection, user: str, device_id: str, asking: Asking, now: datetime, lasts_s: int, new_id: NewId
) -> Asked:
    """Note a request for the cache of this person on this device; an earlier one of theirs is replaced.

    Raises Fault 403 for a device that is not known as theirs or that was told to wipe itself, 429 for who asked too
    often.
    """
    _refuse_to_be_wiped(connection, user, device_id)
    _refuse_too_many(connection, user, int(now.timestamp()), lasts_s)
    same = (recovery.c.device_id == device_id, recovery.c.user_id == user, recovery.c.state == _WAITING)
    connection.execute(sa.update(recovery).where(*same).values(state=_REPLACED))
    row: dict[str, Any] = {
        "id": new_id(), "device_id": device_id, "user_id": user, "at": instant_text(now) or "",
        "expires_s": int(now.timestamp()) + lasts_s, "state": _WAITING, "service": asking.service,
        "wrapped": _wrapped_text(asking), "reply_key": asking.reply_key.hex(), "decided_by": "", "decided_at": "",
        "reason": "", "opened_at": "",
    }  # fmt: skip
    connection.execute(sa.insert(recovery).values(row))
    _log(connection, row["at"], user, device_id, "recovery asked", row["id"])
    return _asked(row, now)


def _refuse_too_many(connection: sa.Connection, user: str, now_s: int, lasts_s: int) -> None:
    """Raise Fault 429 for who asked too often within the time one request lasts; at however many devices."""
    connection.execute(sa.select(account.c.user_id).where(account.c.user_id == user).with_for_update())
    lately = (recovery.c.user_id == user, recovery.c.expires_s > now_s)
    asked = list(
        connection.execute(sa.select(recovery.c.expires_s).where(*lately).order_by(recovery.c.expires_s)).scalars()
    )
    if len(asked) >= _MOST_ASKED:
        wait = max(1, asked[-_MOST_ASKED] - now_s)
        says = "You have asked too often. Wait, or have the present request decided."
        raise Fault(429, "too-many-requests", says, retry_after_s=min(wait, lasts_s))


def _refuse_to_be_wiped(connection: sa.Connection, user: str, device_id: str) -> None:
    found = devices.standing(connection, user, device_id)
    if found is None:
        raise Fault(403, "not-your-cache", "The service does not know this computer's cache as yours.")
    if found.command == "wipe":
        raise Fault(403, "device-blocked", "This computer was told to remove its cache. It cannot be recovered.")


def waiting(connection: sa.Connection, decider: Principal, now: datetime) -> Sequence[Asked]:
    """Return the requests that this person may decide."""
    found = connection.execute(
        sa.select(recovery)
        .where(recovery.c.state == _WAITING, recovery.c.expires_s > int(now.timestamp()))
        .order_by(recovery.c.at)
    )
    rows = [dict(row._mapping) for row in found]
    return [_asked(row, now) for row in rows if may_decide(decider, row["user_id"], _units(connection, row["user_id"]))]


def may_decide(decider: Principal, owner: str, units: frozenset[str]) -> bool:
    """Whether somebody may be the second person: an administrator, or an intelligence officer of the owner's unit,
    and never the owner."""
    supervises = "lio" in decider.roles and bool(decider.units & units)
    return decider.user != owner and ("administrator" in decider.roles or supervises)


def decide(
    connection: sa.Connection, request: str, decider: Principal, device_id: str, now: datetime, *, agreed: bool,
    reason: str,
) -> Asked:  # fmt: skip
    """Write down that a second person agreed, or did not. Raises Fault: 404 for a request that is not theirs to
    decide, 409 for one that is decided or over, 422 without a reason."""
    row = _row(connection, request)
    if row is None or not may_decide(decider, row["user_id"], _units(connection, row["user_id"])):
        raise Fault(404, "recovery-unknown", "There is no such request for you to decide.")
    if _state(row, now) != _WAITING:
        raise Fault(409, "recovery-over", f"This request is no longer waiting: it is {_state(row, now)}.")
    if not reason.strip():
        raise Fault(422, "reason-missing", "Say why: how you know that this is the person, and what they need.")
    values = {
        "state": _APPROVED if agreed else _REFUSED, "decided_by": decider.user, "decided_at": instant_text(now) or "",
        "reason": reason.strip(),
    }  # fmt: skip
    connection.execute(sa.update(recovery).where(recovery.c.id == request).values(values))
    act = "recovery approved" if agreed else "recovery refused"
    _log(connection, values["decided_at"], decider.user, device_id, act, request)
    return _asked({**row, **values}, now)


def look(
    connection: sa.Connection, request: str, user: str, device_id: str, private: bytes, now: datetime
) -> Asked:  # fmt: skip
    """Return one's own request, with the key once it is approved; it may be asked for again until it is over.

    Raises Fault: 404 for another's request, 403 for a device that was told to wipe itself since, 422 when the wrap was
    not made for this person, device and service.
    """
    row = _row(connection, request)
    if row is None or (row["user_id"], row["device_id"]) != (user, device_id):
        raise Fault(404, "recovery-unknown", "There is no such request of yours.")
    if _state(row, now) not in (_APPROVED, _OPENED):
        return _asked(row, now)
    _refuse_to_be_wiped(connection, user, device_id)
    key = _opened(row, private)
    at = instant_text(now) or ""
    connection.execute(
        sa.update(recovery).where(recovery.c.id == request).values(state=_OPENED, opened_at=row["opened_at"] or at)
    )
    _log(connection, at, user, device_id, "recovery opened", request)
    return _asked({**row, "state": _OPENED}, now, key)


def _opened(row: Mapping[str, Any], private: bytes) -> Box:
    """Take the key out of its wrap and close it into a box for the process that asked."""
    said = json.loads(row["wrapped"])
    wrap = Box(*(bytes.fromhex(said[name]) for name in ("ephemeral", "nonce", "sealed")))
    cache = bytes_of(row["device_id"]).hex()
    binding = bound_to("crimint-cache-key", 1, cache, row["service"], row["user_id"])
    data_key = open_box(wrap, private, CACHE_KEY, binding)
    if data_key is None or len(data_key) != _KEY_BYTES:
        raise Fault(
            422, "recovery-wrong", "What was sent is not the key of this person's cache on this computer. Nothing was"
            " opened.",
        )  # fmt: skip
    try:
        return close_box(data_key, bytes.fromhex(row["reply_key"]), RECOVERED, bound_to("recovery", 1, row["id"]))
    except ValueError as error:
        raise Fault(422, "recovery-wrong", "The request names no key to answer to. Ask again.") from error


def _wrapped_text(asking: Asking) -> str:
    box = asking.wrap
    return json.dumps({"ephemeral": box.ephemeral.hex(), "nonce": box.nonce.hex(), "sealed": box.sealed.hex()})


def _row(connection: sa.Connection, request: str) -> Mapping[str, Any] | None:
    found = connection.execute(sa.select(recovery).where(recovery.c.id == request).with_for_update()).one_or_none()
    return None if found is None else dict(found._mapping)


def _units(connection: sa.Connection, user: str) -> frozenset[str]:
    known = known_from(connection, user)
    if known is not None:
        return known.principal.units
    kept = connection.execute(sa.select(account.c.units).where(account.c.user_id == user)).scalar()
    return frozenset(json.loads(kept)) if kept else frozenset()


def _state(row: Mapping[str, Any], now: datetime) -> State:
    over = int(now.timestamp()) >= row["expires_s"]
    return "expired" if over and row["state"] in (_WAITING, _APPROVED, _OPENED) else cast("State", row["state"])


def _asked(row: Mapping[str, Any], now: datetime, key: Box | None = None) -> Asked:
    until = instant_text(datetime.fromtimestamp(row["expires_s"], UTC)) or ""
    return Asked(
        row["id"], row["user_id"], row["device_id"], row["at"], until, _state(row, now), row["decided_by"], key
    )


def _log(connection: sa.Connection, at: str, user: str, device_id: str, act: str, request: str) -> None:
    audit.log_served(connection, at, user, device_id, act, request, ())
