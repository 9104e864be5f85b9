"""The program up to its sign-in window, started as a user starts it; ends once that is painted."""

from __future__ import annotations

import gc
import sys

from bench.starts.painted import FirstPaint, memory_mb, tell
from crimint_desktop.cli import options_from


def main(arguments: list[str]) -> int:
    """Do what ``crimint`` does, tell when the first window was painted, end."""
    gc.disable()  # as the program itself does
    options = options_from(arguments)
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.app.program import Program
    from crimint_desktop.keys.hardening import harden_process

    harden_process()
    application = QApplication(sys.argv[:1])
    program = Program(application, options)

    def painted(at: float) -> None:
        tell(painted=at, memory_mb=memory_mb())
        application.quit()

    program.start()
    assert program.window is not None
    FirstPaint(program.window, painted)
    code = application.exec()
    program.close()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
