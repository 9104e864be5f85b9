"""Drafts that wait for long, for the supervisor of their authors."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict

from crimint_service import drafts
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/drafts", tags=["drafts"])


class UntouchedReply(BaseModel):
    """A draft that nobody has touched for long; nothing of what stands in it."""

    model_config = ConfigDict(frozen=True)

    name: str
    author: str
    author_name: str
    since: str
    days: int


class UntouchedDraftsReply(BaseModel):
    """Those of the caller's units, the oldest first."""

    model_config = ConfigDict(frozen=True)

    drafts: list[UntouchedReply]


@router.get("/untouched", response_model=UntouchedDraftsReply)
def untouched(request: Request, parts: TheParts, caller: Caller) -> Response:
    """Tell a unit's intelligence officer whose drafts have waited for weeks."""
    now, days = parts.now(), parts.settings.draft_supervisor_days
    principal = caller.known.principal
    found = parts.database.write(
        lambda connection: drafts.told_to_supervisor(connection, principal, caller.device, days, now)
    )
    told = [
        UntouchedReply(
            name=each.name, author=each.author, author_name=each.author_name, since=each.since, days=each.days
        )
        for each in found
    ]
    return reply(UntouchedDraftsReply(drafts=told), request)
