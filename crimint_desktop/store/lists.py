"""Lists: the newest first, filtered and searched inside the text index, a page at a time.

No list reads a document: rows are narrow, and a filter is a token in the index, so a rare one costs as little as
a common one. Dates are ranges of places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.driver import DriverCursor, driver_cursor
from crimint_desktop.store.matches import Match, matches
from crimint_desktop.store.places import UNDATED_REPORTS, place_at, reach
from crimint_desktop.store.plain_json import write_json
from crimint_desktop.store.projection import ROW_COLUMNS, rows_from
from crimint_desktop.store.records import find
from crimint_desktop.store.snippets import pattern_of, snippet_of
from crimint_desktop.store.typed import facets_of_choice, question, sought
from crimint_domain.ids import bytes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from crimint_domain.summary import Row
    from crimint_domain.wording import Run

__all__ = ["COUNTED_TO", "Hit", "ListQuery", "Match", "Page", "by_ids", "matches", "rows"]

COUNTED_TO: Final = 1000
"""Beyond this many, a list says that there are more instead of how many."""

_ROW: Final = ", ".join(f"r.{name.strip()}" for name in ROW_COLUMNS.split(","))
# Statements are put together from our own names only; what users typed is always bound.
_FOUND: Final = (
    f"SELECT r.place, {_ROW} FROM record_text JOIN record AS r ON r.place = record_text.rowid"  # noqa: S608 - as above
    " WHERE record_text MATCH ? AND record_text.rowid > ? AND record_text.rowid < ?"
)
_BROWSED: Final = f"SELECT r.place, {_ROW} FROM record AS r WHERE r.place > ? AND r.place < ?"  # noqa: S608 - as above
_ABOVE_ALL: Final = 1 << 62
_SOME: Final = 500


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What a list shows. Within one filter any value counts, between filters all must hold; an empty filter
    lets everything through. ``since`` and ``until`` are inclusive and leave out what has no known time."""

    text: str = ""
    kinds: tuple[str, ...] = ("report",)
    states: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A line with its place in the order. In the snippet the words that were found are the runs called
    ``added``; it is empty when no text was searched for."""

    row: Row
    place: int
    snippet: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. ``next_place`` goes into ``before`` for the next one; None at the end.

    ``counted`` is how many there are in all, at most :data:`COUNTED_TO`; ``capped`` says that there are more than that.
    Only the first page counts; on later ones ``counted`` is 0.
    """

    hits: tuple[Hit, ...]
    next_place: int | None
    counted: int
    capped: bool


def rows(
    conn: Connection,
    query: ListQuery,
    *,
    before: int | None = None,
    limit: int = 50,
    snippets: bool = True,
    count: bool = True,
) -> Page:
    """Return a page of what a query asks for, the latest event first. No text makes this raise.

    ``snippets`` says whether hits of a search for words show the words around them, ``count`` whether to count how
    many there are beyond the page; without, the answer comes in a third of the time and says only "more".
    """
    match = _question(query)
    low, high = _range(conn, query)
    exact, exact_values = _exact_dates(query)
    asked: tuple[Any, ...] = (match,) if match else ()
    select, order = (_FOUND, "record_text.rowid") if match else (_BROWSED, "r.place")
    top = high if before is None else min(high, before)
    with driver_cursor(conn) as cursor:
        # A bound limit would have the statement planned anew each time, because the plan may depend on it.
        statement = f"{select}{exact} ORDER BY {order} DESC LIMIT {limit + 1:d}"
        found = cursor.execute(statement, (*asked, low, top, *exact_values)).fetchall()
        more, found = len(found) > limit, found[:limit]
        counted = 0 if before is not None else len(found)
        if before is None and more and count:
            counted = _count(cursor, match, (*asked, low, high), exact, exact_values)
    hits = _hits(conn, query.text if snippets else "", found)
    capped = counted > COUNTED_TO or (more and not count)
    return Page(hits, hits[-1].place if more else None, min(counted, COUNTED_TO), capped)


