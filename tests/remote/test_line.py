"""A line takes whole, timely answers of a sane size from the right service, and nothing from its surroundings."""

import gzip
import os
import socket
import subprocess
import sys
import threading
import time

import pytest
import zstandard

from crimint_desktop.remote.line import HttpLine, Question, checked_origin
from crimint_domain.errors import Refused, Unavailable
from tests.remote.conftest import answer

HELLO = Question("GET", "/.well-known/crimint")


def cause(line, question=HELLO):
    with pytest.raises(Unavailable) as caught:
        line.exchange(question)
    assert caught.value.says.endswith(".")
    return caught.value.cause


def test_nobody_there_says_that_everything_is_kept():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(Unavailable) as caught:
        HttpLine(address).exchange(HELLO)

    assert caught.value.cause == "service-down"
    assert "Everything you write is kept" in caught.value.says
    assert caught.value.retry_after_s


def test_a_body_that_ends_before_its_end_is_not_taken(rogue):
    assert cause(HttpLine(rogue(answer(b'{"a": 1', length=99)).address)) == "answer-cut"


def test_a_body_without_a_length_is_not_taken(rogue):
    body = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}"

    assert cause(HttpLine(rogue(body).address)) == "answer-cut"


def test_a_cut_stream_of_chunks_is_not_taken(rogue):
    body = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"

    assert cause(HttpLine(rogue(body).address)) == "answer-cut"


def test_a_cut_answer_is_asked_for_once_more_where_that_does_no_harm(rogue):
    there = rogue(answer(b"{", length=2))

    cause(HttpLine(there.address))
    assert len(there.heard) == 2
    cause(HttpLine(there.address), Question("POST", "/v1/token", body=b"{}", repeatable=False))
    assert len(there.heard) == 3


@pytest.mark.parametrize("drip", [b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
def test_an_answer_that_drips_is_given_up_in_time(rogue, drip):
    def speak(connection, _head):
        connection.sendall(drip)
        for _ in range(100):
            connection.sendall(b"x")
            time.sleep(0.05)

    started = time.monotonic()
    assert cause(HttpLine(rogue(speak).address), Question("GET", "/", within_s=0.4)) == "service-slow"
    assert time.monotonic() - started < 1.5


def test_silence_is_given_up_in_time(rogue):
    silent = rogue(lambda connection, _head: time.sleep(3))
    started = time.monotonic()

    assert cause(HttpLine(silent.address), Question("GET", "/", within_s=0.3)) == "service-slow"
    assert time.monotonic() - started < 1.5


def test_an_exchange_is_abandoned_at_once(rogue):
    line = HttpLine(rogue(lambda connection, _head: time.sleep(5)).address)
    timer = threading.Timer(0.2, line.abandon)
    timer.start()
    started = time.monotonic()

    assert cause(line) in ("answer-cut", "service-down")
    assert time.monotonic() - started < 1.5


def test_a_bomb_is_not_unpacked(rogue):
    bomb = zstandard.ZstdCompressor(level=19).compress(bytes(200_000_000))
    assert len(bomb) < 100_000

    assert cause(HttpLine(rogue(answer(bomb, Content_Encoding="zstd")).address)) == "answer-too-large"


def test_an_answer_larger_than_any_honest_one_is_not_read(rogue):
    assert cause(HttpLine(rogue(answer(b"", length=10**12)).address)) == "answer-too-large"
    endless = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + bytes(65536) + b"\r\n") * 40
    assert cause(HttpLine(rogue(endless).address)) == "answer-too-large"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_an_encoding_nobody_asked_for_or_a_damaged_one_is_not_taken(rogue, encoding):
    body = answer(gzip.compress(b"{}"), Content_Encoding=encoding)

    assert cause(HttpLine(rogue(body).address)) == "service-rubbish"


def test_a_redirect_is_not_followed(rogue):
    elsewhere = rogue(answer(b"{}"))
    here = rogue(answer(b"", status="302 Found", Location=f"{elsewhere.address}/v1"))

    found = HttpLine(here.address).exchange(Question("GET", "/", headers={"Authorization": "Bearer secret"}))

    assert found.status == 302
    assert elsewhere.heard == []


def test_a_huge_redirect_is_not_read_either(rogue):
    here = rogue(answer(b"", status="302 Found", Location="/", length=10**12))

    assert cause(HttpLine(here.address)) == "answer-too-large"


def test_what_is_not_http_is_rubbish_or_cut(rogue):
    assert cause(HttpLine(rogue(b"220 mail.example ready\r\n").address)) in ("answer-cut", "service-rubbish")


def test_passwords_proxies_and_certificates_of_the_environment_do_not_count(rogue, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password from-a-file\n")
    netrc.chmod(0o600)
    for name, value in {"NETRC": str(netrc), "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9",
                        "REQUESTS_CA_BUNDLE": str(netrc), "SSL_CERT_FILE": str(netrc)}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    there = rogue(answer(b"{}"))

    assert HttpLine(there.address).exchange(HELLO).body == b"{}"
    assert b"Basic" not in there.heard[0]
    assert b"authorization" not in there.heard[0].lower()


@pytest.mark.parametrize(
    "address",
    [
        "http://crimint.example",
        "http://127.0.0.1.example",
        "http://10.0.0.1:8080",
        "ftp://localhost",
        "localhost:8000",
        "https://",
        "https://user:password@crimint.example",
        "https://crimint.example/else",
        "https://crimint.example?x=1",
        "https://crimint.example:port",
        "",
    ],
)
def test_an_address_that_is_not_safe_is_refused(address):
    with pytest.raises(Refused) as caught:
        checked_origin(address)

    assert caught.value.problems[0].part == "service"


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://crimint.example/", "https://crimint.example"),
        (" https://crimint.example:8443 ", "https://crimint.example:8443"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://127.0.0.7:8000/", "http://127.0.0.7:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_a_safe_address_is_taken(address, origin):
    assert checked_origin(address) == origin


def test_importing_the_remote_does_not_import_the_http_library():
    names = "crimint_desktop.remote.service, crimint_desktop.remote.line, crimint_desktop.sync.schedule"
    asked = f"import sys, {names}; print('requests' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, env=os.environ)

    assert found.stdout.strip() == "False"
