"""The logs of devices in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response

from crimint_domain.audit import Entry
from crimint_domain.device import log_piece
from crimint_service import audit, devices
from crimint_service.alarms import Alarm, raise_alarm
from crimint_service.faults import Fault
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.replies import reply
from crimint_service.routes.wire import AuditReply, AuditRequest

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/audit", tags=["log"])
_FORK: Final = "audit-fork"
_ALARMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        _FORK: "Its log tells another story than before.",
        "audit-gap": "A piece of its log is missing.",
        "audit-invalid": "A piece of its log is broken.",
        "audit-signature": "Its log was not signed by its key.",
    }
)


@router.post("/events", response_model=AuditReply)
def events(sent: AuditRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Take a piece of the device's log; a repeated piece is fine, a gap or another story is not."""
    if sent.device != caller.device:
        raise Fault(422, "audit-invalid", "The log is another device's.")
    entries = [
        Entry(
            each.sequence, each.at, each.monotonic_ms, each.action, each.act, each.user, each.device,
            tuple(each.records), each.commitment, each.previous, each.hash,
        )
        for each in sent.events
    ]  # fmt: skip
    reasons = [audit.Reason(each.seq, each.salt, each.text) for each in sent.reasons]
    at = parts.now_text()
    end = entries[-1].hash if entries else sent.previous
    signed = log_piece(caller.user, caller.device, sent.from_seq, sent.previous, end)

    def take(connection: sa.Connection) -> audit.Acknowledged:
        devices.meet(
            connection, at, caller.user, caller.device, caller.client_version, parts.approval_for(caller.known)
        )
        devices.check_signature(devices.standing(connection, caller.user, caller.device), sent.sig, signed)
        return audit.take_entries(
            connection, at, caller.user, caller.device, entries, start=sent.from_seq, previous=sent.previous,
            reasons=reasons,
        )  # fmt: skip

    try:
        have = parts.database.write(take)
    except Fault as fault:
        name = fault.name

        def tell(connection: sa.Connection) -> None:
            if name == _FORK:
                devices.quarantine(connection, caller.user, caller.device, at)
            if name in _ALARMS:
                told = Alarm(name, _ALARMS[name], caller.device, caller.user)
                raise_alarm(connection, told, at, parts.settings.new_id)

        parts.counts.alarm(name)
        parts.database.write(tell)
        raise
    return reply(AuditReply(acked_seq=have.sequence, chain_hash=have.hash), request)
