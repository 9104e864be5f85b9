"""Changes in, and their receipts."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from crimint_domain import lifecycle
from crimint_domain.change import Change, Receipt
from crimint_service import changes, feed, receipts
from crimint_service.epochs import current_epoch
from crimint_service.erasure_list import note_erasures
from crimint_service.faults import Fault
from crimint_service.routes.caller import Caller, TheParts
from crimint_service.routes.hot import ChangesReply, read_changes, receipt_out
from crimint_service.routes.replies import compressed

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1", tags=["changes"])


async def _raw(request: Request) -> bytes:
    return await request.body()


@router.post("/changes")
def send(request: Request, parts: TheParts, caller: Caller, body: Annotated[bytes, Depends(_raw)]) -> Response:
    """Take changes, all in one transaction, and answer each with a receipt; take none of them if they were made on
    versions of another history."""
    epoch, sent = read_changes(body, parts.settings.changes_limit)
    known = caller.known
    sender = changes.Sender(known.principal, known.home_unit, caller.device)
    rules = changes.Rules(parts.codes, parts.register.content_key)
    now = parts.now()

    def take(connection: sa.Connection) -> tuple[Receipt, ...]:
        if epoch and epoch != (current := current_epoch(connection)):
            raise feed.epoch_changed(current)
        return changes.take(connection, sender, rules, sent, now)

    outcomes = parts.database.write(take)
    for each in outcomes:
        parts.counts.receipt(each.status)
    if any(_erases(each) for each in sent):
        note_erasures(parts.database, parts.settings)
    answer = ChangesReply([receipt_out(each) for each in outcomes], {})
    return compressed(msgspec.json.encode(answer), request)


def _erases(change: Change) -> bool:
    step = lifecycle.find(change.step)
    return step is not None and step.to == "disposed"


@router.get("/changes/{id}")
def receipt(
    name: Annotated[str, Path(alias="id", max_length=200)], request: Request, parts: TheParts, caller: Caller
) -> Response:
    """Return the stored receipt of one of the caller's changes; 404 means that it is safe to send it again."""

    def look(connection: sa.Connection) -> Receipt | None:
        row = receipts.stored(connection, [name]).get(name)
        known = row._mapping if row is not None else None
        if known is None or known["author"] != caller.user:
            return None
        return Receipt(name, known["status"], version=known["version"], problem=known["problem"])

    found = parts.database.read(look)
    if found is None:
        raise Fault(404, "receipt-unknown", "This change has not arrived. Send it again.")
    return compressed(msgspec.json.encode(receipt_out(found)), request)
