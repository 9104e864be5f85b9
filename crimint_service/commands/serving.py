"""``serve``."""

from __future__ import annotations

import argparse
from typing import cast

from crimint_service.commands.command import Commands, command
from crimint_service.config import Environment, Settings

__all__ = ["add_to"]

_ENVIRONMENTS = ("sample", "practice", "live")


def add_to(commands: Commands) -> None:
    """Add the command."""
    serve = command(commands, "serve", _serve, "answer clients until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=int, default=8447, help="the port to listen on; 0 takes a free one")
    serve.add_argument("--environment", choices=_ENVIRONMENTS, help="refuse to start on a register of another kind")
    serve.add_argument("--allow-local-accounts", action="store_true", help="keep passwords on PostgreSQL too")


def _serve(asked: argparse.Namespace) -> int:
    from crimint_service.serving import serve

    settings = Settings(database=asked.database, allow_local_accounts=asked.allow_local_accounts)
    return serve(settings, cast("Environment | None", asked.environment), asked.host, asked.port)
