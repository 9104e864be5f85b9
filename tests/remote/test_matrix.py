"""The matrix of who is not spoken to: false certificates, old ways to encrypt, and everything the environment can say.

Each case says what happened and that not a byte of the credential arrived anywhere.
"""

import select
import socket
import ssl
import subprocess
import sys
import textwrap
import threading
import warnings
from contextlib import contextmanager, suppress

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from crimint_desktop.machine import Machine, checked_proxy, settled_by
from crimint_desktop.remote.line import HttpLine, Question
from crimint_desktop.remote.session import trusting
from crimint_domain.errors import Unavailable
from crimint_service.config import Oidc
from crimint_service.faults import Fault
from crimint_service.identity_provider import Provider
from tests.remote.authority import Authority, a_service
from tests.service.world import HandClock

SECRET = "the-credential-of-an-invented-person"
HELLO = Question("GET", "/", headers={"Authorization": f"Bearer {SECRET}"})


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def _asked_by_desktop(port, trust, host="127.0.0.1"):
    """Ask as the desktop does; return the cause of what went wrong, or an empty text."""
    try:
        HttpLine(f"https://{host}:{port}", ca_file=trust).exchange(HELLO)
    except Unavailable as fault:
        return fault.cause
    return ""


def _asked_by_service(port, trust, host="127.0.0.1"):
    """Ask for an identity provider's keys as the service does."""
    oidc = Oidc(f"https://{host}:{port}", "client", "audience", ca_file=str(trust or ""))
    try:
        Provider(oidc, HandClock()).keys("one")
    except Fault as fault:
        return fault.name
    return ""


ASKING = [
    pytest.param(_asked_by_desktop, "service-not-trusted", id="desktop"),
    pytest.param(_asked_by_service, "provider-down", id="service"),
]


def _weak(authority):
    return authority.vouch(key=rsa.generate_private_key(65537, 1024))  # noqa: S505 - weak is what it is for


FALSE = {
    "expired": lambda a, _other: a.vouch(days=-1),
    "not valid yet": lambda a, _other: a.vouch(begins=1, days=2),
    "another host": lambda a, _other: a.vouch(hosts=("127.0.0.9",)),
    "another name": lambda a, _other: a.vouch(hosts=("crimint.example.test",)),
    "only a common name": lambda a, _other: a.vouch(hosts=(), common_name="127.0.0.1"),
    "vouched for by nobody known": lambda _a, other: other.vouch(),
    "vouched for by somebody of the same name": lambda a, other: Authority(other.folder, a.name).vouch(),
    "for clients, not for services": lambda a, _other: a.vouch(usage=ExtendedKeyUsageOID.CLIENT_AUTH),
}


@pytest.mark.parametrize(("asked", "cause"), ASKING)
@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE.keys())
def test_a_certificate_that_does_not_hold_hears_nothing(authority, tmp_path, asked, cause, false):
    with a_service(false(authority, Authority(tmp_path, "Somebody else"))) as service:
        assert asked(service.port, authority.file) == cause
        assert service.heard == []


@pytest.mark.parametrize(("asked", "cause"), ASKING)
def test_a_weak_key_hears_nothing(authority, asked, cause):
    with a_service(_weak(authority), set_ciphers="DEFAULT:@SECLEVEL=0") as service:
        assert asked(service.port, authority.file) == cause
        assert service.heard == []


@pytest.mark.parametrize(("asked", "cause"), ASKING)
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_encryption_hears_nothing(authority, asked, cause, version):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that it is old is the point
        opened = a_service(
            authority.vouch(), set_ciphers="DEFAULT:@SECLEVEL=0", minimum_version=version, maximum_version=version
        )
        with opened as service:
            assert asked(service.port, authority.file) == cause
            assert service.heard == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2])
def test_whoever_looks_less_closely_would_speak_to_them(authority, version):
    """That nobody was heard above is our doing, not the stand-in's."""
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname = False
    careless.verify_mode = ssl.CERT_NONE
    careless.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        careless.minimum_version = version
        opened = a_service(
            _weak(authority), set_ciphers="DEFAULT:@SECLEVEL=0", minimum_version=version, maximum_version=version
        )
        with opened as service:
            raw = socket.create_connection(("127.0.0.1", service.port))
            with careless.wrap_socket(raw) as line:
                line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                assert line.recv(100).startswith(b"HTTP/1.0 200")


