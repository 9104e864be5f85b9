"""Boxes that anyone can close and only the holder of one private key can open (X25519, HKDF-SHA256, AES-256-GCM).

What a box is for goes into its key, and what it belongs to is bound to it: a box closed for one purpose, one cache or
one person opens for no other.
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

__all__ = ["CACHE_KEY", "DRAFT", "FILE", "RECOVERED", "Box", "bound_to", "close_box", "open_box", "public_key_of"]

CACHE_KEY: Final = b"crimint cache recovery 1"
RECOVERED: Final = b"crimint recovered key 1"
DRAFT: Final = b"crimint sealed draft 1"
FILE: Final = b"crimint sealed file 1"
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A closed box: the public half of a key made for it alone, a nonce, and what is inside, encrypted."""

    ephemeral: bytes
    nonce: bytes
    sealed: bytes


def bound_to(*parts: str | int) -> bytes:
    """Return what a box is bound to, as both sides write it: compact JSON."""
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def public_key_of(private: bytes) -> str:
    """Return the key by which boxes for this private key are closed, in base64."""
    public = X25519PrivateKey.from_private_bytes(private).public_key()
    return base64.b64encode(public.public_bytes_raw()).decode()


def open_box(box: Box, private: bytes, purpose: bytes, binding: bytes) -> bytes | None:
    """Return what is inside, or None where key, purpose or binding are not those the box was closed with."""
    own = X25519PrivateKey.from_private_bytes(private)
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(box.ephemeral))
        key = _key(shared, box.ephemeral + own.public_key().public_bytes_raw(), purpose)
        return AESGCM(key).decrypt(box.nonce, box.sealed, binding)
    except (InvalidTag, ValueError):
        return None


def close_box(content: bytes, public: bytes, purpose: bytes, binding: bytes) -> Box:
    """Close a box for the holder of a private key; raises ValueError for a public key that is none."""
    ephemeral = X25519PrivateKey.generate()
    own = ephemeral.public_key().public_bytes_raw()
    key = _key(ephemeral.exchange(X25519PublicKey.from_public_bytes(public)), own + public, purpose)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return Box(own, nonce, AESGCM(key).encrypt(nonce, content, binding))


def _key(shared: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=salt, info=purpose).derive(shared)
