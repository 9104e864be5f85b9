"""Around every request: its size after decoding, how long it may take to arrive, how many there are at once and from
one device; and a line in the journal and in the counts, which name the route but never what was asked for."""

from __future__ import annotations

import asyncio
import io
import logging
import time
import uuid
from types import MappingProxyType
from typing import Final

import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.routes.allowance import Allowance
from crimint_service.routes.counts import Counts
from crimint_service.routes.replies import problem_body
from crimint_service.routes.sender import Senders, header_of

__all__ = ["Envelope"]

_WINDOW: Final = 8 * 1_048_576
_LONGEST_ID: Final = 64
# Whoever asks names the method: what counts and the journal say of it must not be theirs to choose.
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
_ANSWERED, _WAITS, _FREE = "answered", "waits", "free"
_PLACES: Final = MappingProxyType({"/v1/sync/wait": _WAITS, "/healthz": _FREE, "/readyz": _FREE})
_LOG: Final = logging.getLogger("crimint_service.requests")


class Envelope:
    """ASGI middleware; reads the whole body before anything else sees the request."""

    def __init__(self, app: ASGIApp, settings: Settings, counts: Counts) -> None:
        self._app = app
        self._settings = settings
        self._counts = counts
        self._allowance = Allowance(settings.requests_a_minute)
        self._senders = Senders()
        self._in_flight = 0
        self._waiting: dict[str, int] = {}
        counts.watch_in_flight(lambda: self._in_flight)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection's request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, _request_id(scope))
        try:
            await self._let_in(scope, receive, answer)
        finally:
            self._note(scope, answer)

    async def _let_in(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        (who, token), place = self._senders.of(scope), _place(scope["path"])
        try:
            if place != _FREE:
                self._allowance.take(who)
            self._enter(token, place)
        except Fault as fault:
            self._counts.turned_away(fault.name)
            await _refuse(answer.send, fault)
            return
        try:
            await self._read_and_answer(scope, receive, answer)
        finally:
            self._senders.learn(scope, token)
            self._leave(token, place)

    def _enter(self, who: str, place: str) -> None:
        """Take a place among those being answered, or among those who wait for a hint; raises Fault without one."""
        if place == _ANSWERED:
            if self._in_flight >= self._settings.in_flight:
                raise Fault(503, "busy", "The service is busy. Try again.", retry_after_s=2)
            self._in_flight += 1
        elif place == _WAITS:
            if self._waiting.get(who, 0) >= self._settings.waiting_each:
                raise Fault(429, "too-many-requests", "This device already waits for news.", retry_after_s=5)
            if sum(self._waiting.values()) >= self._settings.waiting:
                raise Fault(503, "busy", "Too many devices wait for news. Ask again later.", retry_after_s=30)
            self._waiting[who] = self._waiting.get(who, 0) + 1

    def _leave(self, who: str, place: str) -> None:
        if place == _ANSWERED:
            self._in_flight -= 1
        elif place == _WAITS:
            self._waiting[who] -= 1
            if not self._waiting[who]:
                del self._waiting[who]

    async def _read_and_answer(self, scope: Scope, receive: Receive, answer: _Answer) -> None:
        try:
            try:
                async with asyncio.timeout(self._settings.body_wait_s):
                    body = await _body(scope, receive, self._settings.body_limit)
            except TimeoutError:
                raise Fault(408, "too-slow", "The request did not arrive in time.") from None
        except Fault as fault:
            await _refuse(answer.send, fault)
        else:
            if body is not None:
                await self._app(scope, _replayed(body, receive), answer.send)

    def _note(self, scope: Scope, answer: _Answer) -> None:
        route, journalled = _route(scope)
        seconds = (answer.began or time.perf_counter()) - answer.came
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._counts.answered(method, route, answer.status, seconds)
        if journalled and _place(route) != _FREE:
            said = {
                "request": answer.request_id, "method": method, "route": route, "status": answer.status,
                "ms": round(seconds * 1000, 1), "bytes": answer.bytes, "device": header_of(scope, b"x-device")[:36],
            }  # fmt: skip
            _LOG.info("answered", extra=said)


class _Answer:
    """Sends an answer marked as every answer is, and remembers how it went. ``status`` 0 means: nothing was sent."""

    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self.request_id = request_id
        self.came = time.perf_counter()
        self.began = 0.0
        self.status = 0
        self.bytes = 0

    async def send(self, message: Message) -> None:
        """Send one message of the answer."""
        if message["type"] == "http.response.start":
            self.began, self.status = time.perf_counter(), message["status"]
            message["headers"] = [
                *message.get("headers", ()),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
                (b"x-request-id", self.request_id.encode()),
            ]
        else:
            self.bytes += len(message.get("body", b""))
        await self._send(message)


def _place(path: str) -> str:
    """Say among whom a request counts: those being answered, those who wait for a hint, or nobody."""
    return _PLACES.get(path, _ANSWERED)


def _route(scope: Scope) -> tuple[str, bool]:
    """Return the template of the route that answered, and whether it is told in the journal."""
    found = scope.get("route")
    return getattr(found, "path", "unknown"), getattr(found, "journalled", True)


def _request_id(scope: Scope) -> str:
    sent = header_of(scope, b"x-request-id")
    return sent if sent.isascii() and sent.isprintable() and 0 < len(sent) <= _LONGEST_ID else str(uuid.uuid4())


async def _body(scope: Scope, receive: Receive, limit: int) -> bytes | None:
    """Read and decode the body; None when the client has left."""
    raw = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        raw += message.get("body", b"")
        if len(raw) > limit:
            raise _too_large(limit)
        if not message.get("more_body"):
            break
    encoding = header_of(scope, b"content-encoding").lower()
    if encoding in ("", "identity"):
        return bytes(raw)
    if encoding != "zstd":
        raise Fault(415, "encoding-unknown", "The service reads plain or zstd-encoded requests.")
    return _decoded(bytes(raw), limit)


def _decoded(raw: bytes, limit: int) -> bytes:
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(io.BytesIO(raw))
        body = reader.read(limit + 1)
    except zstandard.ZstdError as error:
        raise Fault(400, "malformed", "The request is not what its Content-Encoding says.") from error
    if len(body) > limit:
        raise _too_large(limit)
    return body


def _too_large(limit: int) -> Fault:
    return Fault(413, "too-large", f"A request may hold at most {limit:,} bytes.")


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def _refuse(send: Send, fault: Fault) -> None:
    body = problem_body(fault)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if fault.retry_after_s is not None:
        headers.append((b"retry-after", str(fault.retry_after_s).encode()))
    await send({"type": "http.response.start", "status": fault.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
