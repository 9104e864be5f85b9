"""Searching and reading at the service, beyond what is kept on this device.

Each search and each reading stands in this device's log before anything of it is shown. Nothing of what was found is
kept: it lives as long as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from crimint_desktop.actions.changing import restricted_words
from crimint_desktop.actions.desk import Desk
from crimint_desktop.actions.reading import Opened
from crimint_desktop.remote.searching import Asked
from crimint_desktop.store import lists, logbook
from crimint_desktop.store.lists import Hit, ListQuery
from crimint_domain.document import upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.views import report_from

if TYPE_CHECKING:
    from crimint_desktop.remote.answers import RecordNow
    from crimint_desktop.remote.searching import Found

__all__ = ["NOT_KEPT", "FoundHere", "FoundPage", "Searched", "open_there", "search"]

NOT_KEPT = "Read at the service; not kept on this device."
_GONE = "The service no longer shows you this report. Search again."
_Result = TypeVar("_Result")
Asking = Callable[[Callable[[], _Result]], "Future[_Result]"]


class Searched(Protocol):
    """Whoever searches and hands out single records: the service."""

    def find(self, asked: Asked, reason: str, cursor: str) -> Found:
        """Give a page of what is found."""

    def record(self, record: str) -> RecordNow | None:
        """Give one record; None when it is not there, or not for us."""


@dataclass(frozen=True, slots=True)
class FoundHere:
    """A line, and whether the record is kept on this device too."""

    hit: Hit
    here: bool


@dataclass(frozen=True, slots=True)
class FoundPage:
    """A page of what was found. ``counted`` is known on the first page; ``cursor`` is empty at the end."""

    lines: tuple[FoundHere, ...]
    cursor: str
    counted: int
    capped: bool


def search(
    ask: Callable[[Callable[[], FoundPage]], Future[FoundPage]],
    service: Searched,
    desk: Desk,
    query: ListQuery,
    cursor: str,
    reason: str,
) -> Future[FoundPage]:
    """Search at the service; ``ask`` runs work on the net lane. The query and what it shows are logged here before
    they are handed over, as the service logs them. Raises Refused, and Unavailable while it cannot be reached."""
    asked = Asked(
        query.text, query.kinds, query.states, query.grades, query.operations, query.units, query.authors,
        query.priorities, query.since, query.until,
    )  # fmt: skip

    def work() -> FoundPage:
        found = service.find(asked, reason, cursor)
        shown = tuple(f"{each.row.id}@{each.row.version}" for each in found.lines)
        desk.act(
            lambda conn: logbook.append(
                conn, desk.logbook, "consultation", "search everywhere", shown, f"{query.text}\n{reason}"
            )
        ).result()
        ids = [each.row.id for each in found.lines]
        here = {row.id for row in desk.look(lambda conn: lists.by_ids(conn, ids)).result()}
        lines = tuple(
            FoundHere(Hit(each.row, place, each.snippet), each.row.id in here) for place, each in enumerate(found.lines)
        )
        return FoundPage(lines, found.cursor, found.counted, found.capped)

    return ask(work)


def open_there(
    ask: Callable[[Callable[[], Opened]], Future[Opened]], service: Searched, desk: Desk, record: str, reason: str
) -> Future[Opened]:
    """Read a report at the service. The consultation is committed here before the report is handed over; it cannot be
    changed, and nothing of it is kept. Raises Refused when it is not there for this person."""

    def work() -> Opened:
        now = service.record(record)
        if now is None or now.kind != "report":
            raise Refused(Problem("", _GONE))
        report = report_from(record, upcast(now.kind, now.schema, now.document))
        logged_at = desk.now()
        read = (f"{record}@{now.version}",)
        desk.act(
            lambda conn: logbook.append(conn, desk.logbook, "consultation", "open at the service", read, reason)
        ).result()
        return Opened(
            report=report, version=now.version, document=now.document, by=now.by, at=now.at, logged_at=logged_at,
            reason=reason, offered=(), may_regrade=False, may_edit=False,
            read_only=f"{restricted_words(desk.codes, report)} {NOT_KEPT}".strip(), in_conflict=False, unsent=False,
        )  # fmt: skip

    return ask(work)
