"""A service on this machine that answers as each test wants, byte for byte."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest

from crimint_desktop.remote.line import HttpLine
from crimint_desktop.remote.service import Device, Service
from crimint_desktop.remote.sign_in import SignIn
from tests.builders import an_id


@dataclass
class Rogue:
    """Answers each connection with ``speak``, which gets the socket and the bytes of the request's head."""

    speak: Callable[[socket.socket, bytes], None]
    heard: list[bytes] = field(default_factory=list)
    address: str = ""

    def service(self, sign_in: SignIn | None = None) -> Service:
        return Service(HttpLine(self.address), Device(an_id(1), "0.1.0"), sign_in or signed_in())


def signed_in() -> SignIn:
    from crimint_desktop.remote.answers import Tokens

    sign_in = SignIn()
    sign_in.take(Tokens("a-token", 600, "a-refresh"))
    return sign_in


def answer(body: bytes, *, status: str = "200 OK", length: int | None = None, **headers: str) -> bytes:
    """The bytes of an answer; ``length`` is what it says its length is."""
    named = {"Content-Type": "application/json", "Content-Length": str(len(body) if length is None else length)}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


@contextmanager
def listening(rogue: Rogue) -> Iterator[Rogue]:
    listener = socket.create_server(("127.0.0.1", 0))
    rogue.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    over = threading.Event()

    def serve() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            said = re.search(rb"(?i)content-length: (\d+)", head)
            _, _, body = head.partition(b"\r\n\r\n")
            while said and len(body) < int(said[1]):
                body += connection.recv(65536)
            rogue.heard.append(head)
            rogue.speak(connection, head)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield rogue
    finally:
        over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(2)


@pytest.fixture
def rogue() -> Iterator[Callable[..., Rogue]]:
    """Start a service that says one thing: bytes, or whatever a callable does with the socket."""
    open_now = []

    def start(says: bytes | Callable[[socket.socket, bytes], None]) -> Rogue:
        speak = says if callable(says) else lambda connection, _head: connection.sendall(says)
        context = listening(Rogue(speak))
        open_now.append(context)
        return context.__enter__()

    yield start
    for context in open_now:
        context.__exit__(None, None, None)
