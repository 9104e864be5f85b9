"""Checkpoint, pages and the hint that something moved."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final, Literal, cast

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from crimint_service import access, audit, devices, feed
from crimint_service.checkpoint import Checkpoint, Held, Terms, checkpoint, differs, refuse_untold
from crimint_service.epochs import current_epoch
from crimint_service.faults import Fault
from crimint_service.history import past
from crimint_service.recognition import known_from
from crimint_service.routes.caller import Called, Caller, Parts, TheParts
from crimint_service.routes.hot import page_bytes
from crimint_service.routes.replies import compressed, reply
from crimint_service.routes.wire import (
    CheckpointReply,
    CheckpointRequest,
    HistoryReply,
    OneVersion,
    RecordReply,
    RemovedStream,
    StreamReply,
    WaitReply,
)

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1")
_LONGEST = 200
_MOST_RECORDS = 1_000

Name = Annotated[str, Path(alias="id", max_length=_LONGEST)]


@router.post("/sync/checkpoint", response_model=CheckpointReply, tags=["sync"])
def take_checkpoint(asked: CheckpointRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Say how everything stands that the caller's device may hold."""
    register, now = parts.register, parts.now()
    held = Held(asked.have_digest, asked.audit_seq, asked.cache)
    terms = Terms(register.lease_key, parts.settings.lease_s, parts.ceiling)

    def look(connection: sa.Connection) -> tuple[str, Checkpoint]:
        epoch = current_epoch(connection)  # an operator may have begun a new one while this service runs
        if asked.epoch and asked.epoch != epoch:
            raise feed.epoch_changed(epoch)
        devices.meet(
            connection,
            parts.now_text(),
            caller.user,
            caller.device,
            caller.client_version,
            parts.approval_for(caller.known),
        )
        return epoch, checkpoint(connection, caller.known.principal, caller.device, held, now, terms)

    epoch, found = parts.database.write(look)
    answer = CheckpointReply(
        epoch=epoch,
        access_version=caller.known.access_version,
        server_time=parts.now_text(),
        streams=[
            StreamReply(
                id=each.id, folder=each.folder, label=each.label, head=each.head, floor=each.floor, count=each.count,
                checksum=each.checksum,
            )
            for each in found.streams
        ],
        removed=[RemovedStream(id=each.id, reason=each.reason) for each in found.removed],
        full=found.full,
        unchanged=found.unchanged,
        lease=found.lease,
        lease_until=found.lease_until,
        command=cast("Literal['wipe', 'lock'] | None", found.command or None),
        device="approved" if found.device == devices.APPROVED else "waiting",
        next_check_s=parts.settings.next_check_s,
        audit_acked=found.audit_acked,
        log=parts.sequencer.newest(),
    )  # fmt: skip
    return reply(answer, request)


@router.get("/streams/{id}/changes", tags=["sync"])
def changes_of(
    name: Name,
    request: Request,
    parts: TheParts,
    caller: Caller,
    cursor: Annotated[str, Query(max_length=_LONGEST)] = "",
    limit: Annotated[int, Query(ge=1, le=_MOST_RECORDS)] = _MOST_RECORDS,
) -> Response:
    """Return what follows the cursor in a stream; each page is one entry in the log, written before it leaves."""
    register, settings = parts.register, parts.settings
    most = min(limit, settings.page_records)

    def standing(connection: sa.Connection, scope: access.Scope) -> tuple[int, int, int] | None:
        head = access.stream_of(connection, scope, name)
        return (head.head, head.live, head.checksum) if head is not None else None

    def entitled(connection: sa.Connection) -> tuple[access.Scope, tuple[int, int, int] | None, str]:
        scope = access.scope_of_stream(connection, caller.known.principal, name)
        return scope, standing(connection, scope), current_epoch(connection)

    # Who may read what is always asked of the primary; the page itself may come from a replica where the stream stands
    # exactly as there. A replica that has come as far, or farther, may have come there another way: after a failover
    # it can hold, until it is put back in step, what the lost primary had not acknowledged.
    scope, stands, epoch = parts.database.read(entitled)
    since = feed.read_cursor(cursor, epoch, name, register.cursor_key) if cursor else None

    def look(connection: sa.Connection) -> feed.Page:
        refuse_untold(connection, caller.user, caller.device, name)
        return feed.page(connection, scope, name, since, limit=most, most_bytes=settings.page_bytes)

    def stands_as_there(connection: sa.Connection) -> bool:
        return stands is not None and standing(connection, scope) == stands

    found = parts.database.read_near(look, if_there=stands_as_there)
    handed = [f"{each.id}@{each.version}" for each in found.entries if isinstance(each, feed.Put)]
    if handed:
        _log(parts, caller, "page", name, handed)
    return compressed(page_bytes(found, found.cursor.text(epoch, name, register.cursor_key)), request)


def _log(parts: Parts, caller: Called, act: str, subject: str, handed: list[str]) -> None:
    at = parts.now_text()
    parts.database.write(
        lambda connection: audit.log_served(connection, at, caller.user, caller.device, act, subject, handed)
    )


def _one(parts: Parts, caller: Called, name: str) -> sa.Row[Any]:
    found = parts.database.read(
        lambda connection: access.find(connection, access.scope_of(connection, caller.known.principal), name)
    )
    if found is None:
        raise _unknown()
    return found


def _unknown() -> Fault:
    return Fault(404, "record-unknown", "There is no such record for you.")


@router.get("/records/{id}", response_model=RecordReply, tags=["records"])
def record(name: Name, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Return one record as it stands; absent and not entitled are the same."""
    row = _one(parts, caller, name)
    tag = f'"v{row.version}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"ETag": tag})
    _log(parts, caller, "record", name, [f"{name}@{row.version}"])
    found = RecordReply.model_validate(
        {
            "id": row.id, "kind": row.kind, "schema": row.schema, "version": row.version,
            "document": json.loads(row.document), "by": row.by_name, "at": row.at,
        }
    )  # fmt: skip
    answer = reply(found, request)
    answer.headers["ETag"] = tag
    return answer


@router.get("/records/{id}/history", response_model=HistoryReply, tags=["records"])
def history(name: Name, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Return every version of a record, newest first; of those the caller may not read, only who, when and by which
    step."""
    versions = parts.database.read(
        lambda connection: past(connection, access.scope_of(connection, caller.known.principal), name)
    )
    if versions is None:
        raise _unknown()
    _log(parts, caller, "history", name, [f"{name}@{each.version}" for each in versions if each.open])
    found = HistoryReply(
        versions=[
            OneVersion(
                version=each.version, at=each.at, by=each.by, step=each.step, reason=each.reason, parts=each.parts,
                aside=each.aside,
            )
            for each in versions
        ]
    )  # fmt: skip
    return reply(found, request)


@router.get("/sync/wait", response_model=WaitReply, responses={204: {"description": "Nothing new"}}, tags=["sync"])
async def wait(
    request: Request,
    parts: TheParts,
    caller: Caller,
    digest: Annotated[str, Query(max_length=_LONGEST)] = "",
    timeout: Annotated[int, Query(ge=0, le=120)] = 50,
) -> Response:
    """Wait until a checkpoint would tell something new. Only a hint."""

    def now_differs(connection: sa.Connection) -> bool:
        known = known_from(connection, caller.user, parts.now())  # who they are may be what changes
        return known is None or differs(connection, known.principal, caller.device, digest, parts.ceiling)

    def news() -> bool:
        return parts.database.read(now_differs)

    if await parts.hints.changed(news, min(timeout, parts.settings.wait_s)):
        return reply(WaitReply(check=True), request)
    return Response(status_code=204)
