"""Lists: the newest first, filtered and searched inside the text index, a page at a time.

No list reads a document: rows are narrow, and a filter is a token in the index, so a rare one costs as little as
a common one. Dates are ranges of places.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.places import place_of, reach
from crimint_desktop.store.projection import ROW_COLUMNS, rows_from
from crimint_desktop.store.typed import facets_of_choice, question
from crimint_domain.ids import bytes_of
from crimint_domain.wording import Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from crimint_domain.summary import Row

__all__ = ["COUNTED_TO", "Hit", "ListQuery", "Page", "by_ids", "rows"]

COUNTED_TO: Final = 1000
"""Beyond this many, a list says that there are more instead of how many."""

_ROW: Final = ", ".join(f"r.{name.strip()}" for name in ROW_COLUMNS.split(","))
# Statements are put together from our own names only; what users typed is always bound.
_FOUND: Final = (
    f"SELECT r.place, {_ROW} FROM record_text JOIN record AS r ON r.place = record_text.rowid"  # noqa: S608 - as above
    " WHERE record_text MATCH ? AND record_text.rowid > ? AND record_text.rowid < ?"
)
_FOUND_WITH_SNIPPET: Final = _FOUND.replace("SELECT", "SELECT snippet(record_text, 0, '\x02', '\x03', '…', 16),", 1)
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

    ``counted`` is how many there are in all, at most :data:`COUNTED_TO`; ``capped`` says that there are more.
    Only the first page counts; on later ones ``counted`` is 0.
    """

    hits: tuple[Hit, ...]
    next_place: int | None
    counted: int
    capped: bool


def rows(conn: Connection, query: ListQuery, *, before: int | None = None, limit: int = 50) -> Page:
    """Return a page of what a query asks for, the latest event first. No text makes this raise."""
    match = _question(query)
    low, high = _range(conn, query)
    bound: tuple[Any, ...] = (match, low, high) if match else (low, high)
    searched = bool(query.text.strip()) and match.startswith("words")
    exact, exact_values = _exact_dates(query)
    if before is not None:
        start: tuple[Any, ...] = (*bound[:-1], min(high, before))
    else:
        start = bound
    select = (_FOUND_WITH_SNIPPET if searched else _FOUND) if match else _BROWSED
    order = "record_text.rowid" if match else "r.place"
    found = conn.exec_driver_sql(
        f"{select}{exact} ORDER BY {order} DESC LIMIT ?", (*start, *exact_values, limit + 1)
    ).all()
    more, found = len(found) > limit, found[:limit]
    hits = _hits(found, searched)
    counted = 0 if before is not None else len(hits)
    if before is None and more:
        counted = _count(conn, match, bound, exact, exact_values)
    return Page(hits, hits[-1].place if more else None, min(counted, COUNTED_TO), counted > COUNTED_TO)


def _hits(found: Sequence[Sequence[Any]], searched: bool) -> tuple[Hit, ...]:
    skip = 1 if searched else 0
    lines = rows_from([each[skip + 1 :] for each in found])
    if searched:
        return tuple(Hit(line, each[1], _runs(each[0])) for line, each in zip(lines, found, strict=True))
    return tuple(Hit(line, each[0]) for line, each in zip(lines, found, strict=True))


def _runs(marked: str) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number, piece in enumerate(marked.replace("\x03", "\x02").split("\x02")):
        if piece:
            runs.append(Run("added" if number % 2 else "same", piece))
    return tuple(runs)


def _question(query: ListQuery) -> str:
    groups = (
        ("kind", query.kinds), ("state", query.states), ("grade", query.grades), ("operation", query.operations),
        ("unit", query.units), ("author", query.authors), ("priority", query.priorities),
    )  # fmt: skip
    return question(query.text, [facets_of_choice(name, values) for name, values in groups if values])


def _range(conn: Connection, query: ListQuery) -> tuple[int, int]:
    """Return the places between which, both excluded, everything lies that the dates allow."""
    low, high = 0, _ABOVE_ALL
    if query.since is not None or query.until is not None:
        low = place_of(_second(query.since or datetime.min.replace(tzinfo=UTC)), b"") - 1
    if query.until is not None:
        high = place_of(_second(query.until), b"") + reach(conn) + 1
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


def _count(conn: Connection, match: str, bound: tuple[Any, ...], exact: str, values: tuple[int, ...]) -> int:
    if match and not exact:
        counted = "SELECT 1 FROM record_text WHERE record_text MATCH ? AND rowid > ? AND rowid < ?"
    else:
        counted = (_FOUND if match else _BROWSED).replace(f"r.place, {_ROW}", "1", 1) + exact
    return int(
        conn.exec_driver_sql(
            f"SELECT count(*) FROM ({counted} LIMIT ?)",  # noqa: S608 - as above
            (*bound, *values, COUNTED_TO + 1),
        ).scalar_one()
    )


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
