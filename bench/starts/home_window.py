"""The program from an accepted passphrase to a Home that can be used, on a cache that is there; ends then.

``--profile FOLDER --service ADDRESS --user NAME`` as the program takes them; the passphrase comes on standard input.
"""

from __future__ import annotations

import gc
import sys
import time

from bench.starts.painted import FirstPaint, memory_mb, tell
from crimint_desktop.cli import options_from

_IDLE_MS = 1500
_AS_LONG_AS_TYPING_MS = 1500


def main(arguments: list[str]) -> int:
    """Open the cache as the sign-in window does, tell when it was accepted and when Home stood there filled."""
    passphrase = sys.stdin.readline().rstrip("\n")
    gc.disable()  # as the program itself does
    options = options_from(arguments)
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.app.opening import Opener
    from crimint_desktop.app.parts import SystemClock, new_id
    from crimint_desktop.app.program import Program
    from crimint_desktop.keys.backoff import Backoff
    from crimint_desktop.keys.hardening import harden_process
    from crimint_desktop.keys.keyring_secret import open_keyring
    from resources.code_lists import code_lists

    class Accepted(Backoff):
        """Notes the moment at which a passphrase turned out to be right."""

        at = 0.0

        def succeeded(self) -> None:
            super().succeeded()
            self.at = time.monotonic()

    harden_process()
    application = QApplication(sys.argv[:1])
    program = Program(application, options)
    accepted = Accepted(time.monotonic)
    opener = Opener(options.profile, code_lists(), SystemClock(), new_id, open_keyring, accepted)
    usable: list[float] = []

    def end() -> None:
        tell(accepted=accepted.at, usable=usable[0], memory_mb=memory_mb())
        application.quit()

    def painted(at: float) -> None:
        usable.append(at)
        QTimer.singleShot(_IDLE_MS, end)

    def shown() -> None:
        assert program.workplace is not None
        FirstPaint(program.workplace.window, painted)

    def open_it() -> None:
        future = program.open(lambda: opener.work_offline(options.service, options.user, passphrase))
        future.add_done_callback(lambda done: shown() if done.exception() is None else application.exit(1))

    program.start()
    QTimer.singleShot(_AS_LONG_AS_TYPING_MS, open_it)
    code = application.exec()
    program.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
