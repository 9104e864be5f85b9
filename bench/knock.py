"""``python -m bench.knock FILE``: one process that sends requests that were made before, and measures their answers.

It does next to nothing for each, so that what is measured is the service: it writes bytes that lie ready, waits on all
its connections at once, and looks into an answer only as far as its length, its status and one word.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["main"]

_LONGEST_S = 120.0
_BLOCK = 1 << 18


@dataclass(slots=True)
class _Line:
    """A connection that stays open. ``due`` is when what it waits for was to be sent."""

    socket: socket.socket
    number: int
    due: float = 0.0
    busy: bool = False
    got: bytearray = field(default_factory=bytearray)
    behind: deque[tuple[float, bytes]] = field(default_factory=deque)


@dataclass(slots=True)
class _Run:
    lines: list[_Line]
    word: bytes
    waits: list[float] = field(default_factory=list)
    wrong: int = 0
    size: int = 0

    def send(self, line: _Line, request: bytes, due: float) -> None:
        line.due, line.busy = due, True
        line.socket.sendall(request)

    def take(self, line: _Line) -> bool:
        """Read what is there; say whether the answer is whole."""
        line.got += line.socket.recv(_BLOCK)
        end = line.got.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(line.got[:end]).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(line.got) < end + 4 + length:
            return False
        self.waits.append(time.perf_counter() - line.due)
        self.size += length
        self.wrong += not (head.startswith(b"http/1.1 200") and self.word in line.got)
        line.got.clear()
        line.busy = False
        return True


def main(path: str) -> int:
    """Do what the file says and print what came of it."""
    asked = json.loads(Path(path).read_text(encoding="utf-8"))
    requests = [each.encode("latin-1") for each in asked["requests"]]
    lines = [_opened(number, asked["addresses"]) for number in range(asked["connections"])]
    run = _Run(lines, asked["word"].encode())
    begun, cpu = time.perf_counter(), time.process_time()
    _play(run, requests, asked["each_second"])
    took, cpu = time.perf_counter() - begun, time.process_time() - cpu
    print(json.dumps({"seconds": took, "cpu": cpu, "waits": run.waits, "wrong": run.wrong, "bytes": run.size}))
    return 0


def _opened(number: int, addresses: list[list[str | int]]) -> _Line:
    host, port = addresses[number % len(addresses)]
    line = socket.create_connection((str(host), int(port)), timeout=_LONGEST_S)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Line(line, number)


def _play(run: _Run, requests: list[bytes], each_second: float) -> None:
    """Send every request over the connection it belongs to: at its moment, or (0 a second) as soon as that is free."""
    poll, lines = select.epoll(), {each.socket.fileno(): each for each in run.lines}
    for number in lines:
        poll.register(number, select.EPOLLIN)
    begun, sent, latest = time.perf_counter(), 0, time.perf_counter() + _LONGEST_S
    if not each_second:
        for at, request in enumerate(requests):
            run.lines[at % len(run.lines)].behind.append((0.0, request))
        for line in run.lines:
            _next(run, line)
    while len(run.waits) < len(requests):
        now = time.perf_counter()
        assert now < latest, "the service did not answer everything"
        while each_second and sent < len(requests) and begun + sent / each_second <= now:
            line = run.lines[sent % len(run.lines)]
            line.behind.append((begun + sent / each_second, requests[sent]))
            sent += 1
            if not line.busy:
                _next(run, line)
        pause = begun + sent / each_second - now if each_second and sent < len(requests) else 1.0
        for number, _ in poll.poll(max(0.0, pause)):
            line = lines[number]
            if run.take(line):
                _next(run, line)


def _next(run: _Run, line: _Line) -> None:
    if line.behind:
        due, request = line.behind.popleft()
        run.send(line, request, due or time.perf_counter())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
