"""A person who signs in while the program is still loading, slowly: started by the test of loading."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from crimint_desktop.app.program import Program
from crimint_desktop.cli import Options
from crimint_desktop.config import Profile
from tests.app.screens import until

_A_MODULE_S = 0.0015


def main(profile: str, service: str, user: str, password: str, passphrase: str) -> None:
    """Say which threads loaded from SQLAlchemy, in turn."""
    turns: list[str] = []

    def slow(event: str, arguments: tuple[Any, ...]) -> None:
        thread = threading.current_thread()
        if event == "import" and thread is not threading.main_thread():
            if arguments[0].startswith("sqlalchemy.") and turns[-1:] != [thread.name]:
                turns.append(thread.name)
            time.sleep(_A_MODULE_S)  # another thread has its turn in the middle of it

    application = QApplication([])
    program = Program(application, Options(Profile(Path(profile)), service, user, "light"))
    program.start()
    sys.addaudithook(slow)
    shown = program.open(lambda: program._opener().sign_in(service, user, password, passphrase))
    until(shown.done, 40)
    shown.result()
    print(*turns)
    program.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
