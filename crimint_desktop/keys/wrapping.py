"""How the cache's data key is wrapped: pure cryptography, no files and no keyring.

Two secrets are needed, so that neither a stolen keyring nor a guessed passphrase opens the cache alone::

    wrapping key = HKDF-SHA256(keyring secret || Argon2id(passphrase), salt, "crimint cache wrap 1")
    wrap         = AES-256-GCM(wrapping key, data key, associated data = binding)

The second wrap is a sealed box (:mod:`crimint_desktop.keys.sealed_box`) to the service's recovery key, which anyone
can close and only its holder can open; it is bound to the same.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from crimint_desktop.keys.sealed_box import CACHE_KEY, close_box

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "KEY_BYTES",
    "RFC_9106_SECOND",
    "PassphraseCost",
    "RecoveryWrap",
    "Wrap",
    "key_check",
    "seal_for_recovery",
    "unwrap",
    "wrap",
]

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_ARGON2_VERSION: Final = 0x13


@dataclass(frozen=True, slots=True)
class PassphraseCost:
    """The parameters of Argon2id; they stand in the header so that they can rise later."""

    memory_kib: int
    iterations: int
    lanes: int


# RFC 9106 section 4, the second recommended option: for machines that cannot spare 2 GiB for a moment.
RFC_9106_SECOND: Final = PassphraseCost(memory_kib=64 * 1024, iterations=3, lanes=4)


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key under passphrase and keyring secret."""

    cost: PassphraseCost
    salt: bytes
    nonce: bytes
    sealed: bytes


@dataclass(frozen=True, slots=True)
class RecoveryWrap:
    """The data key under the service's recovery public key; ``recovery_key`` says which one it was."""

    recovery_key: bytes
    ephemeral: bytes
    nonce: bytes
    sealed: bytes


def wrap(  # the two secrets, what they protect, to whom it belongs, at what cost
    data_key: bytes,
    passphrase: str,
    secret: bytes,
    *,
    binding: bytes,
    cost: PassphraseCost,
    entropy: Callable[[int], bytes],
) -> Wrap:
    """Wrap ``data_key`` under both secrets. ``entropy(n)`` gives n unpredictable bytes."""
    salt, nonce = entropy(16), entropy(NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(passphrase, secret, salt, cost)).encrypt(nonce, data_key, binding)
    return Wrap(cost, salt, nonce, sealed)


def unwrap(wrapped: Wrap, passphrase: str, secret: bytes, *, binding: bytes) -> bytes | None:
    """Return the data key, or None when passphrase, secret or binding are not those it was wrapped with."""
    try:
        key = _wrapping_key(passphrase, secret, wrapped.salt, wrapped.cost)
        return AESGCM(key).decrypt(wrapped.nonce, wrapped.sealed, binding)
    except InvalidTag:
        return None


def seal_for_recovery(
    data_key: bytes, recovery_key: bytes, *, binding: bytes, entropy: Callable[[int], bytes]
) -> RecoveryWrap:
    """Seal ``data_key`` to the service's X25519 public key (32 bytes). Nothing here can open it again."""
    box = close_box(data_key, recovery_key, CACHE_KEY, binding=binding, entropy=entropy)
    return RecoveryWrap(recovery_key, box.ephemeral, box.nonce, box.sealed)


def key_check(secret: bytes, binding: bytes) -> bytes:
    """Sixteen bytes that tell whether a 256-bit random ``secret`` is the right one, and nothing else about it."""
    return _hkdf(secret, binding, b"crimint key check 1")[:16]


def _wrapping_key(passphrase: str, secret: bytes, salt: bytes, cost: PassphraseCost) -> bytes:
    stretched = hash_secret_raw(
        secret=_bytes_of(passphrase),
        salt=salt,
        time_cost=cost.iterations,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=KEY_BYTES,
        type=Type.ID,
        version=_ARGON2_VERSION,
    )
    return _hkdf(secret + stretched, salt, b"crimint cache wrap 1")


def _bytes_of(passphrase: str) -> bytes:
    """As RFC 8265 (OpaqueString) prepares a password: the same text typed on two keyboards gives the same bytes."""
    spaced = "".join(" " if unicodedata.category(mark) == "Zs" else mark for mark in passphrase)
    return unicodedata.normalize("NFC", spaced).encode("utf-8", "surrogatepass")


def _hkdf(secret: bytes, salt: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=salt, info=purpose).derive(secret)
