"""The log's signed head, and proofs that an entry is in it and that it only grew: hashes, for whoever is signed in."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from crimint_service import log_tree
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/audit", tags=["log"])
_LARGEST: Final = 2**62

Size = Annotated[int, Query(ge=0, le=_LARGEST)]


class _Proof(BaseModel):
    model_config = ConfigDict(frozen=True)


class HeadReply(_Proof):
    """The newest signed head."""

    log: str = Field(description="A C2SP signed note: origin, size, root, time; Ed25519")


class InclusionReply(_Proof):
    """Where an entry stands, and what proves it (RFC 9162, section 2.1.3)."""

    index: int = Field(description="from 0")
    path: list[str] = Field(description="hashes in hexadecimal digits")


class ConsistencyReply(_Proof):
    """What proves that the longer log begins with the shorter (RFC 9162, section 2.1.4)."""

    path: list[str] = Field(description="hashes in hexadecimal digits")


@router.get("/checkpoint", response_model=HeadReply)
def head(request: Request, parts: TheParts, caller: Caller) -> Response:
    """Return the newest signed head of the log, at most about a minute old."""
    del caller  # whoever is signed in
    return reply(HeadReply(log=parts.sequencer.newest()), request)


@router.get("/proof/inclusion", response_model=InclusionReply)
def inclusion(
    request: Request,
    parts: TheParts,
    caller: Caller,
    leaf: Annotated[str, Query(pattern="^[0-9a-f]{64}$")],
    size: Size,
) -> Response:
    """Prove that the entry with this leaf is among the log's first ``size``."""
    del caller
    found = parts.database.read(lambda connection: log_tree.inclusion(connection, leaf, size))
    return reply(InclusionReply(index=found.index, path=[each.hex() for each in found.path]), request)


@router.get("/proof/consistency", response_model=ConsistencyReply)
def consistency(
    request: Request, parts: TheParts, caller: Caller, first: Annotated[Size, Query(alias="from")], to: Size
) -> Response:
    """Prove that the log of ``to`` entries begins with the one of ``from``."""
    del caller
    path = parts.database.read(lambda connection: log_tree.consistency(connection, first, to))
    return reply(ConsistencyReply(path=[each.hex() for each in path]), request)
