"""What a device signs with the key it was registered under; both sides must write the same bytes."""

from __future__ import annotations

__all__ = ["log_piece"]


def log_piece(user: str, device: str, start: int, previous: str, end: str) -> bytes:
    """Return the bytes under a piece of a device's log: whose it is, its first number, the hash before it and the
    hash of its last entry (``previous`` for an empty piece). The chain carries that over every entry between."""
    return "\n".join(("crimint log 1", user, device, str(start), previous, end)).encode()
