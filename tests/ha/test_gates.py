"""A gate that is shut holds what comes and ends nothing; one that opens again has cut off what stood in it."""

import socket
import threading
from collections.abc import Iterator

import pytest

from ha.gates import Gates, gates

SHORT_S = 0.2


@pytest.fixture
def echo() -> Iterator[int]:
    """The port of somebody who says again what is said."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer(line: socket.socket) -> None:
            with line:
                while said := line.recv(1024):
                    line.sendall(said)

        def listen() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=answer, args=(line,), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def between() -> Iterator[Gates]:
    with gates() as made:
        yield made


def through(gate, timeout=5.0):
    return socket.create_connection(("127.0.0.1", gate.port), timeout=timeout)


def test_an_open_gate_lets_everything_through_both_ways(between, echo):
    with through(between.add(echo)) as line:
        for said in (b"one", b"x" * 200_000):
            line.sendall(said)
            heard = b""
            while len(heard) < len(said):
                heard += line.recv(65536)
            assert heard == said


def test_a_shut_gate_answers_nothing_and_ends_nothing(between, echo):
    gate = between.add(echo)
    with through(gate, SHORT_S) as old:
        old.sendall(b"before")
        assert old.recv(1024) == b"before"
        between.shut(gate)
        with through(gate, SHORT_S) as fresh:
            for line in (old, fresh):
                line.sendall(b"is anybody there?")
                with pytest.raises(TimeoutError):
                    line.recv(1024)


def test_what_stood_in_a_gate_is_cut_off_when_it_opens_and_others_pass(between, echo):
    gate = between.add(echo)
    with through(gate) as old:
        old.sendall(b"before")
        assert old.recv(1024) == b"before"
        between.shut(gate)
        old.sendall(b"meanwhile")
        between.open(gate)
        try:
            heard = old.recv(1024)
        except ConnectionResetError:
            heard = b""
        assert heard == b""
    with through(gate) as fresh:
        fresh.sendall(b"after")
        assert fresh.recv(1024) == b"after"


def test_a_gate_before_nobody_closes_the_line(between):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with through(between.add(port)) as line:
        line.sendall(b"hello")
        assert line.recv(1024) == b""
