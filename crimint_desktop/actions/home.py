"""What waits for this person: drafts, returned reports, conflicts, unsent and refused changes, recent reports."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crimint_desktop.actions import conflicts as conflict_acts
from crimint_desktop.actions.conflicts import ConflictLine
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import conflicts, edits, lists, outbox, preferences, records
from crimint_desktop.store.forgetting import RECENT
from crimint_desktop.store.lists import ListQuery
from crimint_domain.submission import title_for
from crimint_domain.summary import Row, row_of
from crimint_domain.views import report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["DraftLine", "HomeView", "WaitingLine", "look", "waiting_lines"]

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of one's own: ``kept_at`` is when it was last saved; ``typing`` whether words wait in the form."""

    record: str
    title: str
    kept_at: datetime | None
    items: int
    typing: bool


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A change that has not reached the service: ``refused`` says why it was refused, or is empty."""

    record: str
    title: str
    what: str
    made_at: datetime
    refused: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything Home shows."""

    drafts: tuple[DraftLine, ...]
    returned: tuple[Row, ...]
    held: tuple[Row, ...]
    conflicts: tuple[ConflictLine, ...]
    waiting: tuple[WaitingLine, ...]
    recent: tuple[Row, ...]


def look(desk: Desk) -> Future[HomeView]:
    """Look at what waits; rows only, so nothing is logged."""

    def work(conn: Connection) -> HomeView:
        me = desk.principal.user
        returned = lists.rows(conn, ListQuery(states=("returned",), authors=(me,)), limit=_SHOWN)
        held: tuple[Row, ...] = ()
        if "lio" in desk.principal.roles:
            query = ListQuery(states=("submitted",), units=tuple(desk.principal.units))
            held = tuple(hit.row for hit in lists.rows(conn, query, limit=_SHOWN).hits if hit.row.author != me)
        lines = tuple(line for each in conflicts.all(conn) if (line := conflict_acts.line_of(conn, each)))
        recent = lists.by_ids(conn, preferences.get(conn, RECENT) or [])
        return HomeView(
            _drafts(conn, me), tuple(hit.row for hit in returned.hits), held, lines, tuple(waiting_lines(conn)), recent
        )

    return desk.look(work)


def _drafts(conn: Connection, me: str) -> tuple[DraftLine, ...]:
    typing = {edit.record: edit for edit in edits.all(conn)}
    lines = []
    for edit in typing.values():
        report = report_from(edit.record, edit.document)
        lines.append(DraftLine(edit.record, title_for(report), edit.saved_at, len(report.items), typing=True))
    for hit in lists.rows(conn, ListQuery(states=("draft",), authors=(me,)), limit=_SHOWN).hits:
        if hit.row.id not in typing:
            lines.append(DraftLine(hit.row.id, hit.row.title, hit.row.event_at, len(hit.row.grades), typing=False))
    return tuple(lines)


def waiting_lines(conn: Connection) -> list[WaitingLine]:
    """Every change that has not reached the service, oldest first."""
    lines = []
    for each in outbox.all(conn):
        held = records.find(conn, each.change.record)
        title = ""
        if held is not None and held.kind == "report":
            title = row_of(report_from(held.id, held.document), held.version).title
        what = each.change.step or ("new " + each.change.kind if each.change.document is not None else "edit")
        lines.append(WaitingLine(each.change.record, title, what, each.made_at, each.refused))
    return lines
