"""Devices: who works where, under which key, and whether the service still deals with it.

A device is one installation's cache of one person. It may be approved, waiting for approval, quarantined (its log told
two stories), revoked or wiped. What is blocked gets no answer at all; what waits may sign in and write, and is handed
nothing.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from crimint_domain.audit import GENESIS
from crimint_service.faults import Fault
from crimint_service.tables import access_token, account, device, insert_into, refresh_token, told

__all__ = [
    "APPROVED", "PROVIDER",
    "QUARANTINED", "REVOKED", "WAITING", "WIPED", "Approval", "Standing", "check_signature", "decide",
    "done", "give_command", "hands_nothing", "is_blocked", "meet", "quarantine", "refuse_blocked", "refuse_handing_out",
    "register", "standing",
]  # fmt: skip

Approval = Literal["open", "required"]
APPROVED: Final = "approved"
WAITING: Final = "waiting"
QUARANTINED: Final = "quarantined"
REVOKED: Final = "revoked"
WIPED: Final = "wiped"
PROVIDER: Final = "provider"
"""The family of the access tokens that the identity provider gave, of which none is ours to take back."""
_BLOCKED: Final[Mapping[str, str]] = {
    QUARANTINED: "This device's log told two stories, so the service no longer deals with it. Call the service desk.",
    REVOKED: "The service no longer deals with this device. Call the service desk.",
    WIPED: "This device was wiped. Sign in afresh to begin a new cache.",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How a device stands with the service: its state, what it is told to do, and its key (base64, or empty)."""

    state: str
    command: str
    public_key: str


