"""The driver's own cursor, for the loops in which SQLAlchemy's share of the time would be felt."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy import Connection

__all__ = ["DriverCursor", "driver_cursor"]


class DriverCursor(Protocol):
    """What the store uses of a cursor (PEP 249); the driver itself has no types."""

    @property
    def rowcount(self) -> int:
        """How many rows the last statement changed."""

    def execute(self, statement: str, values: Sequence[Any] = ()) -> DriverCursor:
        """Run a statement and return the cursor itself."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> object:
        """Run a statement once for each row of values."""

    def fetchone(self) -> Any:  # noqa: ANN401 - a row holds what was selected
        """Return the next row, or None."""

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""

    def close(self) -> None:
        """Give it back."""


@contextmanager
def driver_cursor(conn: Connection) -> Iterator[DriverCursor]:
    """Lend a cursor inside the connection's transaction."""
    with closing(cast("DriverCursor", conn.connection.cursor())) as cursor:
        yield cursor
