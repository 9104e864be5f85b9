"""``health``: whether a running service is ready."""

from __future__ import annotations

import argparse
import urllib.request

from crimint_service.commands.command import Commands, command
from crimint_service.faults import Fault

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command."""
    health = command(commands, "health", _health, "ask a running service whether it answers")
    health.add_argument("--url", default="http://127.0.0.1:8447", help="where the service is")


def _health(asked: argparse.Namespace) -> int:
    url = asked.url.rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise Fault(400, "malformed", "The address begins with http:// or https://.")
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=10) as answer:  # noqa: S310 - checked above
            print(answer.read().decode())
    except OSError as error:
        raise Fault(503, "no-answer", "The service does not answer.") from error
    return 0
