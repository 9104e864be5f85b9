"""A device makes itself known, asks for folders, and says that it has done what it was told."""

from __future__ import annotations

from typing import Final, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from crimint_service import access, devices, subscriptions
from crimint_service.faults import Fault
from crimint_service.routes.caller import Called, Caller, Parts, TheParts
from crimint_service.routes.replies import reply
from crimint_service.routes.wire import CeilingReply, FolderReply

__all__ = ["router"]

router: Final = APIRouter(prefix="/v1/devices", tags=["devices"])
_LONGEST_NAME = 200
_MOST_FOLDERS = 10_000


class DeviceRequest(BaseModel):
    """A device's public key (Ed25519, base64), and what its owner would know it by."""

    model_config = ConfigDict(frozen=True)

    public_key: str = Field(max_length=_LONGEST_NAME)
    name: str = Field(default="", max_length=_LONGEST_NAME)
    platform: str = Field(default="", max_length=_LONGEST_NAME)


class DeviceReply(BaseModel):
    """How the device stands: one that waits may sign in and write, and is handed nothing."""

    device_id: str
    state: Literal["approved", "waiting"]


class SubscriptionRequest(BaseModel):
    """The folders to have offline beside those that are always held; null for everything the ceiling has room for."""

    model_config = ConfigDict(frozen=True)

    folders: list[str] | None = Field(max_length=_MOST_FOLDERS)


class SubscriptionReply(BaseModel):
    """What is held then, and what it costs."""

    folders: list[FolderReply]
    records: int
    bytes: int
    ceiling: CeilingReply


class DoneRequest(BaseModel):
    """Which command was carried out."""

    model_config = ConfigDict(frozen=True)

    command: Literal["lock", "wipe"]


class DoneReply(BaseModel):
    """That it was written down."""

    done: bool


@router.post("", response_model=DeviceReply, status_code=201, responses={202: {"model": DeviceReply}})
def register(sent: DeviceRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Keep the device's key. 201: it may work; 202: it waits until an administrator approves it."""
    at = parts.now_text()
    if "\x00" in sent.name + sent.platform:
        raise Fault(400, "malformed", "The request holds a character that cannot be kept.")

    def keep(connection: sa.Connection) -> devices.Standing:
        devices.meet(
            connection, at, caller.user, caller.device, caller.client_version, parts.approval_for(caller.known)
        )
        return devices.register(
            connection, caller.user, caller.device, public_key=sent.public_key, name=sent.name, platform=sent.platform
        )

    state = parts.database.write(keep).state
    waits = state == devices.WAITING
    answer = reply(DeviceReply(device_id=caller.device, state="waiting" if waits else "approved"), request)
    answer.status_code = 202 if waits else 201
    return answer


@router.put("/self/subscriptions", response_model=SubscriptionReply)
def subscribe(sent: SubscriptionRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Choose what is held offline. The next checkpoint follows."""
    at = parts.now_text()

    def choose(connection: sa.Connection) -> tuple[subscriptions.Folder, ...]:
        devices.meet(
            connection, at, caller.user, caller.device, caller.client_version, parts.approval_for(caller.known)
        )
        scope = access.scope_of(connection, caller.known.principal)
        return subscriptions.choose(connection, scope, caller.device, sent.folders, parts.ceiling)

    held = parts.database.write(choose)
    found = SubscriptionReply(
        folders=[folder_reply(each) for each in held],
        records=sum(each.records for each in held),
        bytes=sum(each.bytes for each in held),
        ceiling=CeilingReply(records=parts.ceiling.records, bytes=parts.ceiling.bytes),
    )
    return reply(found, request)


@router.post("/self/done", response_model=DoneReply)
def done(sent: DoneRequest, request: Request, parts: TheParts, caller: Caller) -> Response:
    """Take the device's word that it has locked or wiped itself; its sign-in ends with it."""
    at = parts.now_text()
    parts.database.write(lambda connection: devices.done(connection, caller.user, caller.device, sent.command, at))
    return reply(DoneReply(done=True), request)


def folder_reply(found: subscriptions.Folder) -> FolderReply:
    """Write a folder as it travels."""
    return FolderReply(id=found.id, records=found.records, bytes=found.bytes, held=found.held, always=found.always)


def folders_of(parts: Parts, caller: Called, connection: sa.Connection) -> list[FolderReply]:
    """Return what the caller may hold at this device, as it travels."""
    scope = access.scope_of(connection, caller.known.principal)
    return [folder_reply(each) for each in subscriptions.folders(connection, scope, caller.device, parts.ceiling)]
