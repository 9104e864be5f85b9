"""The newest fifty of a filtered list over 100,000 cached reports, against the bare question to the text index."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from bench.caches import a_filled_desk
from bench.figures import Bound, Figure, Goal, against, percentile
from bench.invented import AUTHORS, OPERATIONS, UNITS, word
from crimint_desktop.actions import reading
from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.store import lists
from crimint_domain.summary import facet

if TYPE_CHECKING:
    from crimint_desktop.actions.desk import Desk
    from crimint_desktop.store.database import Connection

__all__ = ["figures"]

_REPORTS = 100_000
_RUNS = 9
_ASKED = 40
_PAGE = 50
_ROW = (
    "r.id, r.kind, r.version, r.title, r.reference, r.state, r.event, r.grades, r.scheme, r.operation, r.unit,"
    " r.priority, r.marking, r.author, r.author_name, r.claimed_by, r.legacy, r.unsent, r.in_conflict"
)
_RAW = (
    f"SELECT {_ROW} FROM record_text JOIN record AS r ON r.place = record_text.rowid"  # noqa: S608 - our own names
    " WHERE record_text MATCH ? ORDER BY record_text.rowid DESC LIMIT 50"
)


def figures() -> list[Figure]:
    """Ask the same questions of the program's query layer and of the index itself, in turns, on the same file."""
    with a_filled_desk(_REPORTS) as desk:
        return [
            _compared(desk, "newest 50, two filters", _filters, in_store=True),
            _compared(desk, "newest 50, two filters and a word", _words, in_store=True),
            _compared(desk, "the same through the act, logged, counted, with snippets", _words, in_store=False),
        ]


def _filters(at: int) -> ListQuery:
    operation, unit = OPERATIONS[at % (len(OPERATIONS) - 1)], UNITS[at % len(UNITS)]
    return ListQuery(operations=(operation,), units=(unit,))


def _words(at: int) -> ListQuery:
    return ListQuery(text=f"{word(20 + 7 * at)} ", authors=(AUTHORS[at % 40][0],), states=("released",))


def _raw(query: ListQuery) -> str:
    """Write the question as somebody would who knows the index and nothing of the program."""
    asked = [f'words : "{query.text.strip()}"'] if query.text else []
    groups = (
        ("operation", query.operations),
        ("unit", query.units),
        ("author", query.authors),
        ("state", query.states),
    )
    asked += [f"facets : {facet(name, values[0])}" for name, values in groups if values]
    return " AND ".join(asked)


def _compared(desk: Desk, name: str, asks: Callable[[int], ListQuery], *, in_store: bool) -> Figure:
    questions = [asks(at) for at in range(_ASKED)]
    raws = [_raw(query) for query in questions]
    ours: list[list[float]] = []
    floor: list[list[float]] = []
    for run in range(_RUNS + 1):
        mine = _in_store(desk, questions) if in_store else _through_the_act(desk, questions)
        bare = desk.db.read(lambda conn: [_timed(lambda raw=raw: _bare(conn, raw)) for raw in raws]).result()  # type: ignore[misc]  # values of this turn
        if run:  # the first brings the pages into memory
            ours.append(mine)
            floor.append(bare)
    p95 = percentile([each for run in ours for each in run], 0.95)
    middle = [_middle(each) for each in ours]
    anchor = ("FTS5 itself: MATCH, newest first, rows fetched", [_middle(each) for each in floor])
    goals = (Goal("p95 in ms", p95, "at most", 5.0),)
    if not in_store:
        return against(
            name, "ms", middle, anchor, more=goals, says="actions.reading.rows: one log entry and commit each"
        )
    return against(name, "ms", middle, anchor, Bound("at most", 3.0, 1.5), more=goals, says=f"{_ASKED} questions a run")


def _in_store(desk: Desk, questions: Sequence[ListQuery]) -> list[float]:
    def work(conn: Connection) -> list[float]:
        return [
            _timed(lambda query=query: lists.rows(conn, query, limit=_PAGE, snippets=False, count=False))  # type: ignore[misc]  # values of this turn
            for query in questions
        ]

    return desk.db.read(work).result()


def _through_the_act(desk: Desk, questions: Sequence[ListQuery]) -> list[float]:
    return [_timed(lambda query=query: reading.rows(desk, query, None, _PAGE, "bench").result()) for query in questions]  # type: ignore[misc]  # values of this turn


def _bare(conn: Connection, question: str) -> Any:  # noqa: ANN401 - rows of the driver
    cursor = conn.connection.cursor()
    try:
        return cursor.execute(_RAW, (question,)).fetchall()
    finally:
        cursor.close()


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _middle(values: Sequence[float]) -> float:
    return percentile(values, 0.5)
