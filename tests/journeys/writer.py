"""A person who types into the real form without a pause, until the process is killed: started by the test of kills."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from crimint_desktop.app.program import Program
from crimint_desktop.cli import Options
from crimint_desktop.config import Profile
from tests.app.screens import form_of, spin, type_words, until


def main(profile: str, service: str, user: str, password: str, passphrase: str) -> None:
    """Sign in, begin a report, and type numbered words; each is said on standard output once it is typed."""
    application = QApplication([])
    program = Program(application, Options(Profile(Path(profile)), service, user, "light"))
    program.start()
    shown = program.open(lambda: program._opener().sign_in(service, user, password, passphrase))
    until(shown.done)
    shown.result()
    work = program.workplace
    assert work is not None
    work.new_report()
    form = form_of(program)
    print("report", form.record, flush=True)
    for number in range(10_000):
        type_words(form, f"w{number} ")
        print("typed", number, flush=True)
        spin(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
