"""A session of ``requests`` that takes nothing from its surroundings and shows its socket to whoever must shut it."""

from __future__ import annotations

import logging
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter

from crimint_desktop.machine import Machine

__all__ = ["new_session", "trusting"]


def new_session(machine: Machine, opened: Callable[[Any], None]) -> requests.Session:
    """Return a session with one connection; ``opened`` is told each new socket."""
    logging.getLogger("urllib3.connection").disabled = True  # it would write down what the other side sent
    session = requests.Session()
    session.trust_env = False
    session.headers.clear()
    adapter = _Adapter(trusting(machine.ca_file), opened)
    for scheme in ("http://", "https://"):
        session.mount(scheme, adapter)
    return session


def trusting(ca_file: Path | None) -> ssl.SSLContext:
    """Return what is trusted: the certificates of ``ca_file``, or the system's own, never those of the environment."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.hostname_checks_common_name = False
    if ca_file is not None:
        context.load_verify_locations(cafile=str(ca_file))
    elif sys.platform == "win32":
        context.load_default_certs()
    else:
        places = ssl.get_default_verify_paths()  # those compiled in: SSL_CERT_FILE could name anything
        if Path(places.openssl_cafile).exists():
            context.load_verify_locations(cafile=places.openssl_cafile)
        if Path(places.openssl_capath).is_dir():
            context.load_verify_locations(capath=places.openssl_capath)
    return context


class _Adapter(HTTPAdapter):
    """Uses our own trust and tells of each socket; keeps one connection and retries nothing."""

    def __init__(self, trust: ssl.SSLContext, opened: Callable[[Any], None]) -> None:
        self._trust = trust
        self._opened = opened
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed through
        """Make the pool with connections that tell of their socket."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools_telling(self._opened)

    def proxy_manager_for(self, proxy: str, **more: Any) -> Any:  # noqa: ANN401 - as in the base class
        """Go through a proxy with connections that tell of their socket."""
        manager = super().proxy_manager_for(proxy, **more)
        manager.pool_classes_by_scheme = _pools_telling(self._opened)
        return manager

    def build_connection_pool_key_attributes(self, *asked: Any, **named: Any) -> Any:  # noqa: ANN401 - as in the base class
        """Connect with our own trust, whatever was asked for."""
        host, pool = super().build_connection_pool_key_attributes(*asked, **named)
        if host["scheme"] == "https":
            return host, {"cert_reqs": "CERT_REQUIRED", "ssl_context": self._trust}
        return host, pool

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ANN401 - as above
        """Add no certificates of others to our own."""


def _pools_telling(opened: Callable[[Any], None]) -> dict[str, Any]:
    class Plain(urllib3.connection.HTTPConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class Encrypted(urllib3.connection.HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            opened(self.sock)

    class PlainPool(urllib3.HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(urllib3.HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
