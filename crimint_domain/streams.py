"""Streams: folder and label together, the unit of sync; and the checksum by which both sides agree on one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from crimint_domain.access import Folder, Label
from crimint_domain.ids import bytes_of

__all__ = ["CHECKSUM_MODULUS", "StreamState", "checksum_of", "share_of", "stream_id"]

CHECKSUM_MODULUS: Final = 2**62


@dataclass(frozen=True, slots=True)
class StreamState:
    """How a stream stands: ``head`` its latest sequence number, ``floor`` the lowest kept tombstone's."""

    id: str
    folder: str
    label: str
    head: int
    floor: int
    count: int
    checksum: int


def stream_id(folder: Folder, label: Label) -> str:
    """Return the opaque id of a stream: it tells nothing about folder or label to those who may not see them."""
    return hashlib.sha256(f"{folder.id}\n{label.key}".encode()).hexdigest()[:32]


def checksum_of(record: str, version: int) -> int:
    """Return one record's share of its stream's checksum: the first 8 bytes, big-endian, of
    SHA-256(id ‖ version as 8 bytes big-endian), modulo 2^62. Shares are added modulo 2^62."""
    return share_of(bytes_of(record), version)


def share_of(record: bytes, version: int) -> int:
    """Return the same for an identifier as its sixteen bytes."""
    digest = hashlib.sha256(record + version.to_bytes(8, "big")).digest()
    return int.from_bytes(digest[:8], "big") % CHECKSUM_MODULUS
