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

__all__ = ["Line", "Standing", "remove", "standing_of", "write_lines"]

_SOME: Final = 500
_INSERT_RECORD: Final = (
    "INSERT OR REPLACE INTO record(place, id, kind, schema, version, stream, share, unsent, in_conflict, title,"
    " reference, state, event, grades, scheme, operation, unit, priority, marking, author, author_name, claimed_by,"
    " legacy) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
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
            f"SELECT id, place, version, stream, event, schema, share FROM record WHERE id IN ({marks})",  # noqa: S608 - question marks only
            some,
        )
        found.update((row[0], Standing(*row[1:])) for row in cursor.fetchall())
    return found


def write_lines(conn: Connection, lines: Sequence[Line], standing: Mapping[bytes, Standing]) -> None:
    """Write lines over what stands of the same records, in the order of their places: the index likes that best."""
    with driver_cursor(conn) as cursor:
        placed = _placed(conn, lines, standing)
        stayed = _make_room(cursor, placed, standing) if standing else False
        cursor.executemany(_INSERT_RECORD, [_record_values(*each) for each in placed])
        cursor.executemany(
            "INSERT OR REPLACE INTO base(place, raw, by, at) VALUES(?,?,?,?)",
            [(place, line.raw, line.by, line.at) for place, line in placed if line.raw is not None],
        )
        # Deleting and inserting take turns: the index writes out its memory whenever a place goes backwards.
        insert = "INSERT OR REPLACE" if stayed else "INSERT"
        cursor.executemany(
            f"{insert} INTO record_text(rowid, words, facets) VALUES(?,?,?)",
            [(place, line.shown.words, line.shown.facets) for place, line in placed],
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


def _record_values(place: int, line: Line) -> tuple[Any, ...]:
    return (
        place, line.id, line.kind, line.schema, line.version, line.stream, line.share, int(line.unsent),
        int(line.in_conflict), *line.shown.columns,
    )  # fmt: skip


def remove(cursor: DriverCursor, places: Sequence[int]) -> None:
    """Take rows, documents, words and names at these places out, in the order of the places."""
    if not places:
        return
    gone = [(place,) for place in sorted(places)]
    cursor.executemany("DELETE FROM record WHERE place = ?", gone)
    cursor.executemany("DELETE FROM base WHERE place = ?", gone)
    cursor.executemany("DELETE FROM record_text WHERE rowid = ?", gone)
    forget_names(cursor, [place for (place,) in gone])
