"""Recovering a cache by two people."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crimint_service import recoveries
from crimint_service.faults import Fault
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply
from crimint_service.sealed_box import Box

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/recovery", tags=["recovery"])
_LONGEST: Final = 500
_Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$", max_length=1_024)]
_Id = Annotated[str, Path(alias="id", max_length=200)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class BoxOnWire(_Wire):
    """A sealed box, in hexadecimal digits."""

    ephemeral: _Hex
    nonce: _Hex
    sealed: _Hex


class RecoveryRequest(_Wire):
    """The second wrap of this device's cache, the recovery key it was made for (base64), the address by which the
    cache knows the service, and a public key of the process that asks (X25519, hexadecimal digits)."""

    service: str = Field(max_length=_LONGEST)
    recovery_key: str = Field(max_length=_LONGEST)
    wrapped: BoxOnWire
    reply_key: _Hex = Field(min_length=64, max_length=64)


class RecoveryReply(_Wire):
    """How a request stands; ``key`` is the cache's key in a box for the process that asked."""

    id: str
    user: str
    device: str
    at: str
    expires_at: str
    state: Literal["waiting", "approved", "refused", "opened", "replaced", "expired"]
    decided_by: str
    key: BoxOnWire | None


class RecoveriesReply(_Wire):
    """The requests that the caller may decide."""

    requests: list[RecoveryReply]


class DecisionRequest(_Wire):
    """What the second person says, and why."""

    agreed: bool
    reason: str = Field(max_length=_LONGEST)


def _told(asked: recoveries.Asked) -> RecoveryReply:
    key = asked.key
    box = BoxOnWire(ephemeral=key.ephemeral.hex(), nonce=key.nonce.hex(), sealed=key.sealed.hex()) if key else None
    return RecoveryReply(
        id=asked.id, user=asked.user, device=asked.device, at=asked.at, expires_at=asked.expires_at,
        state=asked.state, decided_by=asked.decided_by, key=box,
    )  # fmt: skip


@router.post("", response_model=RecoveryReply)
def ask(asked: RecoveryRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Ask for the key of one's own cache on this very device."""
    if asked.recovery_key != parts.register.recovery_key:
        raise Fault(
            422, "recovery-wrong", "This cache was made for another recovery key than this service's, so it cannot be"
            " recovered here.",
        )  # fmt: skip
    wrapped = asked.wrapped
    box = Box(*(bytes.fromhex(text) for text in (wrapped.ephemeral, wrapped.nonce, wrapped.sealed)))
    asking = recoveries.Asking(asked.service, _key(asked.recovery_key), box, bytes.fromhex(asked.reply_key))
    now, settings = parts.now(), parts.settings
    noted = parts.database.write(
        lambda connection: recoveries.ask(
            connection, caller.user, caller.device, asking, now, settings.recovery_s, settings.new_id
        )
    )
    return reply(_told(noted), request)


@router.get("", response_model=RecoveriesReply)
def waiting(request: Request, parts: TheParts, caller: Caller) -> Response:
    """List the requests that wait for somebody like the caller to decide."""
    now, principal = parts.now(), caller.known.principal
    found = parts.database.read(lambda connection: recoveries.waiting(connection, principal, now))
    return reply(RecoveriesReply(requests=[_told(each) for each in found]), request)


@router.post("/{id}/decision", response_model=RecoveryReply)
def decide(name: _Id, said: DecisionRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Agree to somebody else's request, or do not."""
    now, principal = parts.now(), caller.known.principal
    decided = parts.database.write(
        lambda connection: recoveries.decide(
            connection, name, principal, caller.device, now, agreed=said.agreed, reason=said.reason
        )
    )
    return reply(_told(decided), request)


@router.get("/{id}", response_model=RecoveryReply)
def look(name: _Id, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Say how one's own request stands, with the key once a second person has agreed."""
    now, private = parts.now(), parts.register.recovery_private
    found = parts.database.write(
        lambda connection: recoveries.look(connection, name, caller.user, caller.device, private, now)
    )
    return reply(_told(found), request)


def _key(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Fault(400, "malformed", "The recovery key cannot be read.") from error
