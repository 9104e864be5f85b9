"""The signed head of the service's log, checked by the pinned key."""

from __future__ import annotations

import base64
import binascii

from crimint_domain.log_head import LogHead, NotANote, read_note

__all__ = ["genuine_head"]


def genuine_head(note: str, key: str) -> LogHead | None:
    """Return what a signed note says, if it is signed by this key (base64); None if it is not, or is no such note."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        public = base64.b64decode(key, validate=True)
        head, signature = read_note(note, public)
        Ed25519PublicKey.from_public_bytes(public).verify(signature, head.text.encode())
    except (NotANote, InvalidSignature, ValueError, binascii.Error):
        return None
    return head
