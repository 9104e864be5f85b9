"""For whoever runs the service: whether it lives, and whether it is ready to be sent requests."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response

from crimint_service.faults import Fault
from crimint_service.routes.caller import TheParts
from crimint_service.routes.replies import reply
from crimint_service.routes.wire import HealthReply
from crimint_service.tables import setting

__all__ = ["router"]

router: Final = APIRouter(tags=["operation"])


@router.get("/healthz", response_model=HealthReply)
async def lives(request: Request) -> Response:
    """Say that this process answers. It asks nobody else: a register that is away is no reason to end the process."""
    return reply(HealthReply(ok=True), request)


@router.get("/readyz", response_model=HealthReply)
def ready(request: Request, parts: TheParts) -> Response:
    """Say that requests can be sent here: the register answers and the service is not about to end."""
    if parts.hints.stopping:
        raise Fault(503, "stopping", "This service is about to end.", retry_after_s=5)
    parts.database.read(lambda connection: connection.execute(sa.select(setting.c.name).limit(1)).first())
    return reply(HealthReply(ok=True), request)
