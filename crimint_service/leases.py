"""Leases: signed permission for one person at one device to keep and open a cache until a time (RFC 7515, EdDSA)."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["lease", "public_key"]


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


@lru_cache(maxsize=4)
def _private(key: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key)


def lease(key: bytes, user: str, device: str, issued: datetime, until: datetime) -> str:
    """Return a lease as a compact JWS."""
    header = _part(json.dumps({"alg": "EdDSA", "typ": "crimint-lease"}, separators=(",", ":")).encode())
    claims = {"sub": user, "device": device, "iat": int(issued.timestamp()), "exp": int(until.timestamp())}
    body = _part(json.dumps(claims, separators=(",", ":")).encode())
    signed = _private(key).sign(f"{header}.{body}".encode())
    return f"{header}.{body}.{_part(signed)}"


def public_key(key: bytes) -> str:
    """Return the key by which leases are checked, in base64."""
    public = _private(key).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode()
