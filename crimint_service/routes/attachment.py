"""Files beside records: announced, taken in pieces, completed; and handed out whole or by ranges of bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, cast

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from crimint_domain.attachment import Attachment
from crimint_service import access, attachments, audit
from crimint_service.attachments import Limits, Standing
from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.routes.caller import Caller, Parts, TheParts
from crimint_service.routes.replies import reply

__all__ = ["limits_of", "router"]

router: Final = APIRouter(prefix="/v1/attachments", tags=["attachments"])
_LONGEST: Final = 200
_LARGEST: Final = 2**62
_DIGEST: Final = re.compile(r"(?:^|,)\s*sha-256=:([A-Za-z0-9+/=]+):")
_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_BYTES: Final[Mapping[str, Any]] = {
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
}

Name = Annotated[str, Path(alias="id", max_length=_LONGEST)]


class AttachmentRequest(BaseModel):
    """A file that is to come: ``sha256`` in hexadecimal digits, ``size`` in bytes, ``type`` a kind such as ``jpeg``."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(max_length=_LONGEST)
    record: str = Field(max_length=_LONGEST)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    size: int = Field(ge=0, le=_LARGEST)
    name: str = Field(max_length=_LONGEST)
    type: str = Field(max_length=_LONGEST)


class AttachmentReply(BaseModel):
    """How a file stands: it travels in ``parts`` pieces of ``part_size`` bytes, the last one shorter; ``have`` are
    those that have arrived, counted from 0."""

    model_config = ConfigDict(frozen=True)

    id: str
    state: Literal["open", "whole", "named", "refused"]
    part_size: int
    parts: int
    have: list[int]


def limits_of(settings: Settings) -> Limits:
    """Return what a service takes of files, as it is set."""
    return Limits(
        settings.attachment_bytes, settings.attachment_part_bytes, settings.attachments_under_way,
        settings.attachment_types, settings.attachment_keep_s,
    )  # fmt: skip


def _reply(standing: Standing) -> AttachmentReply:
    return AttachmentReply(
        id=standing.id, state=cast("Any", standing.state), part_size=standing.part_size, parts=standing.parts,
        have=list(standing.have),
    )  # fmt: skip


async def _raw(request: Request) -> bytes:
    return await request.body()


@router.post("", response_model=AttachmentReply, status_code=201)
def announce(asked: AttachmentRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Begin to take a file, or say how far it has come: asking again does no harm."""
    told = Attachment(asked.id, asked.name, asked.type, asked.size, asked.sha256)
    limits, now_s = limits_of(parts.settings), int(parts.now().timestamp())

    def work(connection: sa.Connection) -> Standing:
        return attachments.announce(connection, caller.known.principal, told, asked.record, now_s, limits)

    answer = reply(_reply(parts.database.write(work)), request)
    answer.status_code = 201
    return answer


@router.put(
    "/{id}/parts/{number}", status_code=204, response_class=Response, openapi_extra={"requestBody": dict(_BYTES)},
)  # fmt: skip
def take_part(
    name: Name,
    number: Annotated[int, Path(ge=0, le=1_000_000)],
    request: Request,
    parts: TheParts,
    caller: Caller,
    body: Annotated[bytes, Depends(_raw)],
) -> Response:
    """Take one piece, whose digest stands in Content-Digest (RFC 9530); sending it again does no harm."""
    said = _DIGEST.search(request.headers.get("content-digest", ""))
    if said is None:
        raise Fault(400, "digest-missing", "A piece of a file needs a Content-Digest with its SHA-256.")
    try:
        same = base64.b64decode(said[1], validate=True) == hashlib.sha256(body).digest()
    except binascii.Error as error:
        raise Fault(400, "malformed", "The Content-Digest cannot be read.") from error
    if not same:
        raise Fault(422, "digest-mismatch", "The piece was damaged on its way. Send it again.")
    principal = caller.known.principal
    parts.database.write(lambda connection: attachments.take_part(connection, principal, name, number, body))
    return Response(status_code=204)


@router.post("/{id}/complete", response_model=AttachmentReply)
def complete(name: Name, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Judge a file whose pieces have all arrived: its digest, its kind by its content, and what it carries."""
    return reply(_reply(attachments.complete(parts.database, caller.known.principal, name)), request)


@router.get(
    "/{id}",
    response_class=Response,
    responses={
        200: {"description": "The whole file", **_BYTES},
        206: {"description": "The bytes asked for", **_BYTES},
        304: {"description": "The caller has it"},
        416: {"description": "The file is shorter"},
    },
)
def attachment(name: Name, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Hand out a file, or a range of its bytes, to who may read the record that names it; each time it is decided
    anew and written into the log before the first byte leaves."""
    found = parts.database.read(
        lambda connection: attachments.find(connection, access.scope_of(connection, caller.known.principal), name)
    )
    if found is None:
        raise Fault(404, "attachment-unknown", "There is no such attachment for you.")
    row, version = found
    tag = f'"{row.digest}"'
    headers = {"ETag": tag, "Accept-Ranges": "bytes"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    wanted = _wanted(request.headers.get("range", ""), row.size)
    if request.headers.get("if-range", tag) != tag:
        wanted = None
    if wanted == _NOTHING:
        raise Fault(416, "range-unsatisfiable", f"The file has {row.size:,} bytes.", members={"size": row.size})
    at, handed = parts.now_text(), [f"{row.record_id}@{version}"]
    parts.database.write(
        lambda connection: audit.log_served(connection, at, caller.user, caller.device, "attachment", name, handed)
    )
    begin, end = wanted or (0, row.size)
    headers |= {"Content-Length": str(end - begin), "Content-Disposition": "attachment"}
    headers["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(row.digest)).decode()}:"
    if wanted:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{row.size}"
    body = _bytes(parts, name, row.part_size, begin, end)
    return StreamingResponse(body, 206 if wanted else 200, headers, media_type="application/octet-stream")


_NOTHING: Final = (-1, -1)


def _wanted(said: str, size: int) -> tuple[int, int] | None:
    """Read one range of bytes: begin and end (behind the last), None for all, ``_NOTHING`` where there is nothing.

    What cannot be read, and several ranges at once, count as none: then all is sent (RFC 9110 section 14.2).
    """
    found = _RANGE.fullmatch(said.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        begin, end = max(0, size - int(found[2])), size
        return (begin, end) if int(found[2]) else _NOTHING
    begin, end = int(found[1]), min(int(found[2]) + 1, size) if found[2] else size
    if found[2] and int(found[2]) < begin:
        return None
    return (begin, end) if begin < size else _NOTHING


def _bytes(parts: Parts, name: str, size: int, begin: int, end: int) -> Iterator[bytes]:
    for number in range(begin // size, -(-end // size)):
        piece = parts.database.read(lambda connection, at=number: attachments.piece(connection, name, at))  # type: ignore[misc]  # the value of this turn
        start = number * size
        yield piece[max(begin - start, 0) : end - start]
