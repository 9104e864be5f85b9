"""Ways to the service in memory: straight, with faults on the way, or over a real socket."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crimint_desktop.remote import failure
from crimint_desktop.remote.line import Answer, Question
from crimint_desktop.remote.unpacking import unpacked
from crimint_domain.access import Principal
from crimint_domain.ids import Clock
from tests.protocol.client import new_id
from tests.protocol.fake import FakeService
from tests.protocol.people import PASSWORD, PEOPLE

FAULTS = ("request lost", "answer lost", "sent twice", "answer cut")


@dataclass
class FakeLine:
    """A line straight into a service in memory. ``before`` and ``after`` may raise or change what passes."""

    fake: FakeService
    before: Callable[[Question], None] | None = None
    after: Callable[[Question, Answer], Answer] | None = None
    asked: list[Question] = field(default_factory=list)

    def exchange(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.before is not None:
            self.before(question)
        answer = ask(self.fake, question)
        return answer if self.after is None else self.after(question, answer)

    def abandon(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Nothing is open."""


def ask(fake: FakeService, question: Question) -> Answer:
    """Put a question to the service in memory."""
    query = {name: str(value) for name, value in question.query.items()}
    reply = fake.handle(question.method, question.path, query, question.headers, question.body or b"")
    headers = {name.lower(): value for name, value in reply.headers.items()}
    body = unpacked(reply.body, headers.get("content-encoding", ""), question.largest)
    return Answer(reply.status, headers, body)


@dataclass
class FaultyLine:
    """A line on which ``share`` of the exchanges go wrong, as seeded chance has it."""

    fake: FakeService
    chance: random.Random
    share: float = 0.3
    faulty: bool = True

    def exchange(self, question: Question) -> Answer:
        if question.path == "/v1/token" or not self.faulty or self.chance.random() >= self.share:
            return ask(self.fake, question)
        fault = self.chance.choice(FAULTS)
        if fault == "request lost":
            raise failure.down()
        answer = ask(self.fake, question)
        if fault == "answer lost":
            raise failure.cut()
        if fault == "sent twice":
            return ask(self.fake, question)
        cut = Answer(answer.status, answer.headers, answer.body[: self.chance.randrange(len(answer.body) + 1)])
        return cut if cut.body != answer.body else answer

    def abandon(self) -> None:
        """Nothing is ever under way."""

    def close(self) -> None:
        """Nothing is open."""


@contextmanager
def fake_service(clock: Clock) -> Iterator[tuple[FakeService, str]]:
    """Serve, over HTTP on this machine, a service in memory that knows the people of the protocol tests; yields it
    and its address. Whatever runs on the real service runs on this one."""
    fake = FakeService(clock, new_id)
    for person in PEOPLE:
        principal = Principal(person.user, person.name, frozenset(person.roles), frozenset(person.units))
        fake.add_person(principal, PASSWORD)
    with serving(fake) as address:
        yield fake, address


@contextmanager
def serving(fake: FakeService) -> Iterator[str]:
    """Serve over HTTP on this machine and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 64 * 1024  # head and body in one packet

        def _answer(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            reply = fake.handle(self.command, parts.path, dict(parse_qsl(parts.query)), dict(self.headers), body)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.status not in (204, 304):
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_GET = do_POST = do_PUT = _answer

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
