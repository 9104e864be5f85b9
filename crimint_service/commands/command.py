"""What every command of the service has in common."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TypeAlias

from crimint_service.config import default_database

__all__ = ["Commands", "command"]

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], says: str
) -> argparse.ArgumentParser:
    """Add a command that works on a register; ``run`` returns its exit status."""
    parser = commands.add_parser(name, help=says, description=says)
    parser.set_defaults(run=run)
    parser.add_argument("--database", default=default_database(), help="a file, or postgresql://…")
    return parser
