"""``serve``."""

from __future__ import annotations

import argparse
from typing import cast

from crimint_service.commands.command import Commands, command
from crimint_service.config import Environment, Settings
from crimint_service.faults import Fault

__all__ = ["add_to"]

_ENVIRONMENTS = ("sample", "practice", "live")


def add_to(commands: Commands) -> None:
    """Add the command."""
    serve = command(commands, "serve", _serve, "answer clients until stopped")
    serve.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    serve.add_argument("--port", type=int, default=8447, help="the port to listen on; 0 takes a free one")
    serve.add_argument("--replica", default="", help="postgresql://… of a replica to read pages from")
    serve.add_argument("--certificate", help="a file with the certificate and those that vouch for it (PEM)")
    serve.add_argument("--certificate-key", help="the file with its private key (PEM)")
    serve.add_argument("--metrics-port", type=int, help="count requests, and show the counts on this port")
    serve.add_argument("--environment", choices=_ENVIRONMENTS, help="refuse to start on a register of another kind")
    serve.add_argument("--allow-local-accounts", action="store_true", help="keep passwords on PostgreSQL too")


def _serve(asked: argparse.Namespace) -> int:
    from crimint_service.serving import Listen, serve

    if bool(asked.certificate) != bool(asked.certificate_key):
        raise Fault(400, "malformed", "--certificate and --certificate-key belong together: give both or neither.")
    settings = Settings(database=asked.database, replica=asked.replica, allow_local_accounts=asked.allow_local_accounts)
    listen = Listen(asked.host, asked.port, asked.certificate, asked.certificate_key, asked.metrics_port)
    return serve(settings, cast("Environment | None", asked.environment), listen)
