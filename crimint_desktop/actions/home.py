"""What waits for this person: drafts, returned reports, conflicts, unsent and refused changes, recent reports."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crimint_desktop.actions import conflicts as conflict_acts
from crimint_desktop.actions.briefcase import HeldHere, held_here
from crimint_desktop.actions.conflicts import ConflictLine
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import conflicts, edits, lists, outbox, preferences, records
from crimint_desktop.store.forgetting import RECENT
from crimint_desktop.store.lists import ListQuery
from crimint_domain.submission import title_for
from crimint_domain.summary import Row, row_of
from crimint_domain.views import instant, report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = [
    "DraftLine", "Elsewhere", "HomeView", "KeptLine", "OldDraftLine", "WaitingLine", "look", "old_drafts_words",
    "waiting_lines",
]  # fmt: skip

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of one's own: ``kept_at`` is when it was last saved; ``typing`` whether words wait in the form;
    ``old_days`` how many days nobody has touched it, once that is worth its author's notice."""

    record: str
    title: str
    kept_at: datetime | None
    items: int
    typing: bool
    old_days: int = 0


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A change that has not reached the service: ``refused`` says why it was refused, or is empty."""

    record: str
    title: str
    what: str
    made_at: datetime
    refused: str


@dataclass(frozen=True, slots=True)
class OldDraftLine:
    """Somebody else's draft in one's unit that waits for weeks: whose and for how many days, and nothing of it."""

    name: str
    author_name: str
    days: int


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A change the service kept because its author had lost access when it arrived: whose, of which report, when."""

    id: str
    author_name: str
    reference: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What only the service knows to wait for this person; empty while it cannot be reached."""

    old_drafts: tuple[OldDraftLine, ...] = ()
    kept: tuple[KeptLine, ...] = ()


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything Home shows."""

    drafts: tuple[DraftLine, ...]
    returned: tuple[Row, ...]
    held: tuple[Row, ...]
    conflicts: tuple[ConflictLine, ...]
    waiting: tuple[WaitingLine, ...]
    recent: tuple[Row, ...]
    here: HeldHere = HeldHere()


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
            _drafts(conn, desk), tuple(hit.row for hit in returned.hits), held, lines, tuple(waiting_lines(conn)),
            recent, held_here(conn),
        )  # fmt: skip

    return desk.look(work)


def old_drafts_words(view: HomeView) -> str:
    """Say once that drafts of one's own wait for long; empty where none does."""
    waiting = [each for each in view.drafts if each.old_days]
    if not waiting:
        return ""
    days = max(each.old_days for each in waiting)
    if len(waiting) == 1:
        return f"A draft of yours has not been touched for {days} days. It stands on Home."
    return f"{len(waiting)} drafts of yours have not been touched for up to {days} days. They stand on Home."


def _drafts(conn: Connection, desk: Desk) -> tuple[DraftLine, ...]:
    me = desk.principal.user
    typing = {edit.record: edit for edit in edits.all(conn)}
    lines = []
    for edit in typing.values():
        report = report_from(edit.record, edit.document)
        old = _old_days(desk, edit.saved_at)
        lines.append(
            DraftLine(edit.record, title_for(report), edit.saved_at, len(report.items), typing=True, old_days=old)
        )
    for hit in lists.rows(conn, ListQuery(states=("draft",), authors=(me,)), limit=_SHOWN).hits:
        if hit.row.id not in typing:
            saved = _last_change(conn, hit.row.id) or hit.row.event_at
            old = _old_days(desk, saved)
            lines.append(DraftLine(hit.row.id, hit.row.title, saved, len(hit.row.grades), typing=False, old_days=old))
    return tuple(lines)


def _last_change(conn: Connection, record: str) -> datetime | None:
    waiting = outbox.of_record(conn, record)
    if waiting:
        return waiting[-1].made_at
    held = records.find(conn, record)
    return instant(held.at) if held is not None else None


def _old_days(desk: Desk, touched: datetime | None) -> int:
    days = (desk.now() - touched).days if touched is not None else 0
    return days if days >= desk.person.draft_days else 0


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
