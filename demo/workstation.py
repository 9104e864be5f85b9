"""One workstation: the real program without a screen, which takes orders as a person would take them.

    python -m demo.workstation --orders PORT [the program's own arguments]

The orders come as lines of JSON from the conductor, who listens on PORT of this machine; an answer goes back for
each. An order presses keys or types; the rest only looks: at the screen, and for the comparison at the end into the
cache that the program has open.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from crimint_desktop.app.program import Program
from crimint_desktop.cli import Options, options_from
from crimint_desktop.keys.hardening import harden_process
from crimint_desktop.store import lists, logbook, records
from crimint_desktop.store.lists import ListQuery
from demo import hand

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["main"]

_LONGEST_S = 600


class StationProgram(Program):
    """The program as it is, except that its successor is a workstation too and that its faults are written down."""

    def __init__(self, application: QApplication, options: Options, port: int) -> None:
        super().__init__(application, options)
        self._port = port
        self.defects: list[str] = []

    def successor_command(self, service: str, user: str, why: str = "") -> list[str]:
        """Let the process that takes over listen to the same conductor."""
        options = Options(self.options.profile, service, user, self.options.theme, why=why)
        return [sys.executable, "-m", "demo.workstation", "--orders", str(self._port), *options.command()]

    def unexpected(self, error: BaseException) -> None:
        """Write the fault down; the conductor asks for it."""
        self.defects.append("".join(traceback.format_exception(error)))
        print(self.defects[-1], file=sys.stderr, flush=True)


class Orders(QObject):
    """Reads orders on a thread of its own and hands them to the thread of the screen, one after the other."""

    arrived = Signal(str)
    ended = Signal()

    def __init__(self, port: int, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self._socket.settimeout(None)

    def begin(self) -> None:
        """Call in and read; whoever listens to the signals is connected by now."""
        self.answer({"pid": os.getpid()})
        threading.Thread(target=self._read, name="orders", daemon=True).start()

    def answer(self, says: dict[str, Any]) -> None:
        """Send one answer."""
        self._socket.sendall(json.dumps(says).encode() + b"\n")

    def _read(self) -> None:
        try:
            with self._socket.makefile("r", encoding="utf-8") as lines:
                for line in lines:
                    self.arrived.emit(line)
            self.ended.emit()
        except (OSError, RuntimeError):  # the conductor, or the program, has gone
            return


class Workstation(QObject):
    """Carries out orders with the hand of a person."""

    def __init__(self, program: StationProgram, port: int) -> None:
        super().__init__(program)
        self._program = program
        self._can: dict[str, Callable[..., object]] = {
            "press": hand.press, "press_last": hand.press_last, "type": hand.type_words, "tab_to": hand.tab_to,
            "choose_row": hand.choose_row, "see": self._see, "grab": hand.grab, "dress": self._dress,
            "cached": self._cached, "log": self._log, "known": self._known, "wait": hand.wait_ms,
        }  # fmt: skip
        self._orders = Orders(port, self)
        self._orders.arrived.connect(self._obey)
        self._orders.ended.connect(QApplication.quit)
        self._orders.begin()

    def _obey(self, line: str) -> None:
        order = json.loads(line)
        try:
            result = self._can[order.pop("order")](**order)
            self._orders.answer({"result": result})
        except Exception as error:
            traceback.print_exc()
            self._orders.answer({"fault": f"{type(error).__name__}: {error}"})

    # looking

    def _see(self, rows: int) -> hand.Seen:
        seen = hand.see(rows)
        seen["defects"] = self._program.defects
        work = self._program.workplace
        if work is not None:
            state = work.syncing.state
            seen |= {
                "connected": state.connected, "waiting": state.waiting, "refused": state.refused,
                "conflicts": state.conflicts, "agreed": state.agreed_at is not None, "busy": state.busy,
                "form": work.form.record if work.form is not None else "",
            }  # fmt: skip
        return seen

    def _dress(self, theme: str = "", text: int = 100) -> None:
        """Put on other colours or another text size for a picture; a person does this in Settings."""
        self._program.theme.choose(theme or "light")
        self._program.theme.set_text_scale(text)
        hand.wait_ms(150)

    # comparing

    def _cached(self, record: str) -> dict[str, Any]:
        work = self._program.workplace
        assert work is not None
        held = work.desk.db.read(lambda conn: records.find(conn, record)).result()
        if held is None:
            return {}
        return {"document": held.document, "version": held.version, "unsent": held.unsent, "clash": held.in_conflict}

    def _log(self) -> dict[str, Any]:
        work = self._program.workplace
        assert work is not None
        count, head = work.desk.db.read(logbook.verify_chain).result()
        acknowledged = work.desk.db.read(logbook.acknowledged).result()
        book = work.desk.logbook
        return {"count": count, "head": head, "sent": acknowledged, "user": book.user, "device": book.device}

    def _known(self, kind: str) -> list[str]:
        """Return titles of cards of a kind that this register has, as a person knows some by heart."""
        work = self._program.workplace
        assert work is not None
        query = ListQuery(kinds=("card",))
        page = work.desk.db.read(lambda conn: lists.rows(conn, query, limit=200)).result()
        found = []
        for hit in page.hits:
            held = work.desk.db.read(partial(_find, hit.row.id)).result()
            if held is not None and held.document.get("kind") == kind:
                found.append(str(held.document.get("title")))
        return found


def _find(record: str, conn: Connection) -> records.Held | None:
    return records.find(conn, record)


def _write_down(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    if "This plugin does not support" not in message:  # the offscreen platform has no window manager to ask
        print(message, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Work until told to end, or until the program is closed."""
    faulthandler.dump_traceback_later(_LONGEST_S, exit=True)
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1)  # the conductor asks so where a program that does not answer is
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    parser = argparse.ArgumentParser(prog="workstation", add_help=False)
    parser.add_argument("--orders", type=int, required=True)
    own, rest = parser.parse_known_args(arguments)
    harden_process()
    qInstallMessageHandler(_write_down)
    application = QApplication(["crimint"])
    application.setFont(QFont("Open Sans", 9))
    program = StationProgram(application, options_from(rest), own.orders)
    program.start()
    hand.wait_until_active()
    station = Workstation(program, own.orders)
    code = application.exec()
    program.close()
    del station
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
