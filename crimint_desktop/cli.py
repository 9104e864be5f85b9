"""The command line of the program, read before anything slow is loaded."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from crimint_desktop.config import VERSION, Profile, profile_folder

__all__ = ["DRAFT", "WHY", "Options", "options_from"]

WHY: Final[Mapping[str, str]] = MappingProxyType(
    {
        "service": "The service has locked this device. Sign in to the service to open it again.",
        "lease": "The permission to keep records on this device has ended. Sign in to the service to open it again.",
    }
)
"""Why a desk was locked, other than by its user or by idling: what the window that follows says."""
DRAFT: Final = "draft"
"""Instead of a reason: a report was being written when the desk was locked."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the program was asked to start. ``successor`` means that it follows a process that has locked
    itself, ``why`` for what reason, if it was an unusual one."""

    profile: Profile
    service: str = ""
    user: str = ""
    theme: str = ""
    successor: bool = False
    self_check: bool = False
    why: str = ""

    def command(self) -> list[str]:
        """Return the arguments that start the program in the same place again."""
        given = (("--service", self.service), ("--user", self.user), ("--theme", self.theme), ("--why", self.why))
        return [
            "--profile",
            str(self.profile.folder),
            *(each for name, value in given if value for each in (name, value)),
        ]


def options_from(arguments: Sequence[str]) -> Options:
    """Read the command line; exits with a sentence for one that cannot be read."""
    parser = argparse.ArgumentParser(prog="crimint", description="CrimInt+ desktop")
    parser.add_argument("command", nargs="?", choices=("self-check",), help="try this computer's keyring and cipher")
    parser.add_argument("--profile", type=Path, help="the folder in which this person's caches are kept")
    parser.add_argument("--service", default="", help="the address of the central service")
    parser.add_argument("--user", default="", help="the user name to greet")
    parser.add_argument("--theme", default="", help="system, light, dark or a contrast theme")
    parser.add_argument("--successor", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--why", default="", choices=("", DRAFT, *WHY), help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"CrimInt+ desktop {VERSION}")
    read = parser.parse_args(arguments)
    return Options(
        Profile(read.profile or profile_folder()),
        read.service,
        read.user,
        read.theme,
        read.successor,
        read.command == "self-check",
        read.why,
    )
