"""The command ``crimint-service``: each subject's commands stand in a module of their own, which adds them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from crimint_domain.errors import Refused
from crimint_service.commands import (
    agreement,
    alarms,
    audit,
    backup,
    database,
    describing,
    device,
    drafts,
    erase,
    grant,
    health,
    identity,
    recovery,
    sample,
    serving,
    user,
)
from crimint_service.faults import Fault

__all__ = ["main"]

_SUBJECTS = (
    serving, user, identity, grant, device, agreement, alarms, audit, sample, describing, health, drafts, recovery,
    erase, backup, database,
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except (Fault, Refused) as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crimint-service",
        description="The central register of CrimInt+. @FILE reads options from a file, one a line.",
        fromfile_prefix_chars="@",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for subject in _SUBJECTS:
        subject.add_to(commands)
    return parser
