"""The lease: the service's signed permission to keep and open the cache until a time (a JWS, RFC 7515, EdDSA)."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from crimint_domain.errors import Unavailable

__all__ = ["Lease", "read_lease"]

_PARTS: Final = 3
# Policy gives at most 14 days; what is signed for longer was not meant to be a lease.
_LONGEST: Final = timedelta(days=14, hours=1)
# How far the moment of signing may lie from the service's own clock in the same answer.
_SLACK: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Lease:
    """From when until when, in UTC by the service's clock."""

    given_at: datetime
    until: datetime

    def ends_here(self, now: datetime) -> datetime:
        """Return when it ends by a clock that says ``now`` as it arrives: at its own date, and no later than it
        lasts, so that neither a clock behind nor one put forward makes it longer."""
        return min(self.until, now + (self.until - self.given_at))


def read_lease(text: str, key: str, user: str, device: str, server_time: datetime | None) -> Lease:
    """Check a lease by the pinned key (base64) and return it.

    Raises Unavailable: ``lease-not-genuine`` when it is not signed by that key, ``lease-of-another`` when it is for
    another person or device, ``lease-not-sane`` when its times cannot be meant.
    """
    claims = _claims(text, key)
    if claims.get("sub") != user or claims.get("device") != device:
        raise _bad("lease-of-another", "it is for somebody else or for another device")
    given_at, until = _moment(claims.get("iat")), _moment(claims.get("exp"))
    if given_at is None or until is None or not timedelta(0) < until - given_at <= _LONGEST:
        raise _bad("lease-not-sane", "it does not say from when until when it holds")
    if server_time is not None and abs(given_at - server_time) > _SLACK:
        raise _bad("lease-not-sane", "it was not signed just now")
    return Lease(given_at, until)


def _claims(text: str, key: str) -> dict[str, Any]:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        parts = text.split(".")
        if len(parts) != _PARTS:
            raise ValueError("a compact JWS has three parts")
        header = json.loads(_decoded(parts[0]))
        # The algorithm is ours to say, not the lease's: one that names another is refused unread.
        if not isinstance(header, dict) or header.get("alg") != "EdDSA" or "crit" in header:
            raise ValueError("not EdDSA")
        signer = Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True))
        signer.verify(_decoded(parts[2]), f"{parts[0]}.{parts[1]}".encode())
        claims = json.loads(_decoded(parts[1]))
        if not isinstance(claims, dict):
            raise ValueError("no claims")
    except (ValueError, RecursionError, binascii.Error, InvalidSignature) as error:
        raise _bad("lease-not-genuine", "it is not signed by the service this cache belongs to") from error
    return claims


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _moment(seconds: object) -> datetime | None:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _bad(cause: str, why: str) -> Unavailable:
    return Unavailable(
        f"The service sent a permission to keep records that cannot be trusted: {why}. The one before still holds until"
        " it ends. Tell your administrator.",
        cause=cause,
    )
