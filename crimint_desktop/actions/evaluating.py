"""What an evaluator does with a submitted report: re-grade an item with a reason, and take lifecycle steps."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING

from crimint_desktop.actions import changing
from crimint_desktop.actions.desk import Desk
from crimint_domain import lifecycle
from crimint_domain.errors import Problem, Refused
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.parts import Value, get, written_over
from crimint_domain.views import grading_document, handling_document, report_from

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["regrade", "take_step"]


def regrade(desk: Desk, record: str, item: str, grading: Grading, handling: Handling, reason: str) -> Future[None]:
    """Weigh an item again. Needs a reason; the earlier grade stays in the history. Raises Refused if this person
    may not, or if the grade is not complete."""

    def work(conn: Connection) -> None:
        held = changing.find(conn, record)
        report = report_from(record, held.document)
        _check(desk, report.item(item) is not None, grading, handling, reason)
        if not lifecycle.may_set(desk.principal, report, f"items/{item}/grading"):
            raise Refused(Problem("", "You cannot re-grade this report as it stands."))
        chosen: dict[str, Value] = {
            f"items/{item}/grading": grading_document(grading),
            f"items/{item}/handling": handling_document(handling),
        }
        wished = written_over(held.document, chosen)
        parts = {part: value for part, value in wished.items() if get(held.document, part) != value}
        if parts:
            changing.set_parts(conn, desk, held, parts, reason=reason)

    return _telling(desk, desk.act(work))


def _check(desk: Desk, item_is_here: bool, grading: Grading, handling: Handling, reason: str) -> None:
    problems = []
    if not item_is_here:
        problems.append(Problem("", "This item has been removed."))
    if not grading.complete:
        problems.append(Problem("grading", "Choose both the source evaluation and the assessment."))
    if not handling.code:
        problems.append(Problem("handling", "Choose the handling: P, or C with conditions."))
    if handling.has_conditions and not handling.conditions.strip():
        problems.append(Problem("handling", "Say who may have it, and what they must not do with it."))
    if not reason.strip():
        problems.append(Problem("reason", "Say why you grade it differently."))
    if problems:
        raise Refused(*problems)


def take_step(desk: Desk, record: str, step: str, reason: str) -> Future[None]:
    """Ask for a lifecycle step; the service makes the move. Raises Refused if this person may not take it."""

    def work(conn: Connection) -> None:
        held = changing.find(conn, record)
        report = report_from(record, held.document)
        found = lifecycle.find(step)
        if found is None or not lifecycle.may_take(found, desk.principal, report):
            raise Refused(Problem("", "This step cannot be taken with the report as it stands."))
        if found.needs_reason and not reason.strip():
            raise Refused(Problem("reason", f"Say why: “{found.words}” needs a reason."))
        changing.set_parts(conn, desk, held, {}, step=step, reason=reason)

    return _telling(desk, desk.act(work))


def _telling(desk: Desk, future: Future[None]) -> Future[None]:
    future.add_done_callback(lambda done: desk.changed() if done.exception() is None else None)
    return future
