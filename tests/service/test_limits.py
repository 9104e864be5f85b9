"""What is too large, too much, too slow or no request at all is answered in one form and does no harm."""

import json
import socket
import threading
import time

import pytest
import requests
import zstandard

from tests.protocol.client import a_change, a_creation, a_document, an_item, new_id
from tests.protocol.people import OKONJO
from tests.service.world import a_world


@pytest.fixture
def small(tmp_path):
    """Return a service with small limits."""
    limits = {"body_limit": 20_000, "changes_limit": 3, "body_wait_s": 0.3, "page_records": 4, "page_bytes": 3_000}
    with a_world(str(tmp_path / "register.db"), in_flight=2, **limits) as made:
        yield made


def post(world, client, body, **headers):
    """Send bytes as they are."""
    named = {"Authorization": f"Bearer {client.tokens['token']}", "X-Device": client.device}
    return requests.post(f"{world.url}/v1/changes", data=body, headers=named | headers, timeout=10)


def is_a_problem(answer, status, name):
    """Check the one form of problems."""
    body = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"urn:crimint:problem:{name}")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert body["detail"].endswith(".")
    assert body["title"]
    return True


def test_a_body_beyond_the_limit_is_refused_before_and_after_decoding(small):
    officer = small.client(OKONJO)
    large = b'{"changes": "' + b"x" * 30_000 + b'"}'
    assert is_a_problem(post(small, officer, large), 413, "too-large")
    packed = zstandard.compress(large)
    assert len(packed) < 1_000
    assert is_a_problem(post(small, officer, packed, **{"Content-Encoding": "zstd"}), 413, "too-large")


def test_a_bomb_is_refused_quickly_and_in_little_memory(embedded):
    officer = embedded.client(OKONJO)
    bomb = zstandard.compress(b"\0" * 500_000_000)
    assert len(bomb) < 100_000
    began = time.monotonic()
    assert is_a_problem(post(embedded, officer, bomb, **{"Content-Encoding": "zstd"}), 413, "too-large")
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("body", "encoding", "status", "name"),
    [
        (b"not zstd", "zstd", 400, "malformed"),
        (b"{}", "gzip", 415, "encoding-unknown"),
        (b"{", "identity", 400, "malformed"),
        (b"[]", "identity", 400, "malformed"),
        (b'{"changes": [{"id": "\xed\xa0\x80"}]}', "identity", 400, "malformed"),
        (b'{"changes": 5}', "identity", 400, "malformed"),
        (b'{"changes": [{"id": 5}]}', "identity", 400, "malformed"),
        (b'{"changes": [{"id": "\\ud800"}]}', "identity", 400, "malformed"),
        (b"\xff\xfe", "identity", 400, "malformed"),
        (b"[" * 15_000, "identity", 400, "malformed"),
    ],
)
def test_a_body_that_is_no_request_is_answered_in_the_one_form(small, body, encoding, status, name):
    officer = small.client(OKONJO)
    headers = {} if encoding == "identity" else {"Content-Encoding": encoding}
    assert is_a_problem(post(small, officer, body, **headers), status, name)


def test_too_many_changes_at_once_are_refused_whole(small):
    officer = small.client(OKONJO)
    sent = {"changes": [a_creation(a_document(items={})) for _ in range(4)]}
    assert is_a_problem(post(small, officer, json.dumps(sent)), 413, "too-large")
    assert officer.everything() == {}


