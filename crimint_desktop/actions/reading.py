"""Finding and opening: lists and searches, the log line that comes before a document is shown."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import lists, logbook, preferences
from crimint_desktop.store.forgetting import RECENT
from crimint_desktop.store.lists import Hit, ListQuery, Match, Page
from crimint_domain import lifecycle
from crimint_domain.document import is_newer
from crimint_domain.errors import Unavailable
from crimint_domain.lifecycle import Step
from crimint_domain.parts import Document
from crimint_domain.report import Report
from crimint_domain.views import report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["NOT_LOGGED", "Hit", "ListQuery", "Match", "Opened", "Page", "matches", "open_record", "rows"]

NOT_LOGGED = "Not opened, because the opening could not be logged."
_RECENT_KEPT = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as it may be shown, with the log line that covers it and what this person may do with it."""

    report: Report
    version: int
    document: Document
    by: str
    at: str
    logged_at: datetime
    reason: str
    offered: tuple[Step, ...]
    may_regrade: bool
    may_edit: bool
    read_only: str
    in_conflict: bool
    unsent: bool


def open_record(desk: Desk, record: str, reason: str) -> Future[Opened]:
    """Open a report for reading. The consultation is committed before the document is handed over; if it cannot
    be written, nothing is shown (Unavailable)."""

    def work(conn: Connection) -> Opened:
        held = changing.find(conn, record)
        now = desk.now()
        logbook.append(conn, desk.logbook, "consultation", "open", (f"{record}@{held.version}",), reason)
        _remember(conn, record)
        report = report_from(record, held.document)
        newer = is_newer(held.kind, held.schema)
        return Opened(
            report=report,
            version=held.version,
            document=held.document,
            by=held.by,
            at=held.at,
            logged_at=now,
            reason=reason,
            offered=() if newer else lifecycle.offered(desk.principal, report),
            may_regrade=not newer and _may_regrade(desk, report),
            may_edit=not newer and lifecycle.may_edit(desk.principal, report),
            read_only=changing.READ_ONLY_NEWER if newer else changing.restricted_words(desk.codes, report),
            in_conflict=held.in_conflict,
            unsent=held.unsent,
        )

    return _saying_why(desk.act(work))


def _saying_why(opening: Future[Opened]) -> Future[Opened]:
    """What the store says of a disk that takes no line is about saving; here it is about opening."""
    told: Future[Opened] = Future()

    def pass_on(done: Future[Opened]) -> None:
        if done.cancelled():
            told.cancel()
            return
        fault = done.exception()
        if isinstance(fault, Unavailable):
            told.set_exception(Unavailable(f"{NOT_LOGGED} {fault.says}", cause=fault.cause))
        elif fault is not None:
            told.set_exception(fault)
        else:
            told.set_result(done.result())

    opening.add_done_callback(pass_on)
    return told


def _may_regrade(desk: Desk, report: Report) -> bool:
    return any(lifecycle.may_set(desk.principal, report, f"items/{item.id}/grading") for item in report.items)


def _remember(conn: Connection, record: str) -> None:
    recent = [each for each in preferences.get(conn, RECENT) or [] if each != record]
    preferences.set(conn, RECENT, [record, *recent][:_RECENT_KEPT])


def rows(desk: Desk, query: ListQuery, before: int | None, limit: int, reason: str) -> Future[Page]:
    """List records newest first, without bodies. A search for words is logged with its query and what it showed,
    before it is shown; filters alone are not a consultation."""
    if not query.text.strip():
        return desk.look(lambda conn: lists.rows(conn, query, before=before, limit=limit))

    def work(conn: Connection) -> Page:
        page = lists.rows(conn, query, before=before, limit=limit)
        shown = tuple(f"{hit.row.id}@{hit.row.version}" for hit in page.hits)
        logbook.append(conn, desk.logbook, "consultation", "search", shown, f"{query.text}\n{reason}")
        return page

    return desk.act(work)


def matches(desk: Desk, text: str, kinds: tuple[str, ...]) -> Future[tuple[Match, ...]]:
    """Search the cards before a new one is made; logged as a search."""

    def work(conn: Connection) -> tuple[Match, ...]:
        found = lists.matches(conn, text, kinds)
        shown = tuple(f"{match.card.id}@{match.version}" for match in found)
        logbook.append(conn, desk.logbook, "consultation", "search cards", shown, text)
        return found

    return desk.act(work)
