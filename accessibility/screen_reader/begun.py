"""The program itself, signed in already: where a journey begins at the desk and not at the door.

    python -m accessibility.screen_reader.begun [--idle SECONDS] [the program's own arguments]

``--idle`` is the force's policy: after how long without a touch it locks.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from accessibility.screen_reader.service import PASSPHRASE, PASSWORD
from crimint_desktop.app.parts import make_opener
from crimint_desktop.app.program import Program
from crimint_desktop.cli import options_from
from crimint_desktop.config import Policy
from crimint_desktop.keys.hardening import harden_process

__all__ = ["main"]

READY = "ready: in step with the service"


def main(arguments: Sequence[str]) -> int:
    """Be the program, and sign in by itself."""
    parser = argparse.ArgumentParser(prog="begun", add_help=False)
    parser.add_argument("--idle", type=float, default=Policy().idle_s)
    own, rest = parser.parse_known_args(list(arguments))
    harden_process()
    os.chdir(Path.home())  # where a person's files are
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CrimInt+")
    application.setApplicationDisplayName("CrimInt+")
    options = options_from(rest)
    program = Program(application, options, Policy(idle_s=own.idle))

    def say_ready() -> None:
        assert program.workplace is not None
        program.workplace.syncing.round_ended.connect(lambda _outcome: print(READY, flush=True))

    def sign_in() -> None:
        opener = make_opener(options.profile)
        opened = program.open(lambda: opener.sign_in(options.service, options.user, PASSWORD, PASSPHRASE))
        program.jobs.when(
            program, opened, lambda _none: say_ready(), program.unexpected, unavailable=program.unexpected
        )

    QTimer.singleShot(0, program, sign_in)
    code = application.exec()
    program.close()
    return int(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