@pytest.mark.parametrize(("asked", "cause"), ASKING)
def test_what_is_not_encrypted_at_all_hears_nothing(authority, asked, cause):
    with a_service(None) as service:
        assert asked(service.port, authority.file) in (cause, "service-not-trusted", "answer-cut", "service-down")
        assert not any(SECRET in each for each in service.heard)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_sound_service_is_spoken_to(authority, version):
    with a_service(authority.vouch(), minimum_version=version, maximum_version=version) as service:
        assert _asked_by_desktop(service.port, authority.file) == ""
        assert len(service.heard) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_is_followed_elsewhere(authority, status):
    with a_service(authority.vouch()) as elsewhere:
        there = f"https://127.0.0.1:{elsewhere.port}/".encode()
        with a_service(authority.vouch(), there, status) as service:
            answer = HttpLine(f"https://127.0.0.1:{service.port}", ca_file=authority.file).exchange(HELLO)
            assert answer.status == status
            assert _asked_by_service(service.port, authority.file) == "provider-down"
        assert elsewhere.heard == []


# the environment

TRUSTED_BY = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@pytest.mark.parametrize(("asked", "cause"), ASKING)
@pytest.mark.parametrize("name", TRUSTED_BY)
def test_no_variable_makes_anybody_trusted(authority, monkeypatch, asked, cause, name):
    monkeypatch.setenv(name, str(authority.file.parent if name.endswith("DIR") else authority.file))
    with a_service(authority.vouch()) as service:
        assert asked(service.port, None) == cause
        assert service.heard == []


@pytest.mark.parametrize("asked", [_asked_by_desktop, _asked_by_service])
@pytest.mark.parametrize("name", PROXIES)
def test_no_variable_names_a_proxy(authority, monkeypatch, asked, name):
    with a_service(None) as proxy, a_service(authority.vouch(hosts=("localhost",))) as service:
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "")
        asked(service.port, authority.file, "localhost")
        assert proxy.heard == []
        assert len(service.heard) == 1


