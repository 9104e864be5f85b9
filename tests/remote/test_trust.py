"""Only the right service is spoken to: the others hear no word of ours."""

import datetime
import ipaddress
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from crimint_desktop.remote.line import HttpLine, Question
from crimint_domain.errors import Unavailable

HELLO = Question("GET", "/", headers={"Authorization": "Bearer secret"})


def certificate(folder, *, days=1, host="127.0.0.1"):
    """A certificate that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An invented service")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=2))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{host}-{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def encrypted():
    """Serve with a certificate; yields a starter and what was heard."""
    heard, running = [], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(str(self.headers))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_):
            """Say nothing."""

    def start(path, **limits):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for name, value in limits.items():
            setattr(context, name, value)
        context.load_cert_chain(path)

        class Server(HTTPServer):
            def get_request(self):
                raw, address = super().get_request()
                raw.settimeout(5)
                return context.wrap_socket(raw, server_side=True), address

            def handle_error(self, *_):
                """A handshake that fails is what is tried here."""

        server = Server(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"https://127.0.0.1:{server.server_address[1]}"

    yield start, heard
    for server, thread in running:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_service_vouched_for_by_the_named_certificates_is_spoken_to(encrypted, tmp_path):
    start, heard = encrypted
    path = certificate(tmp_path)

    assert HttpLine(start(path), ca_file=path).exchange(HELLO).body == b"{}"
    assert len(heard) == 1


def test_a_service_that_vouches_for_itself_hears_nothing(encrypted, tmp_path, monkeypatch):
    start, heard = encrypted
    path = certificate(tmp_path)
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(path))

    with pytest.raises(Unavailable) as caught:
        HttpLine(start(path)).exchange(HELLO)

    assert caught.value.cause == "service-not-trusted"
    assert heard == []


@pytest.mark.parametrize("wrong", [{"days": -1}, {"host": "127.0.0.9"}], ids=["expired", "another host"])
def test_a_certificate_that_does_not_fit_is_not_trusted(encrypted, tmp_path, wrong):
    start, heard = encrypted
    path = certificate(tmp_path, **wrong)

    with pytest.raises(Unavailable) as caught:
        HttpLine(start(path), ca_file=path).exchange(HELLO)

    assert caught.value.cause == "service-not-trusted"
    assert heard == []
