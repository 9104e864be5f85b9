"""The one metadata of the register, for SQLCipher and for PostgreSQL, and the kinds of column it is made of.

Moments that travel are kept as UTC text, as they travel; moments that are compared are whole seconds since 1970.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["identifier", "insert_into", "metadata", "number", "serial", "text"]

metadata = sa.MetaData()


def insert_into(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects' own insert types
    """Return an insert that knows ``on_conflict_do_nothing`` and ``on_conflict_do_update`` in this engine's dialect."""
    return (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)


def identifier(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    """Return a column for a UUID as text."""
    return sa.Column(name, sa.String(36), **more)


def text(name: str, **more: Any) -> sa.Column[str]:  # noqa: ANN401 - passed on
    """Return a column for text, never null unless asked."""
    return sa.Column(name, sa.Text, **({"nullable": False} | more))


def number(name: str, **more: Any) -> sa.Column[int]:  # noqa: ANN401 - passed on
    """Return a column for a whole number of up to 63 bits, never null unless asked."""
    return sa.Column(name, sa.BigInteger, **({"nullable": False} | more))


def serial(name: str) -> sa.Column[int]:
    """Return a key that the engine counts up."""
    return sa.Column(name, sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True)
