"""Around every request: its size after decoding, how long it may take to arrive, how many there are at once."""

from __future__ import annotations

import asyncio
import io
import uuid
from typing import Final

import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crimint_service.config import Settings
from crimint_service.faults import Fault
from crimint_service.routes.replies import problem_body

__all__ = ["Envelope"]

_WINDOW: Final = 8 * 1_048_576
_LONGEST_ID: Final = 64
_WITHOUT_LIMIT: Final = ("/v1/sync/wait", "/healthz")


class Envelope:
    """ASGI middleware; reads the whole body before anything else sees the request."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._in_flight = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection's request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _marked(send, _request_id(scope))
        counts = scope["path"] not in _WITHOUT_LIMIT
        if counts and self._in_flight >= self._settings.in_flight:
            await _refuse(answer, Fault(503, "busy", "The service is busy. Try again.", retry_after_s=2))
            return
        self._in_flight += counts
        try:
            try:
                async with asyncio.timeout(self._settings.body_wait_s):
                    body = await _body(scope, receive, self._settings.body_limit)
            except TimeoutError:
                raise Fault(408, "too-slow", "The request did not arrive in time.") from None
        except Fault as fault:
            await _refuse(answer, fault)
        else:
            if body is not None:
                await self._app(scope, _replayed(body, receive), answer)
        finally:
            self._in_flight -= counts


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _request_id(scope: Scope) -> str:
    sent = _header(scope, b"x-request-id")
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
    encoding = _header(scope, b"content-encoding").lower()
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


def _marked(send: Send, request_id: str) -> Send:
    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [
                *message.get("headers", ()),
                (b"cache-control", b"no-store"),
                (b"x-content-type-options", b"nosniff"),
                (b"x-request-id", request_id.encode()),
            ]
        await send(message)

    return marked


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
