"""The quick way for the one question that every device asks every minute: a checkpoint that finds nothing new.

It answers only that, and only when everything is as it should be. Whatever else there is to say (another digest, a
command, a wrong token, a body that is none, a register that does not answer) it leaves to the usual way, which
decides; tests hold the two to the same answer.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Executor
from dataclasses import dataclass
from types import MappingProxyType
from typing import Annotated, Final, Literal

import msgspec
import sqlalchemy as sa
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crimint_domain.ids import is_id
from crimint_domain.views import instant_text
from crimint_service import leases
from crimint_service.checkpoint import Held, Terms
from crimint_service.faults import Fault
from crimint_service.recognition import Met
from crimint_service.routes.caller import Parts, refuse, token_in
from crimint_service.routes.sender import PROVEN
from crimint_service.unchanged import Unchanged, note_seen, unchanged

__all__ = ["QuickCheckpoint", "Route"]

_PATH: Final = "/v1/sync/checkpoint"
_LONGEST: Final = 200
_LONGEST_VERSION: Final = 40
_LARGEST: Final = 2**62
_Text = Annotated[str, msgspec.Meta(max_length=_LONGEST)]
_Number = Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]


class _Asked(msgspec.Struct, frozen=True):
    epoch: _Text = ""
    access_version: _Number = 0
    have_digest: _Text = ""
    audit_seq: _Number = 0
    cache: Literal["encrypted", "memory", ""] = ""


class _Answer(msgspec.Struct, frozen=True):
    """What :class:`crimint_service.routes.wire.CheckpointReply` says when nothing is new."""

    epoch: str
    access_version: int
    server_time: str
    lease: str
    lease_until: str
    next_check_s: int
    audit_acked: int
    log: str
    streams: tuple[()] = ()
    removed: tuple[()] = ()
    full: bool = False
    unchanged: bool = True
    command: None = None
    device: str = "approved"


@dataclass(frozen=True, slots=True)
class Route:
    """What the envelope asks of a route: its template. ``journalled`` is False for what is only counted."""

    path: str
    journalled: bool = True


_ROUTE: Final = Route(_PATH, journalled=False)
_HEADERS: Final = ((b"content-type", b"application/json"), (b"vary", b"Accept-Encoding"))
_NAMES: Final = MappingProxyType(
    {b"x-device": "device", b"authorization": "authorization", b"x-client-version": "version"}
)


class QuickCheckpoint:
    """ASGI middleware: answers what it can, and hands everything else on as it came."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["path"] != _PATH or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        message = await receive()
        parts: Parts = scope["app"].state.parts
        body = await self._answer(parts, scope, message.get("body", b""))
        if body is None:
            await self._app(scope, _again(message, receive), send)
            return
        scope["route"], scope[PROVEN] = _ROUTE, True
        headers = [*_HEADERS, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    @staticmethod
    async def _answer(parts: Parts, scope: Scope, body: bytes) -> bytes | None:
        try:
            asked = msgspec.json.decode(body, type=_Asked)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        said = {_NAMES[name]: value.decode("latin-1") for name, value in scope["headers"] if name in _NAMES}
        device, token = said.get("device", ""), token_in(said.get("authorization", ""))
        if not token or not asked.epoch or not is_id(device):
            return None
        version = said.get("version", "")[:_LONGEST_VERSION]
        return await _aside(parts.lanes, _Question(parts, asked, device, token, version))


@dataclass(frozen=True, slots=True)
class _Question:
    parts: Parts
    asked: _Asked
    device: str
    token: str
    version: str

    def __call__(self) -> bytes | None:
        """Return the answer, or None when the usual way has to find it."""
        try:
            return self._answer()
        except (Fault, sa.exc.SQLAlchemyError):
            return None

    def _answer(self) -> bytes | None:
        parts, now = self.parts, self.parts.now()
        held = Held(self.asked.have_digest, self.asked.audit_seq, self.asked.cache)
        terms = Terms(parts.register.lease_key, parts.settings.lease_s, parts.ceiling)

        def look(connection: sa.Connection) -> tuple[Met, Unchanged] | None:
            _, met = parts.accounts.look(connection, self.token, self.device)
            if met is None or met.stood is None or met.stood.epoch != self.asked.epoch:
                return None
            refuse(parts, met, "POST", _PATH, self.version)
            if not parts.sequencer.is_fresh(met.stood.head, met.stood.head_s, met.stood.epoch):
                return None
            found = unchanged(connection, met, self.device, held, now, terms)
            return (met, found) if found is not None else None

        found = parts.database.read(look)
        if found is None:
            return None
        (met, goes_on), user = found, found[0].known.principal.user
        stood = met.stood
        if stood is None:
            return None
        if goes_on.to_write and not parts.database.write(
            lambda connection: note_seen(connection, user, self.device, stood, held, now, goes_on.until)
        ):
            return None
        return msgspec.json.encode(
            _Answer(
                epoch=stood.epoch, access_version=met.known.access_version, server_time=instant_text(now) or "",
                lease=leases.lease(parts.register.lease_key, user, self.device, now, goes_on.until),
                lease_until=instant_text(goes_on.until) or "", next_check_s=parts.settings.next_check_s,
                audit_acked=stood.acked, log=stood.head,
            )
        )  # fmt: skip


async def _aside(lanes: Executor, work: _Question) -> bytes | None:
    return await asyncio.get_running_loop().run_in_executor(lanes, work)


def _again(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
