"""Writes the tables of docs/lifecycle.md and docs/access.md from the rules themselves: ``python docs/tables.py``.

What stands between the two marks of a page is replaced; the words around it are written by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from crimint_domain import lifecycle  # noqa: E402 - found only now, when this file is run by itself
from crimint_domain.access import (  # noqa: E402 - as above
    DEFAULT,
    ROLES,
    RULES,
    Label,
    Principal,
    entitled,
    folder_for,
    label_for,
)
from crimint_domain.marking import Marking  # noqa: E402 - as above
from crimint_domain.report import STATES, Report, State  # noqa: E402 - as above
from crimint_service.routes.rights import RIGHTS, Right, cell  # noqa: E402 - as above

BEGIN, END = "<!-- made from the code: {} -->", "<!-- end -->"
_UNIT = "quillmarsh"
_WHO = {"author": "the author", "evaluator": "an LIO of the unit", "records": "a records manager of the unit"}


def as_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def steps() -> str:
    """Every step: from where, who, to where."""
    reason = {step.name: "yes" if step.needs_reason else "" for step in lifecycle.STEPS}
    rows = [(name, states, _WHO[who], to, reason[name]) for name, states, who, to in lifecycle.table()]
    return as_table(("Step", "From", "Who", "To", "Needs a reason"), rows)


def editing() -> str:
    """Who may change what in which state."""
    author = Principal("author", "", frozenset({"officer"}), frozenset({_UNIT}))
    evaluator = Principal("lio", "", frozenset({"lio"}), frozenset({_UNIT}))
    rows = []
    for state in STATES:
        unclaimed, claimed = _report(state), _report(state, "lio")
        words = ["nothing", "everything"][lifecycle.may_edit(author, unclaimed)]
        if words == "everything" and not lifecycle.may_edit(author, claimed):
            words = "everything, until it is claimed"
        grades = lifecycle.may_set(evaluator, unclaimed, "items/x/grading")
        index = lifecycle.may_set(evaluator, unclaimed, "mentions/x")
        rows.append(
            (state, words, "grades, handling, links, marking, operation, priority" if grades and index else "nothing")
        )
    return as_table(("State", "The author may change", "An LIO of the unit may change"), rows)


def places() -> str:
    """Where a report is in which state, and under which label."""
    rows = []
    for state in STATES:
        label = label_for(_report(state))
        filed, shelved = folder_for(_report(state, operation="MARZIPAN")), folder_for(_report(state))
        folder = filed.id if filed == shelved else f"{filed.id}, or {shelved.id} without an operation"
        rows.append((state, folder, _label_words(label)))
    return as_table(("State", "Folder", "Label"), rows)


def readers() -> str:
    """Which role reads what, somebody else's records being meant."""
    level = Marking().level
    labels = {
        "own (a draft)": Label("own", user="author"),
        "holding, of their unit": Label("holding", "author", _UNIT, level),
        "holding, of a unit they cover": Label("holding", "author", "covered", level),
        "holding, of another unit": Label("holding", "author", "elsewhere", level),
        "closed, of their unit": Label("closed", "author", _UNIT, level),
        "holding, of their unit, in a compartment": Label("holding", "author", _UNIT, level, compartment="named"),
        "withheld, of their unit": Label("withheld", unit=_UNIT, marking=level),
        "open": Label("open", marking=level),
        "open, in a compartment or to a list they are not in": Label("open", marking=level, access_list="named"),
        "restricted to them": Label("restricted", marking=level, access_list="theirs"),
        "open, and they are excluded": Label("open", marking=level, exclusions=("somebody",)),
    }
    rows = []
    for role in ROLES:
        covers = frozenset({"covered"}) if role in ("officer", "analyst", "lio", "records") else frozenset()
        who = Principal(
            "somebody", "", frozenset({role}), frozenset({_UNIT}), lists=frozenset({"theirs"}), covers=covers
        )
        rows.append([role, *("reads" if entitled(who, label) else "–" for label in labels.values())])
    return as_table(("Role", *labels), rows)


def rules() -> str:
    """The rules in the order in which they are asked."""
    rows = [
        (f"`{rule.name}`", "allows" if rule.allow else "denies", ", ".join(rule.actions), rule.says) for rule in RULES
    ]
    rows.append((f"`{DEFAULT}`", "denies", "every action", "no rule above allows it"))
    return as_table(("Rule", "It", "Asked for", "When"), rows)


def routes() -> str:
    """What each role finds at each route."""
    rows = [(f"`{route}`", *_roles(right)) for route, right in RIGHTS.items()]
    return as_table(("Route", *ROLES), rows)


def _roles(right: Right) -> Sequence[str]:
    return [cell(right, role) for role in ROLES] if right.signed_in else [right.says, *("the same",) * (len(ROLES) - 1)]


def _report(state: State, claimed_by: str = "", operation: str = "") -> Report:
    return Report("", state=state, author="author", unit=_UNIT, claimed_by=claimed_by, operation=operation)


def _label_words(label: Label) -> str:
    if label.kind == "own":
        return "own: the author alone"
    if label.kind == "holding":
        return "holding: the LIOs of the unit within marking, compartment and list, and the author"
    if label.kind == "closed":
        return "closed: as holding, and the records managers of the unit"
    return "open: marking, compartment, list, exclusions"


def page_with_tables(page: str) -> str:
    """Return a page with its tables as the code has them now."""
    for name, made in (
        ("steps", steps), ("editing", editing), ("places", places), ("readers", readers), ("rules", rules),
        ("routes", routes),
    ):  # fmt: skip
        begin = BEGIN.format(name)
        if begin in page:
            before, _, rest = page.partition(begin)
            page = f"{before}{begin}\n{made()}\n{END}{rest.partition(END)[2]}"
    return page


def main() -> None:
    """Write both pages anew."""
    for name in ("lifecycle.md", "access.md"):
        path = HERE / name
        path.write_text(page_with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
