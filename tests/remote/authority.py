"""An invented certificate authority, and services that show its certificates, sound or not."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pem(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@dataclass(frozen=True)
class Authority:
    """Vouches for services; ``file`` holds its own certificate."""

    folder: Path
    name: str = "An invented authority"
    key: Key = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    @property
    def file(self) -> Path:
        """The certificate to trust."""
        path = self.folder / f"{self.name}.pem"
        if not path.exists():
            made = self._made(_named(self.name), self.key, 3650, ca=True)
            path.write_bytes(made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
        return path

    def vouch(
        self,
        *,
        hosts: tuple[str, ...] = ("127.0.0.1",),
        common_name: str = "A service",
        days: int = 1,
        begins: int = -3,
        key: Key | None = None,
        usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.SERVER_AUTH,
    ) -> Path:
        """Return a file with a certificate and its key. Without ``hosts`` only its common name says whose it is."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        made = self._made(_named(common_name), key, days, begins=begins)
        if hosts:
            made = made.add_extension(x509.SubjectAlternativeName([_general(each) for each in hosts]), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
        signed = made.sign(self.key, hashes.SHA256())
        path = self.folder / f"{signed.serial_number}.pem"
        path.write_bytes(_pem(key) + signed.public_bytes(serialization.Encoding.PEM))
        return path

    def _made(
        self, subject: x509.Name, key: Key, days: int, *, begins: int = -3, ca: bool = False
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(_named(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=begins))
            .not_valid_after(now + datetime.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        )


def _general(host: str) -> x509.GeneralName:
    with suppress(ValueError):
        return x509.IPAddress(ipaddress.ip_address(host))
    return x509.DNSName(host)


@dataclass
class Service:
    """Something that answers on this machine, and what it heard."""

    port: int = 0
    heard: list[str] = field(default_factory=list)


@contextmanager
def a_service(certificate: Path | None, answer: bytes = b"{}", status: int = 200, **limits: Any) -> Iterator[Service]:
    """Answer everything alike, encrypted if there is a certificate; ``limits`` are set on its side of the handshake."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            service.heard.append(f"{self.requestline}\n{self.headers}")
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            if status in (301, 302, 307, 308):
                self.send_header("Location", answer.decode())
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(answer)

        def do_CONNECT(self) -> None:
            service.heard.append(f"{self.requestline}\n{self.headers}")
            self.send_error(403)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A handshake that fails is what is tried here."""

    server = Server(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for name, value in limits.items():
            getattr(context, name)(value) if callable(getattr(context, name)) else setattr(context, name, value)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    service.port = server.server_address[1]
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
