"""Whether both sides hold the same: counts, checksums and the digest over all streams."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from crimint_desktop.store import cursors, records
from crimint_domain.streams import StreamState

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["agrees", "digest_of", "held_streams"]


def held_streams(conn: Connection) -> dict[str, StreamState]:
    """Return every stream as it stands in the cache, by id, counted anew."""
    found = {}
    for each in cursors.streams(conn):
        count, checksum = records.tally(conn, each.id)
        found[each.id] = StreamState(each.id, each.folder, each.label, each.head, 0, count, checksum)
    return found


def digest_of(held: dict[str, StreamState]) -> str:
    """Return the digest by which the service sees at once whether it would have anything new."""
    lines = sorted(f"{each.id}:{each.head}:{each.count}:{each.checksum}" for each in held.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def agrees(here: StreamState | None, there: StreamState) -> bool:
    """Whether a stream is here as it is there."""
    return here is not None and (here.head, here.count, here.checksum) == (there.head, there.count, there.checksum)
