"""The key by which the service knows this device. It lives in the encrypted cache, as long as the log it signs."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["DeviceKey"]

_BYTES: Final = 32


class DeviceKey:
    """An Ed25519 key pair. What it signs says that this device said it."""

    def __init__(self, private: bytes) -> None:
        """Take the 32 bytes of a private key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        self._key = Ed25519PrivateKey.from_private_bytes(private)

    @classmethod
    def make(cls, chance: Callable[[int], bytes]) -> DeviceKey:
        """Make a new one out of 32 random bytes."""
        return cls(chance(_BYTES))

    @classmethod
    def from_text(cls, text: str) -> DeviceKey:
        """Read one back from :attr:`private_text`."""
        return cls(bytes.fromhex(text))

    @property
    def private_text(self) -> str:
        """The private half, for keeping where nothing but the passphrase opens it."""
        return self._key.private_bytes_raw().hex()

    @property
    def public_text(self) -> str:
        """The public half in base64, as it is registered."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign(self, signed: bytes) -> str:
        """Return the signature in base64."""
        return base64.b64encode(self._key.sign(signed)).decode()