def test_no_variable_lets_the_keys_of_a_session_be_written_down(authority, monkeypatch, tmp_path):
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys"))
    with a_service(authority.vouch()) as service:
        assert _asked_by_desktop(service.port, authority.file) == ""
        _asked_by_service(service.port, authority.file)
        assert len(service.heard) == 2
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("where", ["NETRC", "HOME"])
def test_no_file_of_passwords_is_read(authority, monkeypatch, tmp_path, where):
    file = tmp_path / ".netrc"
    file.write_text("machine 127.0.0.1 login somebody password something\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv(where, str(file if where == "NETRC" else tmp_path))
    with a_service(authority.vouch()) as service:
        HttpLine(f"https://127.0.0.1:{service.port}", ca_file=authority.file).exchange(Question("GET", "/"))
        assert "authorization" not in service.heard[0].lower()


def test_all_of_it_at_once_from_the_first_moment_of_a_process_changes_nothing(authority, tmp_path):
    """Some variables are read once, when a library is loaded."""
    program = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from crimint_desktop.remote.line import HttpLine, Question
        from crimint_domain.errors import Unavailable
        port, trust = sys.argv[1:]
        print(HttpLine(f"https://127.0.0.1:{port}", ca_file=Path(trust)).exchange(Question("GET", "/")).status)
        try:
            HttpLine(f"https://127.0.0.1:{port}").exchange(Question("GET", "/"))
        except Unavailable as fault:
            print(fault.cause)
        """
    )
    with a_service(None) as proxy, a_service(authority.vouch()) as service:
        hostile = dict.fromkeys(PROXIES, f"http://127.0.0.1:{proxy.port}") | {"NO_PROXY": ""}
        hostile |= dict.fromkeys(TRUSTED_BY, str(authority.file)) | {"SSL_CERT_DIR": str(authority.folder)}
        hostile |= {"SSLKEYLOGFILE": str(tmp_path / "keys"), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
        told = subprocess.run(
            [sys.executable, "-c", program, str(service.port), str(authority.file)],
            env=hostile, capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        assert told.stdout.split() == ["200", "service-not-trusted"]
        assert len(service.heard) == 1
        assert proxy.heard == []
    assert not (tmp_path / "keys").exists()


def test_the_systems_own_certificates_are_trusted_where_nothing_else_is_settled():
    assert trusting(None).cert_store_stats()["x509_ca"] > 0
    assert trusting(None).minimum_version >= ssl.TLSVersion.TLSv1_2
    assert trusting(None).keylog_filename is None
    assert not trusting(None).hostname_checks_common_name


# what the administrator has settled


@contextmanager
def a_proxy(to):
    """Carry whoever asks to one port of this machine, whatever place they name; what they said stands in the list."""
    heard: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(one):
        with one, suppress(OSError):
            heard.append(one.recv(65_536))
            with socket.create_connection(("127.0.0.1", to)) as other:
                one.sendall(b"HTTP/1.1 200 Go ahead\r\n\r\n")
                while True:
                    for ready in select.select([one, other], [], [], 5)[0]:
                        piece = ready.recv(65_536)
                        if not piece:
                            return
                        heard.append(piece)
                        (other if ready is one else one).sendall(piece)

    def accept():
        with suppress(OSError):
            while True:
                threading.Thread(target=carry, args=(listener.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], heard
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(2)


def test_the_administrators_proxy_carries_what_it_cannot_read(authority):
    certificate = authority.vouch(hosts=("crimint.example.test",))
    with a_service(certificate) as service, a_proxy(service.port) as (port, heard):
        machine = Machine(f"http://127.0.0.1:{port}", authority.file)
        line = HttpLine("https://crimint.example.test", machine=machine)
        assert line.exchange(HELLO).body == b"{}"
        line.close()
        assert SECRET in service.heard[0]
        assert heard[0].startswith(b"CONNECT crimint.example.test:443 ")
        assert SECRET.encode() not in b"".join(heard)


def test_a_proxy_cannot_stand_in_for_the_service(authority, tmp_path):
    """It may answer itself, with whatever certificate it has."""
    certificate = Authority(tmp_path, "The proxy").vouch(hosts=("crimint.example.test",))
    with a_service(certificate) as service, a_proxy(service.port) as (port, _):
        with pytest.raises(Unavailable) as caught:
            HttpLine(
                "https://crimint.example.test", machine=Machine(f"http://127.0.0.1:{port}", authority.file)
            ).exchange(HELLO)
        assert caught.value.cause == "service-not-trusted"
        assert service.heard == []


def test_a_proxy_that_refuses_is_named(authority):
    with a_service(None) as proxy:
        machine = Machine(f"http://127.0.0.1:{proxy.port}", authority.file)
        with pytest.raises(Unavailable) as caught:
            HttpLine("https://crimint.example.test", machine=machine).exchange(HELLO)
        assert caught.value.cause == "proxy-down"
        assert not any(SECRET in each for each in proxy.heard)


def test_this_very_machine_is_reached_without_a_proxy(authority):
    with a_service(None) as proxy, a_service(authority.vouch()) as service:
        machine = Machine(f"http://127.0.0.1:{proxy.port}", authority.file)
        HttpLine(f"https://127.0.0.1:{service.port}", machine=machine).exchange(HELLO)
        assert proxy.heard == []
        assert len(service.heard) == 1


def _settled(tmp_path, text, mode=0o644):
    import os

    file = tmp_path / "machine.json"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return settled_by(file, administrator=os.getuid())


def test_what_is_settled_is_read_from_the_administrators_file(tmp_path):
    text = '{"proxy": "http://proxy.example.test:8080", "ca_file": "/etc/crimint/force.pem", "later": true}'
    machine = _settled(tmp_path, text)
    assert machine.proxy == "http://proxy.example.test:8080"
    assert str(machine.ca_file) == "/etc/crimint/force.pem"
    assert settled_by(tmp_path / "none.json") == Machine()


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_can_write_is_not_believed(tmp_path, mode):
    with pytest.raises(Unavailable) as caught:
        _settled(tmp_path, '{"proxy": "http://proxy.example.test:8080"}', mode)
    assert caught.value.cause == "machine-settings"


def test_a_file_of_somebody_else_is_not_believed(tmp_path):
    import os

    file = tmp_path / "machine.json"
    file.write_text("{}", encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(Unavailable):
        settled_by(file, administrator=os.getuid() + 1)


@pytest.mark.parametrize("text", ["", "[]", "7", '{"proxy": 7}', '{"ca_file": []}', '{"proxy": "proxy:8080"}'])
def test_a_file_that_says_something_else_is_not_guessed_at(tmp_path, text):
    with pytest.raises(Unavailable):
        _settled(tmp_path, text)


@pytest.mark.parametrize(
    "said",
    ["https://proxy.example.test:8080", "http://proxy.example.test", "http://me:word@proxy.example.test:1",
     "http://proxy.example.test:1/x", "socks5://127.0.0.1:1", "http://:1", "http://proxy.example.test:99999"],
)  # fmt: skip
def test_a_proxy_is_a_host_and_a_port_and_nothing_else(said):
    with pytest.raises(Unavailable):
        checked_proxy(said)
