"""Where the browser brings the provider's answer: one address on this computer, open for one answer (RFC 8252)."""

from __future__ import annotations

import http.server
import queue
import socket
import sys
import threading
import time
from collections.abc import Mapping
from types import MappingProxyType, TracebackType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from crimint_domain.errors import Unavailable

__all__ = ["PATH", "Loopback"]

PATH: Final = "/cb"
_LOOK_EVERY_S: Final = 0.1
_CONNECTION_S: Final = 5.0
_MOST_PARAMETERS: Final = 20
_PAGE: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme"
content="light dark"><title>{title} - CrimInt+</title></head>
<body><main><h1>{title}</h1><p>{says}</p></main></body>
</html>
"""
_BACK: Final = ("You can go back to CrimInt+", "The browser has done its part. You can close this page.")
_NOTHING: Final = ("There is nothing here", "CrimInt+ waits for one answer only, at another address.")
_HEADERS: Final = MappingProxyType(
    {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Connection": "close",
    }
)


class Loopback:
    """Listens from entering to leaving; ``wait`` returns the first answer, or gives up once ``stopped`` is set."""

    def __init__(self, stopped: threading.Event) -> None:
        self._answers: queue.SimpleQueue[Mapping[str, str]] = queue.SimpleQueue()
        self._stopped = stopped
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Loopback:
        """Listen on a port the system chooses; raises Unavailable where that is not allowed."""
        try:
            self._server = _Server(self._answers)
        except OSError as fault:
            raise Unavailable(
                "This computer does not let CrimInt+ wait for the browser's answer, so the sign-in was not begun. Tell"
                " your administrator.",
                cause="loopback-closed",
            ) from fault
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": _LOOK_EVERY_S}, name="loopback", daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()

    @property
    def address(self) -> str:
        """The redirect URI."""
        port = self._server.server_port if self._server is not None else 0
        return f"http://127.0.0.1:{port}{PATH}"

    def wait(self, seconds: float) -> Mapping[str, str] | None:
        """Return the first answer's parameters, or None when the time is over or somebody stopped it."""
        until = time.monotonic() + seconds
        while not self._stopped.is_set() and time.monotonic() < until:
            try:
                return self._answers.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
        return None


class _Server(http.server.ThreadingHTTPServer):
    allow_reuse_address = False  # on Windows it would let another program listen at the same port
    daemon_threads = True
    block_on_close = False

    def __init__(self, answers: queue.SimpleQueue[Mapping[str, str]]) -> None:
        self.answers = answers
        self.taken = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_bind(self) -> None:
        """Take the port for this program alone."""
        if sys.platform == "win32":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as in the base class
        """Say nothing: whoever breaks off a connection breaks off only that."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = _CONNECTION_S
    server_version = "CrimInt"
    sys_version = ""

    def do_GET(self) -> None:
        """Take the one answer; whatever else is asked for is not there."""
        parts = urlsplit(self.path)
        ours = parts.path == PATH and self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"
        # The lock is never given back: the first answer is the only one.
        if not ours or not self.server.taken.acquire(blocking=False):
            self._show(404, *_NOTHING)
            return
        self._show(200, *_BACK)
        try:
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS)
        except ValueError:
            pairs = []
        # A name said twice could be read in two ways; then it counts as not said.
        said = dict(pairs)
        self.server.answers.put(said if len(said) == len(pairs) else {})

    def _show(self, status: int, title: str, says: str) -> None:
        body = _PAGE.format(title=title, says=says).encode()
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: ANN401 - as in the base class
        """Write nothing down: the answer stands in the address."""
