"""Lifecycle steps: what the service itself writes into a report when a step is taken."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import sqlalchemy as sa

from crimint_domain import lifecycle
from crimint_domain.access import Context, Principal, can, label_for
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Problem, Refused
from crimint_domain.parts import Value
from crimint_domain.report import Report
from crimint_domain.submission import problems_before_submission, title_for
from crimint_service.placing import not_allowed
from crimint_service.tables import insert_into, numbering, unit

__all__ = ["allowed_step", "new_reference", "refuse_unfit", "set_by_step"]


def allowed_step(principal: Principal, report: Report, name: str, reason: str) -> lifecycle.Step:
    """Return the step asked for; raises Refused for one there is not or one without its reason, Fault 403 for one
    that this person may not take as the report stands."""
    step = lifecycle.find(name)
    if step is None:
        raise Refused(Problem("", f"There is no step “{name}”."))
    if not can(principal, "step", label_for(report), Context(record=report, step=name)).allow:
        raise not_allowed(f"You may not take the step “{step.words}” with this report as it stands.")
    if step.needs_reason and not reason.strip():
        raise Refused(Problem("reason", f"Say why: the step “{step.words}” needs a reason."))
    return step


def refuse_unfit(report: Report, codes: CodeLists) -> None:
    """Raise Refused, naming everything that is missing, for a report that could not be submitted as it stands."""
    problems = problems_before_submission(report, codes)
    if problems:
        raise Refused(*problems)


def set_by_step(
    step: lifecycle.Step, principal: Principal, report: Report, reference: Callable[[], str]
) -> Mapping[str, Value]:
    """Return the parts that go with a step. ``reference`` draws a new number; called only if one is needed."""
    parts: dict[str, Value] = {"state": step.to}
    if step.name == "submit":
        parts["claimed_by"] = ""
        if not report.title.strip():
            parts["title"] = title_for(report)
        if not report.reference:
            parts["reference"] = reference()
    elif step.name in ("hand-over", "return"):
        parts["claimed_by"] = ""
    elif step.who == "evaluator":
        parts["claimed_by"] = principal.user
    return {part: value for part, value in parts.items() if getattr(report, part) != value}


def new_reference(connection: sa.Connection, unit_id: str, now: datetime) -> str:
    """Draw the next number of a unit's year, such as ``QM-26-004417``; a drawn number is never drawn again."""
    prefix = connection.execute(sa.select(unit.c.prefix).where(unit.c.id == unit_id)).scalar_one()
    statement = insert_into(connection, numbering).values(prefix=prefix, year=now.year, last=1)
    number = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["prefix", "year"], set_={"last": numbering.c.last + 1}
        ).returning(numbering.c.last)
    ).scalar_one()
    return f"{prefix}-{now.year % 100:02d}-{number:06d}"
