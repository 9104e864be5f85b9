"""Sealed drafts in, from any computer and whoever starts the program there."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from crimint_domain.ids import is_id
from crimint_service import changes, drops
from crimint_service.faults import Fault
from crimint_service.routes.attachment import limits_of
from crimint_service.routes.caller import Caller, Device, Parts, TheParts
from crimint_service.routes.replies import reply
from crimint_service.routes.sender import address_of
from crimint_service.sealed_box import Box

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/sealed", tags=["sealed drafts"])
_MOST: Final = 20
_LARGEST: Final = 786_432
_LONGEST_NAME: Final = 200
_Hex = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{2})*$")]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class SealedIn(_Wire):
    """One sealed draft; all but ``id`` in hexadecimal digits."""

    id: str = Field(max_length=_LONGEST_NAME)
    ephemeral: _Hex = Field(min_length=64, max_length=64)
    nonce: _Hex = Field(min_length=24, max_length=24)
    sealed: _Hex = Field(max_length=_LARGEST)


class SealedPieceIn(_Wire):
    """One sealed piece of a file: ``ephemeral`` and ``nonce`` in hexadecimal digits, ``sealed`` in base64."""

    id: str = Field(max_length=_LONGEST_NAME)
    ephemeral: _Hex = Field(min_length=64, max_length=64)
    nonce: _Hex = Field(min_length=24, max_length=24)
    sealed: str = Field(max_length=_LARGEST, pattern="^[A-Za-z0-9+/]*={0,2}$")


class SealedRequest(_Wire):
    """Sealed drafts of anybody."""

    sealed: list[SealedIn] = Field(max_length=_MOST)


class SealedOutcome(_Wire):
    """What became of one: 201 or 200 on its author's desk, 208 there before, 403, 410 or 422 refused for good."""

    id: str
    status: int
    problem: str


class SealedReply(_Wire):
    """An outcome for each, in order."""

    outcomes: list[SealedOutcome]


class PermitReply(_Wire):
    """A permit to hand in what this person writes while the service cannot be reached, and how long it holds."""

    permit: str
    expires_s: int


@router.post("/permits", response_model=PermitReply)
def permit(request: Request, parts: TheParts, caller: Caller) -> Response:
    """Give the caller a permit; it stands inside of what is sealed with it, and nowhere else."""
    now, lasts_s = parts.now(), parts.settings.permit_s

    def give(connection: sa.Connection) -> tuple[str, int]:
        return drops.give_permit(connection, caller.user, caller.device, now, lasts_s)

    given, _until = parts.database.write(give)
    return reply(PermitReply(permit=given, expires_s=lasts_s), request)


@router.post("", response_model=SealedReply)
def hand_in(asked: SealedRequest, request: Request, parts: TheParts, device: Device) -> Response:
    """Take sealed drafts, each by itself. Needs no sign-in: what is inside says whose it is, and proves it."""
    for _ in asked.sealed:
        parts.sealed_allowance.take(_sender(request, device))
    if not all(is_id(each.id) for each in asked.sealed):
        raise Fault(400, "malformed", "A sealed draft is named by an identifier.")
    outcomes = [_one(parts, each) for each in asked.sealed]
    return reply(SealedReply(outcomes=outcomes), request)


@router.post("/files", response_model=SealedOutcome)
def hand_in_piece(asked: SealedPieceIn, request: Request, parts: TheParts, device: Device) -> Response:
    """Take a piece of a file that was sealed beside a draft, before the draft; as little sign-in is needed for it."""
    parts.sealed_allowance.take(_sender(request, device))
    if not is_id(asked.id):
        raise Fault(400, "malformed", "A sealed piece is named by an identifier.")
    try:
        sealed = base64.b64decode(asked.sealed, validate=True)
    except binascii.Error as error:
        raise Fault(400, "malformed", "The sealed piece cannot be read.") from error
    box = Box(bytes.fromhex(asked.ephemeral), bytes.fromhex(asked.nonce), sealed)
    outcome = drops.take_piece(
        parts.database, drops.Sealed(asked.id, box), parts.register.drop_private, limits_of(parts.settings), parts.now()
    )
    return reply(SealedOutcome(id=outcome.id, status=outcome.status, problem=outcome.problem), request)


def _sender(request: Request, device: str) -> str:
    return address_of(request.client.host) if request.client is not None else device


def _one(parts: Parts, each: SealedIn) -> SealedOutcome:
    register, settings = parts.register, parts.settings
    box = Box(*(bytes.fromhex(text) for text in (each.ephemeral, each.nonce, each.sealed)))
    rules, now = changes.Rules(parts.codes, register.content_key), parts.now()

    def take(connection: sa.Connection) -> drops.Outcome:
        return drops.hand_in(
            connection, drops.Sealed(each.id, box), register.drop_private, rules, now, settings.new_id
        )  # fmt: skip

    outcome = parts.database.write(take)
    return SealedOutcome(id=outcome.id, status=outcome.status, problem=outcome.problem)