def _hits(conn: Connection, text: str, found: Sequence[Sequence[Any]]) -> tuple[Hit, ...]:
    lines = rows_from([each[1:] for each in found])
    pattern = pattern_of(sought(text)) if text else None
    if pattern is None:
        return tuple(Hit(line, each[0]) for line, each in zip(lines, found, strict=True))
    raws = _raws(conn, [each[0] for each in found])
    return tuple(
        Hit(line, each[0], _snippet(conn, line, raws.get(each[0]), pattern))
        for line, each in zip(lines, found, strict=True)
    )


def _raws(conn: Connection, places: Sequence[int]) -> dict[int, bytes]:
    marks = ",".join("?" * len(places))
    joined = "record JOIN base ON base.number = record.base"
    statement = f"SELECT place, raw FROM {joined} WHERE place IN ({marks})"  # noqa: S608 - question marks only
    with driver_cursor(conn) as cursor:
        return dict(cursor.execute(statement, places).fetchall())


def _snippet(conn: Connection, row: Row, raw: bytes | None, pattern: re.Pattern[str]) -> tuple[Run, ...]:
    if row.unsent:
        held = find(conn, row.id)
        raw = write_json(held.document) if held else None
    return snippet_of(raw, pattern) if raw else ()


def _question(query: ListQuery) -> str:
    groups = (
        ("kind", () if _reports_only(query) else query.kinds),
        ("state", query.states), ("grade", query.grades), ("operation", query.operations),
        ("unit", query.units), ("author", query.authors), ("priority", query.priorities),
    )  # fmt: skip
    return question(query.text, [facets_of_choice(name, values) for name, values in groups if values])


def _reports_only(query: ListQuery) -> bool:
    """Reports have a range of places of their own, which costs less than asking the index for their kind."""
    return query.kinds == ("report",)


def _range(conn: Connection, query: ListQuery) -> tuple[int, int]:
    """Return the places between which, both excluded, everything lies that the dates allow."""
    low, high = UNDATED_REPORTS - 1 if _reports_only(query) else 0, _ABOVE_ALL
    if query.since is not None or query.until is not None:
        low = place_at(_second(query.since or datetime.min.replace(tzinfo=UTC))) - 1
    if query.until is not None:
        high = place_at(_second(query.until)) + reach(conn) + 1
    return low, high


def _exact_dates(query: ListQuery) -> tuple[str, tuple[int, ...]]:
    """A crowded second pushes records beyond it: within the range of places the time itself decides."""
    conditions, values = "", []
    for moment, comparison in ((query.since, ">="), (query.until, "<=")):
        if moment is not None:
            conditions += f" AND r.event {comparison} ?"
            values.append(_second(moment))
    return conditions, tuple(values)


def _second(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() // 1)


def _count(cursor: DriverCursor, match: str, bound: tuple[Any, ...], exact: str, values: tuple[int, ...]) -> int:
    if match and not exact:
        counted = "SELECT 1 FROM record_text WHERE record_text MATCH ? AND rowid > ? AND rowid < ?"
    else:
        counted = (_FOUND if match else _BROWSED).replace(f"r.place, {_ROW}", "1", 1) + exact
    statement = f"SELECT count(*) FROM ({counted} LIMIT {COUNTED_TO + 1:d})"  # noqa: S608 - as above
    return int(cursor.execute(statement, (*bound, *values)).fetchone()[0])


def by_ids(conn: Connection, ids: Sequence[str]) -> tuple[Row, ...]:
    """Return the lines of these records in this order; those not here are left out."""
    found: dict[str, Row] = {}
    for start in range(0, len(ids), _SOME):
        some = [bytes_of(each) for each in ids[start : start + _SOME]]
        marks = ",".join("?" * len(some))
        statement = f"SELECT {ROW_COLUMNS} FROM record WHERE id IN ({marks})"  # noqa: S608 - question marks only
        selected = conn.exec_driver_sql(statement, tuple(some)).all()
        found.update((row.id, row) for row in rows_from(selected))
    return tuple(found[each] for each in ids if each in found)
