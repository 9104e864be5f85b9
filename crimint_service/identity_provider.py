"""The identity provider as the service asks it: for its description and its keys, and for nothing else.

This is the only HTTP that the service speaks on its own account. Nothing from the environment counts: no proxies, no
certificates of others, no log of session keys. Redirects are not followed, an answer has a size and a time.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import ssl
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from crimint_domain.ids import Clock
from crimint_service.config import Oidc
from crimint_service.faults import Fault

__all__ = ["Provider", "checked_url"]

_DESCRIPTION: Final = "/.well-known/openid-configuration"
_WITHIN_S: Final = 10.0
_LARGEST: Final = 256 * 1024
_PIECE: Final = 16 * 1024
_OK: Final = 200
# Keys are asked for again after an hour, and at once for a key that nobody knows, but never twice in half a minute;
# while the provider cannot be reached, those of the last day still count.
_FRESH_S: Final = 3_600.0
_BETWEEN_S: Final = 30.0
_STALE_S: Final = 86_400.0


def checked_url(url: str) -> str:
    """Return an address of a provider if it is encrypted, or on this very machine; raises Fault otherwise."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host and parts.username is None:
        return url
    if parts.scheme == "http" and _is_this_machine(host):
        return url
    raise Fault(503, "provider-wrong", "An identity provider is spoken to over https, unless it is on this machine.")


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Provider:
    """One provider's keys, kept for a while; ``get`` reads the JSON at an address, over the network unless said
    otherwise. Safe to use from many threads."""

    def __init__(self, oidc: Oidc, clock: Clock, get: Callable[[str], Any] | None = None) -> None:
        self._oidc = oidc
        self._get = get or self._read_json
        self._clock = clock
        self._guard = threading.Lock()
        self._keys: tuple[dict[str, Any], ...] = ()
        self._read_at = float("-inf")
        self._tried_at = float("-inf")
        checked_url(oidc.issuer)

    def keys(self, kid: str) -> tuple[dict[str, Any], ...]:
        """Return the provider's public keys (JWK), asked for again if ``kid`` is none of them and it is time.

        Raises Fault 503 while there are none to be had.
        """
        with self._guard:
            now = self._clock.monotonic()
            known = any(each.get("kid") == kid for each in self._keys)
            if (not known or now - self._read_at > _FRESH_S) and now - self._tried_at >= _BETWEEN_S:
                self._tried_at = now
                self._read_again(now)
            if not self._keys or now - self._read_at > _STALE_S:
                raise _down()
            return self._keys

    def _read_again(self, now: float) -> None:
        try:
            described = _mapping(self._get(self._oidc.issuer.rstrip("/") + _DESCRIPTION))
            if described.get("issuer") != self._oidc.issuer:
                raise Fault(503, "provider-wrong", "The identity provider describes itself as another one.")
            found = _mapping(self._get(checked_url(str(described.get("jwks_uri", ""))))).get("keys")
            if not isinstance(found, list) or not found:
                raise _down()
        except (OSError, http.client.HTTPException, ValueError) as error:
            if not self._keys:
                raise _down() from error
            return  # the keys at hand last a day
        self._keys, self._read_at = tuple(each for each in found if isinstance(each, dict)), now

    def _read_json(self, url: str) -> Any:  # noqa: ANN401 - whatever JSON says
        parts = urlsplit(url)
        until = time.monotonic() + _WITHIN_S
        line = self._line(parts.scheme, parts.hostname or "", parts.port)
        try:
            line.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers={"Accept": "*/*"})
            answer = line.getresponse()
            if answer.status != _OK:
                raise _down()
            return json.loads(_read(answer, until))
        finally:
            line.close()

    def _line(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=_WITHIN_S)
        trust = _trusting(self._oidc.ca_file)
        if not self._oidc.proxy:
            return http.client.HTTPSConnection(host, port, timeout=_WITHIN_S, context=trust)
        proxy = urlsplit(self._oidc.proxy)
        line = http.client.HTTPSConnection(proxy.hostname or "", proxy.port, timeout=_WITHIN_S, context=trust)
        line.set_tunnel(host, port)
        return line


def _read(answer: http.client.HTTPResponse, until: float) -> bytes:
    pieces, size = [], 0
    while piece := answer.read1(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > _LARGEST or time.monotonic() > until:
            raise _down()
    return b"".join(pieces)


def _mapping(read: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON said
    if not isinstance(read, dict):
        raise _down()
    return read


def _trusting(ca_file: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(cafile=ca_file)
    elif sys.platform == "win32":
        context.load_default_certs()
    else:
        places = ssl.get_default_verify_paths()  # those compiled in: SSL_CERT_FILE could name anything
        if Path(places.openssl_cafile).exists():
            context.load_verify_locations(cafile=places.openssl_cafile)
        if Path(places.openssl_capath).is_dir():
            context.load_verify_locations(capath=places.openssl_capath)
    return context


def _down() -> Fault:
    return Fault(
        503, "provider-down", "The identity provider does not answer as it should. Try again.", retry_after_s=30
    )
