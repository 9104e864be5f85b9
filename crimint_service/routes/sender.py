"""Whom a request counts against: the session it is known to belong to, or else the address it comes from.

What a request only claims, such as its device or a token nobody has accepted yet, is no ground for counting: else who
sends too much would name another each time, or somebody else.
"""

from __future__ import annotations

import hashlib
import ipaddress
import time
from collections.abc import Callable
from typing import Final

from starlette.types import Scope

__all__ = ["PROVEN", "Senders", "address_of", "header_of"]

PROVEN: Final = "crimint.proven"
"""Set to True in the scope of a request whose token was accepted."""

_REMEMBERED_S: Final = 900.0  # a session that is silent for longer counts once more against its address
_NETWORK_BITS: Final = 64


def header_of(scope: Scope, name: bytes) -> str:
    """Return a header of a request; empty without one."""
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def address_of(host: str) -> str:
    """Return the address a limit counts by: of IPv6 the network, because one machine has all the addresses in it."""
    if ":" not in host:
        return host
    try:
        found = ipaddress.IPv6Address(host.partition("%")[0])
    except ValueError:
        return host
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.IPv6Network((found, _NETWORK_BITS), strict=False))


class Senders:
    """Remembers which tokens were accepted lately, in this process. Used from one event loop."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._turn = 0
        self._lately: set[str] = set()
        self._before: set[str] = set()

    def of(self, scope: Scope) -> tuple[str, str]:
        """Return whom a request counts against, and its token's name (its address without one): who claims a token
        that is none is turned away at once, and so holds no place by it."""
        address = address_of(str((scope.get("client") or ("unknown",))[0]))
        token = header_of(scope, b"authorization")
        if not token:
            return address, address
        named = hashlib.sha256(token.encode()).hexdigest()
        return (named if named in self._lately or named in self._before else address), named

    def learn(self, scope: Scope, token: str) -> None:
        """Remember a request's token if it was accepted."""
        if not scope.get(PROVEN) or token in self._lately:
            return
        turn = int(self._now() // _REMEMBERED_S)
        if turn != self._turn:
            self._turn, self._before, self._lately = turn, self._lately, set()
        self._lately.add(token)
