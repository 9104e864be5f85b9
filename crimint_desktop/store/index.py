"""Writing lines: a record's row, its document and its words, always together and always under one place."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec

from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_desktop.store.names_index import forget_names, index_names
from crimint_desktop.store.places import Places, place_of
from crimint_desktop.store.projection import Projection

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

__all__ = ["Line", "Standing", "next_number", "remove", "standing_of", "write_lines"]

_SOME: Final = 500
_INTO_RECORD: Final = (
    " INTO record(place, id, kind, schema, version, stream, share, unsent, in_conflict, title,"
    " reference, state, event, grades, scheme, operation, unit, priority, marking, author, author_name, claimed_by,"
    " legacy, base) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a record stands now."""

    place: int
    version: int
    stream: str
    event: int | None
    schema: int
    share: int
    base: int | None


class Line(msgspec.Struct, frozen=True, gc=False):  # a first sync makes one of each record: twice as quick
    """What is to be written of one record. ``raw`` is the service's document, or None if it has none yet."""

    id: bytes
    kind: str
    version: int
    shown: Projection
    schema: int
    stream: str
    share: int
    raw: bytes | None
    by: str = ""
    at: str = ""
    unsent: bool = False
    in_conflict: bool = False


def standing_of(cursor: DriverCursor, ids: Sequence[bytes]) -> dict[bytes, Standing]:
    """Return where those of these records stand that are here."""
    found: dict[bytes, Standing] = {}
    for start in range(0, len(ids), _SOME):
        some = ids[start : start + _SOME]
        marks = ",".join("?" * len(some))
        # Only question marks are put into the statement.
        cursor.execute(
            f"SELECT id, place, version, stream, event, schema, share, base FROM record WHERE id IN ({marks})",  # noqa: S608 - question marks only
            some,
        )
        found.update((row[0], Standing(*row[1:])) for row in cursor.fetchall())
    return found


def write_lines(conn: Connection, lines: Sequence[Line], standing: Mapping[bytes, Standing]) -> None:
    """Write lines over what stands of the same records, in the order of their places: the index likes that best."""
    with driver_cursor(conn) as cursor:
        placed = _placed(conn, lines, standing)
        stayed = _make_room(cursor, placed, standing) if standing else False
        numbered = _numbered(cursor, placed, standing)
        # Deleting and inserting take turns: the index writes out its memory whenever a place goes backwards.
        insert = "INSERT OR REPLACE" if stayed else "INSERT"
        cursor.executemany(insert + _INTO_RECORD, (_record_values(*each) for each in numbered))
        cursor.executemany(
            f"{insert} INTO base(number, raw, by, at) VALUES(?,?,?,?)",
            ((number, line.raw, line.by, line.at) for _, line, number in numbered if number is not None),
        )
        cursor.executemany(
            f"{insert} INTO record_text(rowid, words, facets) VALUES(?,?,?)",
            ((place, line.shown.words, line.shown.facets) for place, line in placed),
        )
        named = [(place, line.shown.names) for place, line in placed if line.shown.card is not None]
        if named:
            index_names(cursor, named)


def _make_room(cursor: DriverCursor, placed: Sequence[tuple[int, Line]], standing: Mapping[bytes, Standing]) -> bool:
    """Take out what stands elsewhere, and the names of what is written over; say whether anything is written over."""
    old = [(place, standing[line.id].place) for place, line in placed if line.id in standing]
    remove(cursor, [before for place, before in old if before != place])
    stayed = [place for place, _ in old]
    forget_names(cursor, stayed)
    return bool(stayed)


def _placed(conn: Connection, lines: Sequence[Line], standing: Mapping[bytes, Standing]) -> list[tuple[int, Line]]:
    placed: list[tuple[int, Line]] = []
    new: list[tuple[int, Line]] = []
    for line in lines:
        old = standing.get(line.id)
        if old is not None and old.event == line.shown.event:
            placed.append((old.place, line))
        else:
            new.append((place_of(line.kind, line.shown.event, line.id), line))
    if new:
        places = Places(conn)
        places.look_ahead([wanted for wanted, _ in new])
        placed.extend((places.take(wanted), line) for wanted, line in new)
        places.close()
    placed.sort(key=_place)
    return placed


_place: Final = itemgetter(0)


def next_number(cursor: DriverCursor) -> int:
    """Return the number of the next document: behind all others, so that what comes together lies together."""
    return int(cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM base").fetchone()[0])


def _numbered(
    cursor: DriverCursor, placed: Sequence[tuple[int, Line]], standing: Mapping[bytes, Standing]
) -> list[tuple[int, Line, int | None]]:
    """Give each line the number of its document: its old one where it stays, else the next."""
    found: list[tuple[int, Line, int | None]] = []
    following = next_number(cursor)
    for place, line in placed:
        old = standing.get(line.id)
        number = old.base if old is not None and old.place == place else None
        if number is None and line.raw is not None:
            number, following = following, following + 1
        found.append((place, line, number if line.raw is not None else None))
    return found


def _record_values(place: int, line: Line, number: int | None) -> tuple[Any, ...]:
    return (
        place, line.id, line.kind, line.schema, line.version, line.stream, line.share, int(line.unsent),
        int(line.in_conflict), *line.shown.columns, number,
    )  # fmt: skip


def remove(cursor: DriverCursor, places: Sequence[int]) -> None:
    """Take rows, documents, words and names at these places out, each in the order in which they lie in the file."""
    if not places:
        return
    gone = [(place,) for place in sorted(places)]
    cursor.executemany("DELETE FROM base WHERE number = ?", [(each,) for each in _numbers_of(cursor, places)])
    cursor.executemany("DELETE FROM record WHERE place = ?", gone)
    cursor.executemany("DELETE FROM record_text WHERE rowid = ?", gone)
    forget_names(cursor, [place for (place,) in gone])


def _numbers_of(cursor: DriverCursor, places: Sequence[int]) -> list[int]:
    found: list[int] = []
    for start in range(0, len(places), _SOME):
        some = places[start : start + _SOME]
        marks = ",".join("?" * len(some))
        cursor.execute(f"SELECT base FROM record WHERE place IN ({marks}) AND base IS NOT NULL", some)  # noqa: S608 - question marks only
        found.extend(number for (number,) in cursor.fetchall())
    return sorted(found)
