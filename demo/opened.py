"""Where there is a display: the program itself, signed in as an officer, until it is closed.

python -m demo.opened --profile FOLDER --service URL --user NAME
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

__all__ = ["main", "open_signed_in"]

_OFFICER = "okonjo"


def open_signed_in(folder: Path, url: str) -> int:
    """Open the program and stay until it, or what followed it after a lock, is closed; return its exit status."""
    from crimint_service.sample import PASSWORD
    from demo.words import PASSPHRASES

    print(f"demo: the program opens for “{_OFFICER}”. If you lock it: {PASSPHRASES[_OFFICER]}", flush=True)
    print(f"demo: others to sign in as: applewhite (LIO), doyle, fenwick …; password {PASSWORD}", flush=True)
    command = [
        sys.executable, "-m", "demo.opened", "--profile", str(folder / "profile"), "--service", url,
        "--user", _OFFICER,
    ]  # fmt: skip
    # Whoever takes over after a lock inherits the pipe: it ends when the last of them has ended.
    with subprocess.Popen(command, stdout=subprocess.PIPE) as opened:
        assert opened.stdout is not None
        try:
            for line in opened.stdout:
                sys.stdout.buffer.write(line)
                sys.stdout.flush()
        except BaseException:
            opened.terminate()
            raise
    return opened.returncode


def main() -> int:
    """Be the program, and sign in by itself."""
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.app.parts import make_opener
    from crimint_desktop.app.program import Program
    from crimint_desktop.cli import options_from
    from crimint_desktop.keys.hardening import harden_process
    from crimint_service.sample import PASSWORD
    from demo.words import PASSPHRASES

    harden_process()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("CrimInt+")
    options = options_from(sys.argv[1:])
    program = Program(application, options)
    program.start()

    def sign_in() -> None:
        passphrase = PASSPHRASES[options.user]
        opener = make_opener(options.profile)
        opened = program.open(lambda: opener.sign_in(options.service, options.user, PASSWORD, passphrase))
        program.jobs.when(program, opened, lambda _none: None, program.unexpected, unavailable=program.unexpected)

    QTimer.singleShot(0, program, sign_in)
    code = application.exec()
    program.close()
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
