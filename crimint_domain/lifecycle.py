"""Which step leads from which state to which, and who may take it and who may edit what meanwhile.

One table serves the screen (what to offer) and the service (what to allow). Each step is one move made by the
service: the record changes folder and label with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from crimint_domain.principal import Principal
from crimint_domain.report import Report, State
from crimint_domain.restriction import PART as RESTRICTION

__all__ = ["SERVICE_PARTS", "STEPS", "Step", "find", "may_set", "may_take", "offered", "table"]

Who = Literal["author", "evaluator", "records"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step: ``words`` for the button, from which states, who, to which state, and whether it needs a reason."""

    name: str
    words: str
    states: tuple[State, ...]
    who: Who
    to: State
    needs_reason: bool = False


STEPS: Final[tuple[Step, ...]] = (
    Step("submit", "Submit", ("draft", "returned"), "author", "submitted"),
    Step("withdraw", "Withdraw", ("submitted", "returned"), "author", "withdrawn", needs_reason=True),
    Step("claim", "Claim", ("submitted",), "evaluator", "submitted"),
    Step("hand-over", "Hand over", ("submitted",), "evaluator", "submitted"),
    Step("return", "Return to author", ("submitted",), "evaluator", "returned", needs_reason=True),
    Step("evaluate", "Evaluated", ("submitted",), "evaluator", "evaluated"),
    Step("release", "Release", ("evaluated",), "evaluator", "released"),
    Step("duplicate", "Duplicate of…", ("submitted",), "evaluator", "duplicate", needs_reason=True),
    Step("send-on", "Not intelligence", ("submitted",), "evaluator", "not-intelligence", needs_reason=True),
    Step("reject", "Reject", ("submitted",), "evaluator", "rejected", needs_reason=True),
    Step("archive", "Archive", ("released",), "records", "archived", needs_reason=True),
    Step(
        "dispose", "Dispose", ("released", "archived", "withdrawn", "duplicate", "not-intelligence", "rejected"),
        "records", "disposed", needs_reason=True,
    ),
)  # fmt: skip

# Set by the service alone, with a step; a change that sets one is refused.
SERVICE_PARTS: Final = frozenset({"reference", "state", "author", "author_name", "unit", "claimed_by", "legacy"})
_EVALUATOR_PARTS: Final = ("grading", "handling")
_HELD: Final = ("submitted", "evaluated")


def find(name: str) -> Step | None:
    """Return a step by its name, or None."""
    return next((step for step in STEPS if step.name == name), None)


def is_evaluator(principal: Principal, report: Report) -> bool:
    """Whether this person evaluates for the report's unit. Nobody evaluates a report of their own."""
    return "lio" in principal.roles and report.unit in principal.units and principal.user != report.author


def _is(who: Who, principal: Principal, report: Report) -> bool:
    if who == "author":
        return principal.user == report.author
    if who == "evaluator":
        return is_evaluator(principal, report)
    return "records" in principal.roles and report.unit in principal.units


def may_take(step: Step, principal: Principal, report: Report) -> bool:
    """Whether this person may take this step with this report as it stands."""
    if report.legacy or report.restriction is not None:
        return False
    if report.state not in step.states or not _is(step.who, principal, report):
        return False
    if step.who == "author" and step.name == "withdraw":
        return not report.claimed_by
    if step.name == "claim":
        return not report.claimed_by
    if step.name == "hand-over":
        return report.claimed_by == principal.user
    claimed_by_another = bool(report.claimed_by) and report.claimed_by != principal.user
    return step.who != "evaluator" or not claimed_by_another


def offered(principal: Principal, report: Report) -> tuple[Step, ...]:
    """The steps a screen offers, in the table's order."""
    return tuple(step for step in STEPS if may_take(step, principal, report))


def may_set(principal: Principal, report: Report, part: str) -> bool:
    """Whether this person may set this part of this report as it stands.

    The author may edit a draft, a returned report, and a submitted one until an evaluator claims it; the unit's
    evaluators may re-grade and index while the report is held. Legacy records, and those whose processing is
    restricted, are read-only.
    """
    if report.legacy or report.restriction is not None or part.partition("/")[0] in (*SERVICE_PARTS, RESTRICTION):
        return False
    if principal.user == report.author:
        return report.state in ("draft", "returned") or (report.state == "submitted" and not report.claimed_by)
    if not is_evaluator(principal, report) or report.state not in _HELD:
        return False
    # Exactly these places: what is set at "items/grading" would be an item of that name, with words of its own.
    match part.split("/"):
        case ["items", _, last]:
            return last in _EVALUATOR_PARTS
        case [first, *_]:
            return first in ("mentions", "marking", "operation", "priority")
    return False


def may_edit(principal: Principal, report: Report) -> bool:
    """Whether this person may edit the report's words at all (an evaluator re-grades, but does not)."""
    return may_set(principal, report, "title")


def table() -> Iterable[tuple[str, str, str, str]]:
    """The rows of the printed table: step, from, who, to."""
    return ((step.name, ", ".join(step.states), step.who, step.to) for step in STEPS)
