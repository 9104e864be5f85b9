"""Boxes that anyone can close and only the holder of one private key can open: pure cryptography.

What a box is for goes into its key, and what it belongs to is bound to it::

    shared  = X25519(ephemeral private key, public key)
    sealing = HKDF-SHA256(shared, salt = ephemeral public || public key, purpose)
    sealed  = AES-256-GCM(sealing, content, associated data = binding)
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "CACHE_KEY",
    "DRAFT",
    "FILE",
    "RECOVERED",
    "Box",
    "bound_to",
    "close_box",
    "fresh_private",
    "open_box",
    "public_of",
]

CACHE_KEY: Final = b"crimint cache recovery 1"
DRAFT: Final = b"crimint sealed draft 1"
FILE: Final = b"crimint sealed file 1"
RECOVERED: Final = b"crimint recovered key 1"
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


def fresh_private(entropy: Callable[[int], bytes]) -> bytes:
    """Make a private key of 32 bytes for whoever is to be answered."""
    return entropy(_KEY_BYTES)


def public_of(private: bytes) -> bytes:
    """Return the public key that goes with a private one."""
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def close_box(content: bytes, public: bytes, purpose: bytes, *, binding: bytes, entropy: Callable[[int], bytes]) -> Box:
    """Close a box for the holder of a private key; nothing here can open it again.

    Raises ValueError for a public key that is none.
    """
    ephemeral = X25519PrivateKey.from_private_bytes(entropy(_KEY_BYTES))
    own = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = entropy(_NONCE_BYTES)
    return Box(own, nonce, AESGCM(_key(shared, own + public, purpose)).encrypt(nonce, content, binding))


def open_box(box: Box, private: bytes, purpose: bytes, *, binding: bytes) -> bytes | None:
    """Return what is inside, or None where key, purpose or binding are not those the box was closed with."""
    try:
        shared = X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(box.ephemeral))
        key = _key(shared, box.ephemeral + public_of(private), purpose)
        return AESGCM(key).decrypt(box.nonce, box.sealed, binding)
    except (InvalidTag, ValueError):
        return None


def _key(shared: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=salt, info=purpose).derive(shared)
