"""What a device says of its rounds."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from crimint_service import agreement
from crimint_service.alarms import Alarm, raise_alarm
from crimint_service.routes.caller import Caller, TheParts

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/sync", tags=["sync"])
_MANY: Final = 1_000_000_000
_MISMATCH: Final = "mismatch"
_MISMATCH_SAYS: Final = "It held other records than it should, and read them again."
_OVER_SHARED: Final = "over-shared"
_OVER_SHARED_SAYS: Final = "It was sent records that are not for its reader, and kept none."


class SaidMismatch(BaseModel):
    """A stream that did not agree when a round compared it."""

    model_config = ConfigDict(extra="ignore", strict=True)
    stream: str = Field(max_length=200)
    here: int = Field(ge=0, le=_MANY)
    there: int = Field(ge=0, le=_MANY)


class SaidStanding(BaseModel):
    """How it stands with a device: when it last agreed, and what waits there, in numbers only."""

    model_config = ConfigDict(extra="ignore", strict=True)
    agreed_at: str = Field("", max_length=40)
    waiting: int = Field(0, ge=0, le=_MANY)
    refused: int = Field(0, ge=0, le=_MANY)
    conflicts: int = Field(0, ge=0, le=_MANY)
    over_shared: int = Field(
        0, ge=0, le=_MANY, description="Records sent here that are not for their reader; none kept"
    )
    oldest_waiting_at: str = Field("", max_length=40)
    mismatches: list[SaidMismatch] = Field(default_factory=list, max_length=1000)


@router.post("/standing", status_code=204, response_class=Response)
def stand(said: SaidStanding, parts: TheParts, caller: Caller) -> Response:
    """Take what a device says of its rounds, for the report that administrators read."""
    found = tuple(agreement.Mismatch(each.stream, each.here, each.there) for each in said.mismatches)
    for _ in found:
        parts.counts.alarm(_MISMATCH)
    if said.over_shared:
        parts.counts.alarm(_OVER_SHARED)
    kept = agreement.Said(
        said.agreed_at, said.waiting, said.refused, said.conflicts, said.over_shared, said.oldest_waiting_at, found
    )  # fmt: skip
    at = parts.now_text()

    def take(connection: sa.Connection) -> None:
        more = agreement.take(connection, caller.user, caller.device, caller.client_version, at, kept)
        told = ((_MISMATCH, _MISMATCH_SAYS, bool(found)), (_OVER_SHARED, _OVER_SHARED_SAYS, more > 0))
        for name, says, is_so in told:
            if is_so:
                raise_alarm(connection, Alarm(name, says, caller.device, caller.user), at, parts.settings.new_id)

    parts.database.write(take)
    return Response(status_code=204)
