"""What is kept of a record beside its row, its document and its words: everything of it goes when the record goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_desktop.store import preferences
from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_domain.ids import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["KEPT_OF_A_RECORD", "RECENT", "forget_all", "forget_recent"]

KEPT_OF_A_RECORD: Final = (
    ("edit", "record = ?"),
    ("outbox", "record = ?"),
    ("sent", "record = ?"),
    ("conflict", "record = ?"),
    ("attachment_piece", "attachment IN (SELECT id FROM attachment WHERE record = ?)"),
    ("attachment", "record = ?"),
)
"""Tables that keep something of records, and which of their rows are one record's. A subject that keeps something of
records adds its tables here, children first."""

RECENT: Final = "recent"
"""The name of the preference that lists the records opened last."""


def forget_all(conn: Connection, ids: Sequence[bytes], *, but_refused: bool = False) -> int:
    """Forget everything that is kept of these records beside them, unsent work included; return how many rows went.
    ``but_refused`` leaves their author what the service has refused."""
    with driver_cursor(conn) as cursor:
        gone = sum(
            _forgotten(
                cursor, table, f"{rows} AND state != 'refused'" if but_refused and table == "outbox" else rows, ids
            )
            for table, rows in KEPT_OF_A_RECORD
        )
    forget_recent(conn, ids)
    return gone


def _forgotten(cursor: DriverCursor, table: str, rows: str, ids: Sequence[bytes]) -> int:
    cursor.execute(f"SELECT EXISTS(SELECT 1 FROM {table})")  # noqa: S608 - our own names
    if not cursor.fetchone()[0]:
        return 0  # a large purge need not look for each record in an empty table
    cursor.executemany(f"DELETE FROM {table} WHERE {rows}", [(raw_id,) for raw_id in ids])  # noqa: S608 - as above
    return max(cursor.rowcount, 0)


def forget_recent(conn: Connection, ids: Sequence[bytes]) -> None:
    """Take records out of the list of those opened last."""
    recent = preferences.get(conn, RECENT) or []
    gone = {text_of(raw_id) for raw_id in ids} if recent else set()
    left = [each for each in recent if each not in gone]
    if left != recent:
        preferences.set(conn, RECENT, left)
