"""The rows of Home, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from crimint_desktop.actions.home import Elsewhere, HomeView, WaitingLine
from crimint_desktop.ui.reports.rows import grades_shown, grades_spoken
from crimint_desktop.ui.rows import Cell, Row

__all__ = [
    "Row", "Told", "drafts", "in_two_lines", "needs", "needs_note", "recent", "step_in_words", "waiting",
    "waiting_note",
]  # fmt: skip

_UNTITLED = "(no title yet)"
_STEPS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "submit": "Submitted", "withdraw": "Withdrawn", "claim": "Claimed", "return": "Returned",
        "evaluate": "Evaluated", "release": "Released", "edit": "Changed", "new report": "Draft",
        "new card": "New card",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """How moments are told: today by the hour, this year by the day."""

    local: Callable[[datetime], datetime]
    now: datetime

    def moment(self, at: datetime | None) -> str:
        """Say when: ``14:41``, ``18 Nov`` or ``18 Nov 2025``."""
        if at is None:
            return ""
        then, now = self.local(at), self.local(self.now)
        if then.date() == now.date():
            return f"{then:%H:%M}"
        return f"{then.day} {then:%b}" if then.year == now.year else f"{then.day} {then:%b %Y}"


def step_in_words(what: str) -> str:
    """Say what a waiting change does: ``Submitted``, ``Changed``."""
    return _STEPS.get(what, what.capitalize())


def needs(view: HomeView, told: Told, elsewhere: Elsewhere | None = None) -> tuple[Row, ...]:
    """What waits for this person: conflicts, refusals, old drafts, returned reports, and for an evaluator what the
    unit holds and what the service tells them alone."""
    return (*_needs(view, told), *_from_the_service(elsewhere or Elsewhere(), told))


def _from_the_service(elsewhere: Elsewhere, told: Told) -> Iterator[Row]:
    for kept in elsewhere.kept:
        why = f"Kept for you: sent by {kept.author_name}, who has since lost access"
        yield _row(f"kept:{kept.id}", kept.reference, "warning", (why, told.moment(kept.at)))
    for old in elsewhere.old_drafts:
        why = f"Draft of {old.author_name}, not touched for {old.days} days"
        yield _row(f"old:{old.name}", old.name, "draft", (why, ""), strong=False)


def _needs(view: HomeView, told: Told) -> Iterator[Row]:
    for line in view.conflicts:
        parts = "1 part" if line.clashes == 1 else f"{line.clashes} parts"
        why = f"Conflict with {line.theirs_by}: {parts} to settle"
        yield _row(f"conflict:{line.id}", line.title, "conflicts", (why, told.moment(line.at)))
    for refused in (each for each in view.waiting if each.refused):
        said = (f"Refused: {refused.refused}", told.moment(refused.made_at))
        yield _row(f"report:{refused.record}", refused.title, "warning", said)
    for draft in (each for each in view.drafts if each.old_days):
        why = f"Your draft, not sent and not touched for {draft.old_days} days"
        yield _row(f"draft:{draft.record}", draft.title, "draft", (why, told.moment(draft.kept_at)), strong=False)
    for row in view.returned:
        yield _row(f"draft:{row.id}", row.title, "arrow-left", ("Returned to you", told.moment(row.event_at)))
    for row in view.held:
        urgent = row.priority == "high"
        why = "Submitted, waits for evaluation" + (", high priority" if urgent else "")
        yield _row(f"report:{row.id}", row.title, "evaluate", (why, told.moment(row.event_at)), strong=urgent)


def _row(key: str, title: str, icon: str, why: tuple[str, str], *, strong: bool = True) -> Row:
    return Row(key, (Cell(title or _UNTITLED, icon=icon, slot=True), *(Cell(each) for each in why)), strong=strong)


def needs_note(rows: tuple[Row, ...]) -> str:
    """How many things wait."""
    return str(len(rows))


def drafts(view: HomeView, told: Told) -> tuple[Row, ...]:
    """One's own drafts."""
    return tuple(
        Row(
            line.record,
            (
                Cell(line.title or _UNTITLED, icon="edit", slot=True, quiet=not line.title),
                Cell(told.moment(line.kept_at)),
                Cell(str(line.items)),
            ),
        )
        for line in view.drafts
    )


def waiting(view: HomeView, told: Told) -> tuple[Row, ...]:
    """What has not reached the service, and what it refused."""
    return tuple(_waiting_row(number, line, told) for number, line in enumerate(view.waiting))


def _waiting_row(number: int, line: WaitingLine, told: Told) -> Row:
    what = f"{step_in_words(line.what)}: {line.title or _UNTITLED}"
    state = f"Refused: {line.refused}" if line.refused else f"Waiting, {told.moment(line.made_at)}"
    icon = "warning" if line.refused else "clock"
    return Row(f"{number}:{line.record}", (Cell(what, icon=icon, slot=True), Cell(state)), strong=bool(line.refused))


def waiting_note(view: HomeView) -> str:
    """How many wait and how many were refused."""
    refused = sum(1 for line in view.waiting if line.refused)
    plain = len(view.waiting) - refused
    return f"{plain} waiting" + (f", {refused} refused" if refused else "")


def recent(view: HomeView) -> tuple[Row, ...]:
    """What was opened last."""
    return tuple(
        Row(
            row.id,
            (
                Cell(row.title or _UNTITLED),
                Cell(grades_shown(row.grades), spoken=grades_spoken(row)),
                Cell(row.state.capitalize()),
            ),
        )
        for row in view.recent[:8]
    )


def in_two_lines(row: Row) -> Row:
    """Put what stands in the further columns beneath the first, for where there is no room beside it."""
    first, *others = row.cells
    beneath = "  ·  ".join(cell.text for cell in others if cell.text)
    return replace(row, cells=(replace(first, second=beneath), *others))
