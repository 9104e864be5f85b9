"""How far each stream has been read, and the epoch of the service's database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crimint_desktop.store import preferences

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Stream", "cursor_of", "drop", "epoch", "forget_all", "save", "set_epoch", "streams"]

_EPOCH: Final = "epoch"


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream held here: the service's opaque cursor, and the head up to which it has been read."""

    id: str
    cursor: str
    head: int
    folder: str
    label: str


def cursor_of(conn: Connection, stream: str) -> str:
    """Return where to read on; empty: from the beginning."""
    found = conn.exec_driver_sql("SELECT cursor FROM cursor WHERE stream = ?", (stream,)).scalar()
    return found or ""


def save(conn: Connection, stream: str, cursor: str, head: int, folder: str, label: str) -> None:
    """Remember how far a stream has been read: in the transaction that took the page."""
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO cursor(stream, cursor, head, folder, label) VALUES(?,?,?,?,?)",
        (stream, cursor, head, folder, label),
    )


def streams(conn: Connection) -> tuple[Stream, ...]:
    """Return every stream held, by id."""
    found = conn.exec_driver_sql("SELECT stream, cursor, head, folder, label FROM cursor ORDER BY stream")
    return tuple(Stream(*row) for row in found)


def drop(conn: Connection, stream: str) -> None:
    """Forget a stream: it is read from the beginning when it comes back."""
    conn.exec_driver_sql("DELETE FROM cursor WHERE stream = ?", (stream,))


def forget_all(conn: Connection) -> None:
    """Start every stream from the beginning, as after a new epoch; the streams stay known."""
    conn.exec_driver_sql("UPDATE cursor SET cursor = '', head = 0")


def epoch(conn: Connection) -> str:
    """Return the epoch of the service's database last seen; empty before the first round."""
    return str(preferences.get(conn, _EPOCH) or "")


def set_epoch(conn: Connection, value: str) -> None:
    """Remember the epoch."""
    preferences.set(conn, _EPOCH, value)
