"""A line of the list, in words: what each column shows, and how it is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from crimint_desktop.actions.reading import Hit
from crimint_desktop.ui.report_view.acts import ReadingSetting
from crimint_desktop.ui.report_view.wording import PRIORITY_WORDS, day, state_of
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column
from crimint_domain.summary import Row as Line
from crimint_domain.wording import Run

__all__ = ["COLUMNS", "LEAST_TITLE", "grades_shown", "grades_spoken", "row_for"]

COLUMNS: Final = (
    Column("Event", 6.6), Column("Title"), Column("Grading", 6), Column("State", 9.2), Column("Operation", 6.4),
    Column("Unit", 8.6), Column("Priority", 4.8), Column("Reference", 7.6),
)  # fmt: skip
LEAST_TITLE: Final = 21
"""Ems: columns drop from the right until the title has this much room."""
_SHOWN_GRADES: Final = 2


def row_for(hit: Hit, setting: ReadingSetting, *, snippets: bool) -> Row:
    """Make the line that stands for a report; ``snippets`` gives it a second line with the words that were found."""
    line = hit.row
    state, icon, state_spoken = state_of(
        line.state, unsent=line.unsent, in_conflict=line.in_conflict, legacy=line.legacy
    )
    urgent = line.priority == "high"
    second, hits = _snippet(hit.snippet) if snippets else ("", ())
    title = line.title or "(no title)"
    return Row(
        line.id,
        (
            Cell(day(setting.local(line.event_at)) if line.event_at else "Not known", quiet=line.event_at is None),
            Cell(title, second=second or (" " if snippets else ""), hits=hits, strong=urgent, quiet=not line.title,
                 spoken=f"{title}, high priority" if urgent else ""),
            Cell(grades_shown(line.grades), spoken=grades_spoken(line)),
            Cell(state, icon=icon, slot=True, spoken=state_spoken),
            Cell(line.operation),
            Cell(setting.unit_name(line.unit)),
            Cell(PRIORITY_WORDS.get(line.priority, line.priority), strong=urgent),
            Cell(line.reference),
        ),
    )  # fmt: skip


def grades_shown(grades: Sequence[str]) -> str:
    """Write the first grades and how many more there are."""
    more = len(grades) - _SHOWN_GRADES
    return "  ".join((*grades[:_SHOWN_GRADES], *((f"+{more}",) if more > 0 else ())))


def grades_spoken(line: Line) -> str:
    """Say the grades letter by letter, how many more there are, and their scheme."""
    if not line.grades:
        return "No items graded"
    more = len(line.grades) - _SHOWN_GRADES
    spelt = [" ".join("not chosen" if mark == "–" else mark for mark in code) for code in line.grades[:_SHOWN_GRADES]]
    if more > 0:
        spelt.append(f"and {more} more")
    scheme = f", scheme {line.scheme}" if line.scheme else ""
    return f"Items graded {', '.join(spelt)}{scheme}"


def _snippet(runs: Sequence[Run]) -> tuple[str, tuple[tuple[int, int], ...]]:
    words, hits = "", []
    for run in runs:
        text = run.text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
        if run.kind == "added":
            hits.append((len(words), len(text)))
        words += text
    return words, tuple(hits)
