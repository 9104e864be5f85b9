"""Listening: one process that says where it listens once it answers, and finishes what it began when stopped."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from crimint_service.app import create
from crimint_service.config import Environment, Settings
from crimint_service.routes.caller import Parts

__all__ = ["serve"]

_GRACE_S = 10
_KEEP_ALIVE_S = 75


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
            print(f"listening on http://{host}:{port}", flush=True)


def serve(settings: Settings, environment: Environment | None, host: str, port: int) -> int:
    """Answer clients until a signal says to stop; returns the exit status. Raises Fault if it cannot start."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    app = create(settings, environment)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
        timeout_keep_alive=_KEEP_ALIVE_S,
    )
    parts: Parts = app.state.parts
    server = _Announcing(config, parts.hints.stop)
    server.run()
    return 0 if server.started else 1