def _this(user: str, device_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return device.c.device_id == device_id, device.c.user_id == user


def standing(connection: sa.Connection, user: str, device_id: str) -> Standing | None:
    """Return how a device stands, or None for one that never came."""
    query = sa.select(device.c.state, device.c.command, device.c.public_key).where(*_this(user, device_id))
    row = connection.execute(query).one_or_none()
    return Standing(*tuple(row)) if row else None


def is_blocked(found: Standing | None) -> bool:
    """Whether the service no longer deals with a device."""
    return found is not None and found.state in _BLOCKED


def refuse_blocked(found: Standing | None) -> None:
    """Raise Fault 403 ``device-blocked`` for a device the service no longer deals with."""
    if found is not None and is_blocked(found):
        raise Fault(403, "device-blocked", _BLOCKED[found.state])


def hands_nothing(found: Standing | None, approval: Approval) -> bool:
    """Whether nothing is handed to a device now: it waits for approval, or has not yet done what it was told. One that
    never came stands as it would if it came now."""
    if found is None:
        return approval == "required"
    return found.state != APPROVED or bool(found.command)


def refuse_handing_out(found: Standing | None, approval: Approval) -> None:
    """Raise Fault 403 ``device-waiting`` for a device to which nothing is handed now."""
    if hands_nothing(found, approval):
        says = "Nothing is handed to this device now: it waits for approval, or was told to do something first."
        raise Fault(403, "device-waiting", says)


def meet(
    connection: sa.Connection, at: str, user: str, device_id: str, client_version: str, approval: Approval
) -> None:
    """Write down a device with its user when it first comes; ``approval`` says how it then stands."""
    fresh = {
        "first_at": at, "last_at": at, "client_version": client_version, "lease_until": "", "command": "",
        "state": WAITING if approval == "required" else APPROVED, "state_at": at, "acked_seq": 0,
        "chain_hash": GENESIS,
    }  # fmt: skip
    connection.execute(
        insert_into(connection, device).values(device_id=device_id, user_id=user, **fresh).on_conflict_do_nothing()
    )


def register(
    connection: sa.Connection, user: str, device_id: str, *, public_key: str, name: str, platform: str
) -> Standing:
    """Keep a device's key and what it is called, and return how it stands. Saying the same again changes nothing.

    Raises Fault: 422 ``refused`` for what is no Ed25519 key, 409 ``device-key`` when this device has another key.
    """
    _key(public_key)
    found = standing(connection, user, device_id)
    if found is not None and found.public_key not in ("", public_key):
        raise Fault(409, "device-key", "This device is registered under another key. Call the service desk.")
    connection.execute(
        sa.update(device).where(*_this(user, device_id)).values(public_key=public_key, name=name, platform=platform)
    )
    return Standing(found.state if found else "", found.command if found else "", public_key)


def _key(public_key: str) -> Ed25519PublicKey:
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
    except (ValueError, binascii.Error) as error:
        raise Fault(422, "refused", "The device's key is not an Ed25519 public key in base64.") from error


def check_signature(found: Standing | None, signature: str, signed: bytes) -> None:
    """Raise Fault 422 ``audit-signature`` unless ``signature`` (base64) is this device's over ``signed``. A device
    without a key, such as one with an older program, has nothing to check by."""
    if found is None or not found.public_key:
        return
    try:
        _key(found.public_key).verify(base64.b64decode(signature, validate=True), signed)
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise Fault(422, "audit-signature", "The log was not signed by the device it is said to come from.") from error


def quarantine(connection: sa.Connection, user: str, device_id: str, at: str) -> None:
    """Deal no more with a device that told two stories, until somebody has looked at it."""
    connection.execute(
        sa.update(device).where(*_this(user, device_id)).values(state=QUARANTINED, state_at=at, state_by="its log")
    )


def decide(connection: sa.Connection, device_id: str, state: str, at: str, by: str) -> None:
    """Approve or revoke a device for everybody on it; raises Fault 404 if there is none.

    A revoked one is signed out at once. One that was wiped stays so: its cache is gone, and so is its key.
    """
    values = {"state": state, "state_at": at, "state_by": by}
    _update(connection, device_id, values | ({"command": ""} if state == APPROVED else {}))
    if state == REVOKED:
        _sign_out(connection, device_id)


def give_command(connection: sa.Connection, device_id: str, command: Literal["lock", "wipe"], at: str, by: str) -> None:
    """Have a device lock or wipe itself when it next comes; raises Fault 404 if there is none."""
    _update(connection, device_id, {"command": command, "command_at": at, "state_by": by})


def _update(connection: sa.Connection, device_id: str, values: Mapping[str, str]) -> None:
    known = sa.select(device.c.state).where(device.c.device_id == device_id)
    states = set(connection.execute(known).scalars())
    if not states:
        raise Fault(404, "device-unknown", f"There is no device {device_id}.")
    if states == {WIPED}:
        raise Fault(409, "device-wiped", "This device was wiped. At its next sign-in it is another device.")
    # Several people may have a cache there: that one of them was wiped protects none of the others.
    others = (device.c.device_id == device_id, device.c.state != WIPED)
    connection.execute(sa.update(device).where(*others).values(**values))
    # What is given at the device changes: whoever waits there for a hint is let go.
    users = sa.select(device.c.user_id).where(device.c.device_id == device_id)
    bumped = {"access_version": account.c.access_version + 1}
    connection.execute(sa.update(account).where(account.c.user_id.in_(users)).values(bumped))


def _sign_out(connection: sa.Connection, device_id: str) -> None:
    # A token of the identity provider's is remembered with the device it came from: forgotten, it could be brought anew
    # by another.
    ours = access_token.c.family != PROVIDER
    connection.execute(sa.delete(access_token).where(access_token.c.device == device_id, ours))
    connection.execute(sa.update(refresh_token).where(refresh_token.c.device == device_id).values(state="revoked"))


def done(connection: sa.Connection, user: str, device_id: str, command: str, at: str) -> None:
    """Take a device's word that it has locked or wiped itself; either ends its sign-in.

    A wipe confirms that every stream it was told of is gone from it. A word about another command than the one
    given is passed over: it was said before, and its answer was lost.
    """
    found = standing(connection, user, device_id)
    if found is None or found.command != command:
        return
    values = {"command": "", "done": command, "done_at": at}
    if command == "wipe":
        values |= {"state": WIPED, "state_at": at}
        mine = (told.c.device_id == device_id, told.c.user_id == user, told.c.purged_at == "")
        connection.execute(sa.update(told).where(*mine, told.c.ended_at == "").values(ended_at=at))
        connection.execute(sa.update(told).where(*mine).values(purged_at=at))
    connection.execute(sa.update(device).where(*_this(user, device_id)).values(**values))
    _sign_out(connection, device_id)
