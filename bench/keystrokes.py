"""How many keys a report costs beyond its words, pressed on the real window: of one item, and of three."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.figures import Bound, Figure, spread
from bench.invented import word
from bench.serving import OFFICER, a_service, signed_in

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication, QWidget

    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.store.database import Connection

__all__ = ["figures"]

_RUNS = 5
_WORDS = 60
_CODES = ("1ap", "2bp", "3dp")
_LONGEST_S = 15.0


class _Typist:
    """Presses keys on whatever has the keyboard, and counts them; a key with Ctrl counts as one."""

    def __init__(self, application: QApplication, window: QWidget) -> None:
        self._application = application
        self._window = window
        self.pressed = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press one key."""
        from PySide6.QtCore import Qt
        from PySide6.QtTest import QTest

        where = self._application.focusWidget() or self._window
        QTest.keyClick(where, key, modifier or Qt.KeyboardModifier.NoModifier)
        self.pressed += 1
        self._application.processEvents()

    def type(self, text: str) -> None:
        """Type text, key by key."""
        from PySide6.QtTest import QTest

        for character in text:
            QTest.keyClicks(self._application.focusWidget() or self._window, character)
            self.pressed += 1
        self._application.processEvents()

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Wait, without a key, until something is on the screen."""
        latest = time.monotonic() + _LONGEST_S
        while not holds():
            assert time.monotonic() < latest, f"waited in vain for {what}"
            self._application.processEvents()
            time.sleep(0.002)


def figures() -> list[Figure]:
    """Write six reports from Home on, the last of three items, and count the keys of each."""
    from PySide6.QtWidgets import QApplication

    from crimint_desktop.app.program import Program
    from crimint_desktop.cli import Options
    from crimint_desktop.config import Profile

    application = QApplication.instance() or QApplication(["bench"])
    assert isinstance(application, QApplication)
    with TemporaryDirectory(prefix="crimint-bench-") as name, a_service(10) as url:
        opened = signed_in(url, OFFICER, Path(name) / "officer")
        program = Program(application, Options(Profile(Path(name))))
        try:
            program.open(lambda: opened)
            desk = opened.desk
            counts = [float(_one_report(application, program, desk, number, _CODES[:1])) for number in range(_RUNS)]
            threes = [float(_one_report(application, program, desk, _RUNS, _CODES))]
        finally:
            program.close()
    return [
        Figure(
            "keys for a 60-word report beyond its text", "keys", spread(counts),
            goals=(Bound("at most", 15.0, 8.0).on("most keys", max(counts)),),
            says="Home, Ctrl+N, words, Ctrl+G and the code, F8 and how it is known, Ctrl+Return; found in the outbox",
        ),
        Figure(
            "keys for a report of three graded items beyond its text", "keys", spread(threes),
            goals=(Bound("at most", 40.0, 20.0).on("most keys", max(threes)),),
            says="as above, with Ctrl+I, words, Ctrl+G and the code for each further item",
        ),
    ]  # fmt: skip


def _one_report(application: QApplication, program: object, desk: Desk, number: int, codes: tuple[str, ...]) -> int:
    from PySide6.QtCore import Qt

    from crimint_desktop.app.program import Program

    assert isinstance(program, Program)
    control = Qt.KeyboardModifier.ControlModifier
    _show(application, program)
    assert program.workplace is not None
    workplace = program.workplace
    typist = _Typist(application, workplace.window)
    sent_before = _sent(desk)
    typist.press(Qt.Key.Key_N, control)
    typist.wait(lambda: workplace.form is not None and workplace.form.items[0].text.hasFocus(), "the form")
    written = 0
    for at, code in enumerate(codes):
        if at:
            typist.press(Qt.Key.Key_I, control)
        text = " ".join(word(300 + 61 * number + 7 * at + each) for each in range(_WORDS)).capitalize() + "."
        typist.type(text)
        written += len(text)
        typist.press(Qt.Key.Key_G, control)
        typist.type(code)
    typist.press(Qt.Key.Key_F8)
    typist.type("1")
    typist.press(Qt.Key.Key_Return, control)
    typist.wait(lambda: workplace.form is None, "the form to be done")
    typist.wait(lambda: _sent(desk) == sent_before + 1, "the submission")
    workplace.window.go("home")
    return typist.pressed - written


def _show(application: QApplication, program: object) -> None:
    from crimint_desktop.app.program import Program

    assert isinstance(program, Program)
    latest = time.monotonic() + _LONGEST_S
    while program.workplace is None:
        assert time.monotonic() < latest, "the window did not come"
        application.processEvents()
        time.sleep(0.002)
    program.workplace.window.activateWindow()
    application.processEvents()


def _sent(desk: Desk) -> int:
    """Count the submissions of this desk by its log: one entry each, in the transaction of the change."""

    def count(conn: Connection) -> int:
        return int(conn.exec_driver_sql("SELECT count(*) FROM audit WHERE act = 'submit'").scalar_one())

    return desk.db.read(count).result()
