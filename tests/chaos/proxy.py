"""A way to the service on which things go wrong: between real sockets on both sides, as seeded chance has it.

It carries one exchange at a time of each connection and knows where a question ends, so that each exchange can be
spoilt in a way of its own. What is silent for ever, and what TLS would find, is tried elsewhere.
"""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

__all__ = ["FAULTS", "Proxy", "between"]

FAULTS: Final = (
    "request lost",
    "request cut",
    "request garbled",
    "request late",
    "answer lost",
    "answer cut",
    "answer garbled",
    "sent twice",
    "reset",
)
SLOW: Final = ("slow answer", "dripping answer")
_PIECE = 65_536
_PATIENCE_S = 30
_LATEST = 6


@dataclass
class Proxy:
    """Spoils ``share`` of the exchanges, and slows ``slow`` of them down besides; counts what it did."""

    upstream: tuple[str, int]
    chance: random.Random
    share: float
    slow: float = 0.0
    url: str = ""
    done: Counter[str] = field(default_factory=Counter)
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _late: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def exchanges(self) -> int:
        """How many questions came."""
        return sum(self.done.values())

    @property
    def faulty(self) -> int:
        """How many of them were spoilt; slowness alone does not count."""
        return sum(self.done[fault] for fault in FAULTS)

    def stop_faults(self) -> None:
        """Carry everything faithfully from now on."""
        with self._guard:
            self.share = self.slow = 0.0
            late, self._late = self._late, []
        for _, question in late:
            self._delivered(question)

    def serve(self, client: socket.socket) -> None:
        """Carry the exchanges of one connection until it ends or is broken."""
        client.settimeout(_PATIENCE_S)
        with client, suppress(OSError):
            while question := _message(client):
                fault = self._drawn()
                if not self._carried(client, question, fault):
                    return
                self._send_late()

    def _drawn(self) -> str:
        with self._guard:
            at = self.chance.random()
            spoilt, slowed = at < self.share, at < self.share + self.slow
            fault = self.chance.choice(FAULTS) if spoilt else self.chance.choice(SLOW) if slowed else "carried"
            self.done[fault] += 1
        return fault

    def _carried(self, client: socket.socket, question: bytes, fault: str) -> bool:
        """Carry one exchange, or spoil it; whether the connection goes on."""
        if fault == "request late":
            with self._guard:
                self._late.append((self.exchanges + self.chance.randint(1, _LATEST), question))
        if fault in ("request lost", "request late"):
            return False
        if fault == "request cut":
            self._cut_short(question)
            return False
        if fault == "request garbled":
            client.sendall(self._delivered(self._garbled(question)))
            return False
        answer = self._delivered(question)
        if fault == "sent twice":
            answer = self._delivered(question)
        return self._answered(client, answer, fault)

    def _answered(self, client: socket.socket, answer: bytes, fault: str) -> bool:
        if fault == "answer cut":
            client.sendall(answer[: self._below(len(answer))])
        elif fault == "answer garbled":
            client.sendall(self._garbled(answer))
        elif fault == "reset":
            client.sendall(answer[: self._below(len(answer))])
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif fault == "dripping answer":
            for start in range(0, len(answer), 1 + len(answer) // 6):
                client.sendall(answer[start : start + 1 + len(answer) // 6])
                time.sleep(0.002)
            return True
        elif fault != "answer lost":
            time.sleep(0.02 if fault == "slow answer" else 0)
            client.sendall(answer)
            return True
        return False

    def _send_late(self) -> None:
        """Deliver what was held back for long enough: after its repetition, as a rule."""
        with self._guard:
            due = [question for at, question in self._late if at <= self.exchanges]
            self._late = [each for each in self._late if each[0] > self.exchanges]
        for question in due:
            self._delivered(question)

    def _delivered(self, question: bytes) -> bytes:
        with socket.create_connection(self.upstream, _PATIENCE_S) as service:
            service.sendall(question)
            return _message(service)

    def _cut_short(self, question: bytes) -> None:
        with socket.create_connection(self.upstream, _PATIENCE_S) as service:
            service.sendall(question[: self._below(len(question))])

    def _garbled(self, message: bytes) -> bytes:
        """Overwrite a few bytes of the body, or of the head where there is none, with some that no text has."""
        body = message.find(b"\r\n\r\n") + 4
        start = body if body < len(message) else 0
        with self._guard:
            at = self.chance.randrange(start, len(message))
            length = min(self.chance.randint(1, 8), len(message) - at)
            return message[:at] + bytes(self.chance.choices(range(0xF8, 0x100), k=length)) + message[at + length :]

    def _below(self, length: int) -> int:
        with self._guard:
            return self.chance.randrange(length)


def _message(source: socket.socket) -> bytes:
    """Read one message with its body, whose length its head says; empty when nothing comes any more."""
    read = bytearray()
    while (end := read.find(b"\r\n\r\n")) < 0:
        piece = source.recv(_PIECE)
        if not piece:
            return b""
        read += piece
    head = bytes(read[:end]).lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in head if line.startswith(b"content-length:")), 0)
    if head[0].endswith((b" 304 not modified", b" 204 no content")):
        length = 0
    while len(read) < end + 4 + length:
        piece = source.recv(_PIECE)
        if not piece:
            break
        read += piece
    return bytes(read)


@contextmanager
def between(url: str, chance: random.Random, share: float, slow: float = 0.0) -> Iterator[Proxy]:
    """Stand before a service on this machine until left."""
    host, port = url.removeprefix("http://").split(":")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        proxy = Proxy((host, int(port)), chance, share, slow, f"http://127.0.0.1:{listener.getsockname()[1]}")
        accepting = threading.Thread(target=_accept, args=(listener, proxy), daemon=True)
        accepting.start()
        yield proxy
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        accepting.join(5)


def _accept(listener: socket.socket, proxy: Proxy) -> None:
    with suppress(OSError):
        while True:
            client, _ = listener.accept()
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=proxy.serve, args=(client,), daemon=True).start()
