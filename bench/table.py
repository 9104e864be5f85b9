"""Figures as a table for people and as ``bench.json`` for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bench.figures import Figure, Goal, Spread

__all__ = ["as_json", "heading", "lines_of", "shown"]

_WIDTHS = (46, 9, 26, 26, 8)
_HEADS = ("figure", "unit", "min / median / max", "anchor", "ratio")


def shown(value: float) -> str:
    """Write a number with three figures that count."""
    if value == 0 or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def heading() -> list[str]:
    """Return the head of the table."""
    return [_line(_HEADS), "-" * (sum(_WIDTHS) + len(_WIDTHS) - 1)]


def lines_of(figures: Sequence[Figure]) -> list[str]:
    """Return the lines of figures: one for each, below it its anchor's name and each of its goals."""
    lines: list[str] = []
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio.middle:.2f} x"
        lines.append(_line((figure.name, figure.unit, _spread(figure.ours), _spread(figure.anchor), ratio)).rstrip())
        if figure.anchor_name:
            lines.append(f"    against {figure.anchor_name}")
        lines.extend(f"    {_goal(goal)}" for goal in figure.goals)
    return lines


def _line(cells: Sequence[str]) -> str:
    return " ".join(cell.ljust(width) for cell, width in zip(cells, _WIDTHS, strict=True))


def _spread(values: Spread | None) -> str:
    if values is None:
        return ""
    return " / ".join(shown(value) for value in (values.smallest, values.middle, values.largest))


def _goal(goal: Goal) -> str:
    outcome = "met" if goal.met else "MISSED"
    said = f"goal: {goal.of} {goal.sense} {shown(goal.bound)}: {shown(goal.measured)}, {outcome}"
    if goal.aim is None:
        return said
    return f"{said}; ambitious {shown(goal.aim)}: {'met' if goal.aim_met else 'missed'}"


def as_json(figures: Sequence[Figure], about: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``bench.json`` holds."""
    return {**about, "figures": [_figure(figure) for figure in figures]}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "ours": _numbers(figure.ours),
        "anchor": figure.anchor and {"name": figure.anchor_name, **_numbers(figure.anchor)},
        "ratio": figure.ratio and _numbers(figure.ratio),
        "goals": [
            {
                "of": goal.of, "measured": goal.measured, "sense": goal.sense, "goal": goal.bound, "met": goal.met,
                "ambitious_goal": goal.aim, "ambitious_met": goal.aim_met,
            }
            for goal in figure.goals
        ],
        "met": figure.met,
        "how": figure.says,
    }  # fmt: skip


def _numbers(values: Spread) -> dict[str, float]:
    return {"min": values.smallest, "median": values.middle, "max": values.largest, "runs": values.runs}
