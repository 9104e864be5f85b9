"""Places: the keys by which records stand in the order of their events.

A place is the second of the event, moved up to the next free one, so the newest first is the highest place first,
without a sort. Reports without a known time stand below all others, by when they were made; what is no report
stands below the reports, so that "reports only" is a range as well and costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from crimint_desktop.store.driver import DriverCursor

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection

__all__ = ["UNDATED_REPORTS", "Places", "place_at", "place_of", "reach"]

# The milliseconds in an identifier reach the year 2109 within this room.
_ROOM: Final = 1 << 42
UNDATED_REPORTS: Final = _ROOM
"""The first place of a report; lower ones are for records of other kinds."""
_DATED: Final = 2 * _ROOM
# Seconds from the year 1 to 1970: with it every date that can be written has a positive place.
_BEFORE_1970: Final = 62_135_596_800
_FARTHEST: Final = "farthest_place"
_WINDOW: Final = 256


def place_of(kind: str, event: int | None, record: bytes) -> int:
    """Return the place a record would have if it were free; ``event`` in Unix seconds."""
    if kind == "report" and event is not None:
        return place_at(event)
    made = max(1, min(int.from_bytes(record[:6], "big"), _ROOM - (1 << 32)))
    return UNDATED_REPORTS + made if kind == "report" else made


def place_at(event: int) -> int:
    """Return the lowest place of the reports of this moment, in Unix seconds."""
    return _DATED + _BEFORE_1970 + event


def reach(conn: Connection) -> int:
    """Return how far, in seconds, any dated record stands from where its time alone would put it."""
    found = conn.exec_driver_sql("SELECT value FROM preference WHERE name = ?", (_FARTHEST,)).scalar()
    return int(found) if found is not None else 0


class Places:
    """Gives out free places during one transaction."""

    def __init__(self, conn: Connection) -> None:
        self._cursor: DriverCursor = cast("DriverCursor", conn.connection.cursor())
        self._given: set[int] = set()
        self._next: dict[int, int] = {}
        self._free: set[int] = set()
        self._conn = conn
        self._known_reach = reach(conn)
        self._farthest = self._known_reach

    def look_ahead(self, wanted: Collection[int]) -> None:
        """Find out in one go which of these places are free."""
        asked = sorted(wanted)  # neighbours stand on the same pages of the file
        self._free = set(asked)
        for start in range(0, len(asked), 1000):
            some = asked[start : start + 1000]
            marks = ",".join("?" * len(some))
            # Only question marks are put into the statement.
            self._cursor.execute(f"SELECT place FROM record WHERE place IN ({marks})", some)  # noqa: S608 - question marks only
            self._free.difference_update(place for (place,) in self._cursor.fetchall())

    def take(self, wanted: int) -> int:
        """Return this place, or the next free one above it, and keep it from being given again."""
        place = wanted if wanted in self._free and wanted not in self._given else self._above(wanted)
        self._given.add(place)
        if wanted >= _DATED:
            self._farthest = max(self._farthest, place - wanted)
        return place

    def _above(self, wanted: int) -> int:
        place = self._next.get(wanted, wanted)
        while True:
            self._cursor.execute("SELECT place FROM record WHERE place BETWEEN ? AND ?", (place, place + _WINDOW - 1))
            taken = {found for (found,) in self._cursor.fetchall()}
            for candidate in range(place, place + _WINDOW):
                if candidate not in taken and candidate not in self._given:
                    self._next[wanted] = candidate + 1
                    return candidate
            place += _WINDOW

    def close(self) -> None:
        """Remember how far places have been moved, for searches by date."""
        self._cursor.close()
        if self._farthest > self._known_reach:
            self._conn.exec_driver_sql(
                "INSERT OR REPLACE INTO preference(name, value) VALUES(?, ?)",
                (_FARTHEST, str(self._farthest).encode()),
            )
