"""A program on the screen that does not end the test process, and a person's hands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPushButton, QTextEdit, QWidget

from crimint_desktop.app.program import Program
from crimint_desktop.cli import Options
from crimint_desktop.config import Policy
from crimint_desktop.ui.report_form.page import ReportFormPage


class HarmlessProgram(Program):
    """The program as it is, except that it writes down that it would end, or start another."""

    def __init__(self, application: QApplication, options: Options, policy: Policy) -> None:
        self.left: list[bool] = []
        self.spawned: list[tuple[str, str, bool]] = []
        self.why: list[str] = []
        super().__init__(application, options, policy, leave=lambda: self.left.append(True))

    def spawn_successor(self, service: str, user: str, *, temporary: bool, why: str = "") -> None:
        """Write it down."""
        self.spawned.append((service, user, temporary))
        self.why.append(why)


def spin(ms: int = 20) -> None:
    """Let the program work."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(what: Callable[[], Any], seconds: float = 15.0) -> Any:
    """Let the program work until something is so, and return it."""
    for _ in range(int(seconds / 0.02)):
        found = what()
        if found:
            return found
        spin()
    raise AssertionError("it did not come to be so")


def field(window: QWidget, identifier: str) -> QLineEdit:
    found = window.findChild(QLineEdit, identifier)
    assert isinstance(found, QLineEdit), identifier
    return found


def press(window: QWidget, identifier: str) -> None:
    button = window.findChild(QPushButton, identifier)
    assert isinstance(button, QPushButton), identifier
    button.click()


def keys(window: QWidget, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.ControlModifier) -> None:
    """Press keys where the keyboard is."""
    window.activateWindow()
    spin()
    QTest.keyClick(QApplication.focusWidget() or window, key, held)
    spin()


def form_of(program: Program) -> ReportFormPage:
    """The form, once it is shown."""

    def shown() -> ReportFormPage | None:
        work = program.workplace
        return work.form if work is not None and work.window.page() is work.form else None

    found = until(shown)
    assert isinstance(found, ReportFormPage)
    return found


def type_words(form: ReportFormPage, words: str) -> None:
    """Type into the first item."""
    text = form.items[0].text
    text.setFocus()
    inner = text if isinstance(text, QTextEdit) else text.findChild(QTextEdit)
    QTest.keyClicks(inner or text, words)
    spin()


def boxes() -> list[QMessageBox]:
    """The message boxes that stand on the screen."""
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QMessageBox) and each.isVisible()]


_OWN = frozenset({"content-length", "connection", "transfer-encoding"})


@dataclass
class Road:
    """The way to the service; ``state`` is open, down, rubbish or cut."""

    url: str
    state: str = "open"


class Way(BaseHTTPRequestHandler):
    """Carries what comes to the service, as far as the road lets it."""

    road: Road
    to: str
    session: requests.Session

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.road.state == "down":
            self.close_connection = True
            self.connection.close()
            return
        if self.road.state == "rubbish":
            self._give(200, {"Content-Type": "application/json"}, b'{"this is": ["not what was asked')
            return
        sent = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        url = self.to + self.path
        answer = self.session.request(self.command, url, data=body, headers=sent, timeout=60, stream=True)
        kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN}
        self._give(answer.status_code, kept, answer.raw.read(decode_content=False))

    def _give(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if self.road.state == "cut" else body)
        if self.road.state == "cut":
            self.close_connection = True

    do_GET = do_POST = do_PUT = _pass

    def handle(self) -> None:
        with suppress(OSError, ValueError):
            super().handle()

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def a_road(to: str) -> Iterator[Road]:
    """A way to a service on which things can go wrong."""
    session = requests.Session()
    session.trust_env = False
    road = Road("")
    handler = type("Handler", (Way,), {"road": road, "to": to, "session": session})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    road.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield road
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        session.close()
