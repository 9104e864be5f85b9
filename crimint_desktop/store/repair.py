"""What sync needs when a stream must be read again: versions that no longer count, and what nobody claimed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_domain.ids import text_of

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["forget_versions", "unclaimed", "unseen"]


def forget_versions(conn: Connection, stream: str) -> None:
    """Let whatever the service sends of this stream count again, also what is older than the copy here.

    The copies stay readable until then. Those the service does not send are :func:`unclaimed` afterwards.
    """
    conn.exec_driver_sql("UPDATE record SET version = 0, share = 0 WHERE stream = ?", (stream,))
    conn.exec_driver_sql("DELETE FROM rejected WHERE stream = ?", (stream,))


def unclaimed(conn: Connection, stream: str) -> tuple[str, ...]:
    """Return the records of a stream whose versions were forgotten and that have not come again."""
    found = conn.exec_driver_sql("SELECT id FROM record WHERE stream = ? AND version = 0", (stream,))
    return tuple(text_of(raw_id) for (raw_id,) in found)


def unseen(conn: Connection) -> tuple[tuple[str, int], ...]:
    """Return the records, with versions, that the service took from here and that stand in no stream yet."""
    found = conn.exec_driver_sql("SELECT id, version FROM record WHERE stream = '' AND version > 0")
    return tuple((text_of(raw_id), version) for raw_id, version in found)
