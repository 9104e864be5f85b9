"""Small values of this cache by name: settings, the place to come back to after a lock, when both sides agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crimint_desktop.store.plain_json import read_json, write_json

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["drop", "get", "set"]


def get(conn: Connection, name: str) -> Any | None:  # noqa: ANN401 - whatever JSON can say
    """Return a value, or None where none was set."""
    found = conn.exec_driver_sql("SELECT value FROM preference WHERE name = ?", (name,)).scalar()
    return None if found is None else read_json(found)


def set(conn: Connection, name: str, value: object) -> None:
    """Keep a value that JSON can say; raises Refused for another."""
    conn.exec_driver_sql("INSERT OR REPLACE INTO preference(name, value) VALUES(?, ?)", (name, write_json(value)))


def drop(conn: Connection, name: str) -> None:
    """Forget a value."""
    conn.exec_driver_sql("DELETE FROM preference WHERE name = ?", (name,))
