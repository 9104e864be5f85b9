"""Settling what two people changed apart: look at Before, Mine and Theirs, choose, and go on."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import conflicts, logbook, records
from crimint_desktop.store.conflicts import Conflict
from crimint_domain.document import upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.parts import Value, get
from crimint_domain.report import Report
from crimint_domain.submission import title_for
from crimint_domain.views import report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["ConflictLine", "ConflictView", "line_of", "look", "settle", "waiting"]


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """One conflict in a list: which report, how many parts clash, and with whom."""

    id: str
    record: str
    reference: str
    title: str
    clashes: int
    theirs_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A conflict with the report as they left it."""

    conflict: Conflict
    report: Report


def waiting(desk: Desk) -> Future[tuple[ConflictLine, ...]]:
    """Every conflict that waits for a person, oldest first."""

    def work(conn: Connection) -> tuple[ConflictLine, ...]:
        return tuple(line for conflict in conflicts.all(conn) if (line := line_of(conn, conflict)))

    return desk.look(work)


def line_of(conn: Connection, conflict: Conflict) -> ConflictLine | None:
    """Return the line of a conflict, or None if its report is no longer here."""
    held = records.find(conn, conflict.record)
    if held is None:
        return None
    report = report_from(conflict.record, held.document)
    return ConflictLine(
        conflict.id, conflict.record, report.reference, title_for(report),
        len(conflict.clashes), conflict.theirs_by, conflict.at,
    )  # fmt: skip


def look(desk: Desk, conflict_id: str) -> Future[ConflictView]:
    """Open a conflict, logged as a consultation of the report before it is shown."""

    def work(conn: Connection) -> ConflictView:
        conflict = _find(conn, conflict_id)
        held = changing.find(conn, conflict.record)
        logbook.append(conn, desk.logbook, "consultation", "conflict", (f"{held.id}@{held.version}",))
        return ConflictView(conflict, report_from(held.id, held.document))

    return desk.act(work)


def _find(conn: Connection, conflict_id: str) -> Conflict:
    conflict = conflicts.find(conn, conflict_id)
    if conflict is None:
        raise Refused(Problem("", "This conflict has been settled already."))
    return conflict


def settle(desk: Desk, conflict_id: str, choices: Mapping[str, Value]) -> Future[None]:
    """Settle a conflict: ``choices`` holds a value for every clashing part. The outcome is an ordinary change on
    top of theirs, and what was not chosen is kept in the report's history. Raises Refused naming a part without a
    choice, or one they have changed again meanwhile (the conflict then shows their newest)."""

    def work(conn: Connection) -> bool:
        conflict = _find(conn, conflict_id)
        held = changing.find(conn, conflict.record)
        missing = [Problem(clash.part, "Not chosen yet.") for clash in conflict.clashes if clash.part not in choices]
        if missing:
            raise Refused(*missing)
        theirs = held.document if held.raw is None else upcast(held.kind, held.schema, held.raw)
        newest = tuple(replace(clash, theirs=get(theirs, clash.part)) for clash in conflict.clashes)
        if newest != conflict.clashes:
            conflicts.save(conn, replace(conflict, clashes=newest, theirs_version=held.version))
            return False
        shown = {clash.part: get(held.document, clash.part) for clash in newest}  # with what is unsent here on top
        parts = {clash.part: choices[clash.part] for clash in newest if choices[clash.part] != shown[clash.part]}
        aside = {clash.part: clash.mine for clash in newest if choices[clash.part] != clash.mine}
        conflicts.drop(conn, conflict_id)
        # Why mine was made belongs to the history whatever is chosen, as what was not chosen does.
        reason = ": ".join(("Conflict settled", *dict.fromkeys(each.reason for each in newest if each.reason)))
        changing.set_parts(conn, desk, held, parts, step=conflict.step, reason=reason, aside=aside or None)
        return True

    return _told(desk, desk.act(work))


def _told(desk: Desk, future: Future[bool]) -> Future[None]:
    told: Future[None] = Future()

    def pass_on(done: Future[bool]) -> None:
        fault = done.exception()
        if fault is not None:
            told.set_exception(fault)
        elif done.result():
            desk.changed()
            told.set_result(None)
        else:
            told.set_exception(
                Refused(Problem("", "They changed it again meanwhile. Look at their newest and choose."))
            )

    future.add_done_callback(pass_on)
    return told
