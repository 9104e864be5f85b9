"""``openapi``: the description of the service."""

from __future__ import annotations

import argparse
import json

from crimint_service.commands.command import Commands, command
from crimint_service.config import Settings

__all__ = ["add_to"]


def add_to(commands: Commands) -> None:
    """Add the command."""
    command(commands, "openapi", _openapi, "print the description of the service")


def _openapi(_asked: argparse.Namespace) -> int:
    from crimint_service.app import bare

    print(json.dumps(bare(Settings(database="")).openapi(), indent=1, ensure_ascii=False))
    return 0
