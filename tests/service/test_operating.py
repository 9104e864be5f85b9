"""What whoever runs the service sees: whether it is ready, what it counts, what it writes down, and how it ends."""

import asyncio
import json
import logging
import signal
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crimint_service.faults import Fault
from crimint_service.journal import FIELDS, JsonLines
from crimint_service.routes.allowance import Allowance
from crimint_service.serving import Listen
from crimint_service.serving import _config as listening_config
from tests.protocol.client import a_creation, a_document
from tests.protocol.people import OKONJO
from tests.service.test_hints import digest_of
from tests.service.world import a_world

CANARY = "wren-told-me-of-the-blue-van"


@pytest.fixture
def started(tmp_path):
    """Return a function that starts the service as an operator does and gives back its process and what it says."""
    running = []

    def start(*options):
        command = [sys.executable, "-m", "crimint_service", "serve", "--database", str(tmp_path / "register.db")]
        process = subprocess.Popen(
            [*command, "--port", "0", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def url_of(process, words):
    """Read the address that the service says after these words."""
    line = process.stdout.readline()
    assert line.startswith(words), line or process.stderr.read()
    return line.split()[-1]


def test_a_service_is_ready_until_it_is_told_to_end(embedded):
    assert embedded.request("GET", "/readyz")[0] == 200
    embedded.parts.hints.stop()
    status, headers, body = embedded.request("GET", "/readyz")
    assert (status, body["type"], headers["retry-after"]) == (503, "urn:crimint:problem:stopping", "5")
    assert embedded.request("GET", "/healthz")[0] == 200


def test_what_began_before_the_end_is_finished_and_the_service_ends_well(started):
    process = started()
    url = url_of(process, "listening on")
    answers = []
    slow = threading.Thread(
        target=lambda: answers.append(requests.get(f"{url}/.well-known/crimint", timeout=20).status_code)
    )
    slow.start()
    slow.join()
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) in (0, -signal.SIGTERM)
    assert answers == [200]


def eventually(holds):
    """An answer is counted and written down once it has gone: wait for that."""
    latest = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < latest, "not within ten seconds"
        time.sleep(0.01)


def test_requests_are_counted_by_route_and_never_by_what_they_ask_for(embedded):
    officer = embedded.client(OKONJO)
    made = a_creation(a_document(CANARY))
    assert officer.send(made)[0]["status"] == 201
    officer.get(f"/v1/records/{made['record']}")
    port, end = embedded.parts.counts.offer(0)

    def read():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            return answer.read().decode()

    try:
        eventually(lambda: 'crimint_requests_total{method="GET",route="/v1/records/{id}",status="200"} 1.0' in read())
        counted = read()
    finally:
        end()
    assert 'crimint_receipts_total{status="201"} 1.0' in counted
    for unsaid in (CANARY, made["record"], OKONJO.user, officer.device):
        assert unsaid not in counted


def test_the_journal_names_routes_and_devices_and_nothing_that_was_written(embedded, caplog):
    caplog.set_level(logging.INFO)
    officer = embedded.client(OKONJO)
    made = a_creation(a_document(CANARY))
    officer.send(made)
    officer.get(f"/v1/records/{made['record']}")

    def written():
        noted = [each for each in caplog.records if each.name == "crimint_service.requests"]
        return [json.loads(JsonLines().format(each)) for each in noted]

    def asked():
        return [(each["method"], each["route"], each["status"]) for each in written()]

    eventually(lambda: ("GET", "/v1/records/{id}", 200) in asked())
    lines = written()
    assert ("POST", "/v1/changes", 200) in asked()
    assert {each.get("device") for each in lines} >= {officer.device}
    assert not any(unsaid in json.dumps(lines) for unsaid in (CANARY, made["record"], "Bearer", OKONJO.user))


def test_an_exception_in_the_journal_is_told_by_its_kind_alone():
    try:
        raise ValueError(CANARY)
    except ValueError:
        record = logging.LogRecord("part", logging.ERROR, __file__, 1, "it failed", (), sys.exc_info())
    record.__dict__["body"] = CANARY
    line = json.loads(JsonLines().format(record))
    assert line["defect"] == "ValueError"
    assert CANARY not in json.dumps(line)
    assert set(line) <= {"at", "level", "part", "says", *FIELDS}


def test_a_device_that_asks_too_often_is_told_when_to_return_and_others_go_on(tmp_path):
    with a_world(str(tmp_path / "register.db"), requests_a_minute=5) as small:
        busy, other = small.client(OKONJO), small.client(OKONJO)
        for each in (busy, other):
            each.get("/v1/access/me")  # from now on it counts for itself
        answers = [busy.ask("GET", "/v1/access/me") for _ in range(6)]
        assert [status for status, _, _ in answers] == [200] * 5 + [429]
        _, headers, body = answers[-1]
        assert body["type"] == "urn:crimint:problem:too-many-requests"
        assert 1 <= int(headers["retry-after"]) <= 60
        assert other.ask("GET", "/v1/access/me")[0] == 200
        assert busy.ask("GET", "/healthz")[0] == 200


def test_a_minute_slides_and_what_was_long_ago_is_forgotten():
    time = 0.0
    allowance = Allowance(10, lambda: time)
    for _ in range(10):
        allowance.take("a")
    with pytest.raises(Fault) as turned_away:
        allowance.take("a")
    assert turned_away.value.retry_after_s == 60
    time = 90.0
    for _ in range(5):
        allowance.take("a")
    with pytest.raises(Fault) as turned_away:
        allowance.take("a")
    assert turned_away.value.retry_after_s is not None
    time += turned_away.value.retry_after_s
    allowance.take("a")
    time = 300.0
    for _ in range(10):
        allowance.take("a")


def test_one_device_cannot_take_every_place_among_those_who_wait_for_news(tmp_path):
    with a_world(str(tmp_path / "register.db"), waiting_each=1) as small:
        officer = small.client(OKONJO)
        digest = digest_of(officer)
        done = []

        def wait():
            named = {"X-Device": officer.device, "Authorization": f"Bearer {officer.tokens['token']}"}
            url = f"{small.url}/v1/sync/wait?timeout=2&digest={digest}"
            done.append(requests.get(url, headers=named, timeout=20).status_code)

        waiting = [threading.Thread(target=wait) for _ in range(3)]
        for each in waiting:
            each.start()
        for each in waiting:
            each.join()
        assert sorted(done) == [204, 429, 429]


def a_certificate(folder):
    """Write a certificate for this machine, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    (folder / "service.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "service.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return ("--certificate", str(folder / "service.pem"), "--certificate-key", str(folder / "service.key"))


def test_with_a_certificate_only_the_newest_tls_is_spoken(started, tmp_path):
    options = a_certificate(tmp_path)
    port = int(url_of(started(*options), "listening on https://").rsplit(":", 1)[1])
    trust = ssl.create_default_context(cafile=str(tmp_path / "service.pem"))
    with urllib.request.urlopen(f"https://localhost:{port}/healthz", timeout=10, context=trust) as answer:
        assert json.load(answer) == {"ok": True}
    trust.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(OSError, match=r"(?i)protocol|version|handshake"):
        urllib.request.urlopen(f"https://localhost:{port}/healthz", timeout=10, context=trust)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--certificate", "nowhere.pem"), "belong together"),
        (("--certificate", "nowhere.pem", "--certificate-key", "nowhere.key"), "cannot be read"),
    ],
)
def test_a_certificate_that_cannot_be_used_is_a_sentence(started, options, says):
    process = started(*options)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 1
    assert says in told
    assert "Traceback" not in told


def test_options_can_stand_in_a_file_so_that_no_password_is_in_the_list_of_processes(tmp_path):
    (tmp_path / "options").write_text(f"user\nlist\n--database\n{tmp_path / 'register.db'}\n")
    command = [sys.executable, "-m", "crimint_service", f"@{tmp_path / 'options'}"]
    assert subprocess.run(command, check=False, capture_output=True, text=True).returncode == 0
    assert (tmp_path / "register.db").exists()


@pytest.mark.parametrize(("proxies", "heard"), [((), "10.1.2.3"), (("10.1.2.3",), "192.0.2.7")])
def test_where_a_request_came_from_is_believed_only_of_a_proxy_that_was_named(proxies, heard, monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    clients = []

    async def app(scope, _receive, _send):
        clients.append(scope["client"][0])

    config = listening_config(app, Listen(proxies=proxies))  # type: ignore[arg-type]  # any ASGI application
    config.load()
    scope = {
        "type": "http", "client": ("10.1.2.3", 4711), "scheme": "http",
        "headers": [(b"x-forwarded-for", b"192.0.2.7")],
    }  # fmt: skip
    asyncio.run(config.loaded_app(scope, None, None))
    assert clients == [heard]
