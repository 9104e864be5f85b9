"""Listening: one process that says where it listens once it answers, and finishes what it began when stopped."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType

import uvicorn
from fastapi import FastAPI

from crimint_service.app import create
from crimint_service.config import Environment, Settings
from crimint_service.faults import Fault
from crimint_service.journal import keep_journal
from crimint_service.routes.caller import Parts

__all__ = ["Listen", "serve"]

_GRACE_S = 10
_KEEP_ALIVE_S = 75


@dataclass(frozen=True, slots=True)
class Listen:
    """Where to answer. With a certificate only TLS 1.3 is spoken; without one a proxy in front has to speak it.

    ``metrics_port`` is for the counts, on this machine only; None offers none. ``proxies`` are the addresses of proxies
    in front whose word on where a request came from is taken, besides those on this machine.
    """

    host: str = "127.0.0.1"
    port: int = 8447
    certificate: str | None = None
    certificate_key: str | None = None
    metrics_port: int | None = None
    proxies: tuple[str, ...] = ()


class _Announcing(uvicorn.Server):
    """Says where it listens when it is ready to answer, and lets those go who wait when it is told to end."""

    def __init__(self, config: uvicorn.Config, before_exit: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_exit = before_exit

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        self._before_exit()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            scheme = "https" if self.config.is_ssl else "http"
            print(f"listening on {scheme}://{host}:{port}", flush=True)


def serve(settings: Settings, environment: Environment | None, listen: Listen) -> int:
    """Answer clients until a signal says to stop; returns the exit status. Raises Fault if it cannot start."""
    keep_journal()
    app = create(settings, environment)
    parts: Parts = app.state.parts
    server = _Announcing(_config(app, listen), parts.hints.stop)
    end_counts = _nothing
    if listen.metrics_port is not None:
        counted, end_counts = parts.counts.offer(listen.metrics_port)
        print(f"counting on http://127.0.0.1:{counted}/metrics", flush=True)
    try:
        server.run()
    finally:
        end_counts()
    return 0 if server.started else 1


def _nothing() -> None:
    """There is nothing to end."""


def _config(app: FastAPI, listen: Listen) -> uvicorn.Config:
    config = uvicorn.Config(
        app,
        host=listen.host,
        port=listen.port,
        log_config=None,
        access_log=False,
        http="httptools",
        server_header=False,
        # Said here, so that no variable of the environment says it.
        forwarded_allow_ips=["127.0.0.1", "::1", *listen.proxies],
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_KEEP_ALIVE_S,
        ssl_certfile=listen.certificate,
        ssl_keyfile=listen.certificate_key,
    )
    if listen.certificate is not None:
        try:
            config.load()
        except (OSError, ssl.SSLError) as error:
            raise Fault(
                503, "no-certificate", f"The certificate or its key cannot be read: {error.strerror}."
            ) from error
        if config.ssl is not None:
            config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    return config
