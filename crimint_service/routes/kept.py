"""Changes kept for a unit because their author had lost access when they arrived."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from crimint_service import kept
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/kept", tags=["kept changes"])
_LONGEST: Final = 1_000
_Id = Annotated[str, Path(alias="id", max_length=200)]


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True)


class KeptReply(_Wire):
    """A kept change: whose, of which report, and since when."""

    id: str
    author: str
    author_name: str
    reference: str
    at: str


class KeptListReply(_Wire):
    """What waits for the caller."""

    kept: list[KeptReply]


class KeptContentReply(_Wire):
    """One of them with what its author set, by part."""

    id: str
    author_name: str
    reference: str
    at: str
    record: str
    parts: dict[str, Any]
    step: str
    reason: str


class KeptDecision(_Wire):
    """What is done with it, and why."""

    act: Literal["take-over", "dismiss"]
    reason: str = Field(max_length=_LONGEST)


class DecidedReply(_Wire):
    """That it waits no longer."""

    id: str
    act: Literal["take-over", "dismiss"]


@router.get("", response_model=KeptListReply)
def waiting(request: Request, parts: TheParts, caller: Caller) -> Response:
    """List what waits for an intelligence officer: of records in their units that they may read."""
    principal = caller.known.principal
    found = parts.database.read(lambda connection: kept.waiting(connection, principal))
    told = [
        KeptReply(id=each.id, author=each.author, author_name=each.author_name, reference=each.reference, at=each.at)
        for each in found
    ]
    return reply(KeptListReply(kept=told), request)


@router.get("/{id}", response_model=KeptContentReply)
def look(name: _Id, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Show one; it is written down before the answer leaves."""
    now, principal = parts.now(), caller.known.principal
    found = parts.database.write(lambda connection: kept.look(connection, principal, caller.device, name, now))
    told = KeptContentReply(
        id=name, author_name=found.kept.author_name, reference=found.kept.reference, at=found.kept.at,
        record=found.record, parts=dict(found.parts), step=found.step, reason=found.reason,
    )  # fmt: skip
    return reply(told, request)


@router.post("/{id}/decision", response_model=DecidedReply)
def decide(name: _Id, said: KeptDecision, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Take one over, or dismiss it."""
    now, principal = parts.now(), caller.known.principal

    def work(connection: Any) -> None:  # noqa: ANN401 - a connection
        kept.decide(connection, principal, caller.device, name, said.act, said.reason, now)

    parts.database.write(work)
    return reply(DecidedReply(id=name, act=said.act), request)