def test_a_body_that_does_not_come_is_not_waited_for(small):
    host, port = small.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(b"POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        answer = line.recv(4_096)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"urn:crimint:problem:too-slow" in answer or line


def test_more_requests_than_fit_are_told_to_come_back(small):
    host, port = small.url.removeprefix("http://").split(":")
    head = b"POST /v1/changes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    lines = [socket.create_connection((host, int(port)), timeout=5) for _ in range(2)]
    for line in lines:
        line.sendall(head)
    time.sleep(0.1)
    answer = requests.get(f"{small.url}/.well-known/crimint", timeout=5)
    assert is_a_problem(answer, 503, "busy")
    assert answer.headers["Retry-After"] == "2"
    assert requests.get(f"{small.url}/healthz", timeout=5).status_code == 200
    for line in lines:
        line.close()


def test_pages_keep_to_their_number_and_to_their_size(small):
    officer = small.client(OKONJO)
    for _ in range(3):
        officer.send(a_creation(a_document(items={})), a_creation(a_document(items={})))
    officer.send(*[a_creation(a_document(items={"i1": an_item("x" * 2_000)})) for _ in range(3)])
    [state] = officer.checkpoint()["streams"]
    sizes, cursor, more = [], "", True
    while more:
        page = officer.get(f"/v1/streams/{state['id']}/changes?cursor={cursor}")
        sizes.append(len(page["entries"]))
        cursor, more = page["cursor"], page["more"]
    assert sum(sizes) == 9
    assert max(sizes) == 4
    assert sizes[-1] == 1


def test_answers_are_packed_for_those_who_read_it_and_only_when_it_pays(embedded):
    officer = embedded.client(OKONJO)
    officer.send(a_creation(a_document("word " * 1_000)))
    [state] = officer.checkpoint()["streams"]
    named = {"Authorization": f"Bearer {officer.tokens['token']}", "X-Device": officer.device}
    address = f"{embedded.url}/v1/streams/{state['id']}/changes"
    packed = requests.get(address, headers=named | {"Accept-Encoding": "zstd"}, timeout=5, stream=True)
    plain = requests.get(address, headers=named | {"Accept-Encoding": "identity"}, timeout=5)
    assert packed.headers["Content-Encoding"] == "zstd"
    assert zstandard.ZstdDecompressor().decompress(packed.raw.read(decode_content=False)) == plain.content
    small = requests.get(f"{embedded.url}/healthz", headers={"Accept-Encoding": "zstd"}, timeout=5)
    assert "Content-Encoding" not in small.headers
    assert small.headers["Cache-Control"] == "no-store"


def test_an_unknown_place_a_wrong_method_and_a_missing_device_are_problems_too(embedded):
    assert is_a_problem(requests.get(f"{embedded.url}/v2/anything", timeout=5), 404, "not-found")
    assert is_a_problem(requests.put(f"{embedded.url}/v1/changes", timeout=5), 405, "method-not-allowed")
    assert is_a_problem(requests.get(f"{embedded.url}/v1/access/me", timeout=5), 400, "device-missing")
    spoilt = requests.post(f"{embedded.url}/v1/token", json={"grant": "x"}, headers={"X-Device": new_id()}, timeout=5)
    assert is_a_problem(spoilt, 400, "malformed")


def test_a_problem_never_repeats_what_was_sent(embedded):
    sent = {"grant": "password", "user": "okonjo", "password": 12345678}
    answer = requests.post(f"{embedded.url}/v1/token", json=sent, headers={"X-Device": new_id()}, timeout=5)
    assert is_a_problem(answer, 400, "malformed")
    assert "12345678" not in answer.text


def test_a_character_that_cannot_be_kept_is_not_a_mistake_of_the_service(world):
    for field in ("user", "password"):
        asked = {"grant": "password", "user": "okonjo", "password": "x", field: "a\x00b"}
        status, _, body = world.request("POST", "/v1/token", asked, {"X-Device": new_id()})
        assert status in (400, 401), body


def test_a_cursor_that_was_not_given_out_for_this_stream_is_refused(world):
    officer = world.client(OKONJO)
    officer.send(creation := a_creation(a_document()))
    officer.send(a_creation(record=new_id()))
    [state] = officer.checkpoint()["streams"]
    cursor = officer.read(state["id"])["cursor"]
    assert creation["record"]
    for spoilt in (cursor[:-2] + ("AA" if cursor[-2:] != "AA" else "BB"), "AAAA", "%00", "é"):
        status, _, body = officer.ask("GET", f"/v1/streams/{state['id']}/changes?cursor={spoilt}")
        assert (status, body["type"]) == (400, "urn:crimint:problem:bad-cursor"), spoilt


def test_a_restored_register_is_noticed_at_the_checkpoint_and_at_a_page(world):
    officer = world.client(OKONJO)
    officer.send(a_creation())
    state = officer.checkpoint()
    cursor = officer.read(state["streams"][0]["id"])["cursor"]
    asked = {"epoch": "another", "access_version": 0, "have_digest": "", "audit_seq": 0}
    status, _, body = officer.ask("POST", "/v1/sync/checkpoint", asked)
    assert (status, body["type"], body["epoch"]) == (409, "urn:crimint:problem:epoch-changed", state["epoch"])
    assert officer.checkpoint(epoch=state["epoch"])["epoch"] == state["epoch"]
    assert cursor


def test_changes_made_on_another_history_are_not_taken(world):
    officer = world.client(OKONJO)
    officer.send(creation := a_creation())
    change = a_change(creation["record"], 1, {"title": "Made on what is no more"})
    status, _, body = officer.ask("POST", "/v1/changes", {"changes": [change], "epoch": "another"})
    epoch = officer.checkpoint()["epoch"]
    assert (status, body["type"], body["epoch"]) == (409, "urn:crimint:problem:epoch-changed", epoch)
    assert officer.get(f"/v1/records/{creation['record']}")["version"] == 1
    assert officer.ask("GET", f"/v1/changes/{change['id']}")[0] == 404
    [receipt] = officer.post("/v1/changes", {"changes": [change], "epoch": epoch})["receipts"]
    assert (receipt["status"], receipt["version"]) == (200, 2)


def test_many_requests_at_once_are_all_answered(embedded):
    statuses: list[int] = []

    def ask():
        statuses.append(requests.get(f"{embedded.url}/.well-known/crimint", timeout=10).status_code)

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20
