"""Packing and unpacking bodies, without letting a small one become a huge one."""

from __future__ import annotations

import io
from typing import Final

from crimint_desktop.remote import failure

__all__ = ["PACK_FROM", "packed", "unpacked"]

PACK_FROM: Final = 1024
_WINDOW: Final = 8 * 1024 * 1024


def packed(body: bytes) -> bytes | None:
    """Return the body packed with zstd under a checksum, or None if it is too small to gain by it.

    Without one, what was garbled on its way may unpack into other words.
    """
    if len(body) <= PACK_FROM:
        return None
    import zstandard

    return zstandard.ZstdCompressor(write_checksum=True).compress(body)


def unpacked(body: bytes, encoding: str, largest: int) -> bytes:
    """Return the plain body; raises Unavailable if it would be larger than ``largest`` bytes, or is damaged."""
    if encoding in ("", "identity") or not body:
        return body
    if encoding.lower() != "zstd":
        raise failure.rubbish()
    import zstandard

    try:
        with zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(io.BytesIO(body)) as reader:
            plain = reader.read(largest + 1)
    except (zstandard.ZstdError, MemoryError) as fault:
        raise failure.rubbish() from fault
    if len(plain) > largest:
        raise failure.too_large()
    return plain
