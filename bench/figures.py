"""A figure: what was measured, what it is held against, and whether the goal is met. Arithmetic only."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Bound", "Figure", "Goal", "Spread", "against", "percentile", "ratios", "spread"]


@dataclass(frozen=True, slots=True)
class Spread:
    """The smallest, the middle and the largest of several runs, in the unit of the figure."""

    smallest: float
    middle: float
    largest: float
    runs: int


def spread(values: Sequence[float]) -> Spread:
    """Return the spread of one value for each run; raises ValueError for none, or for what is not a number."""
    if not values or any(math.isnan(value) for value in values):
        raise ValueError("a figure needs a number for each run")
    return Spread(min(values), statistics.median(values), max(values), len(values))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` (0 to 1) of the values do not exceed: the nearest rank, never between two."""
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values and a share above 0 and up to 1")
    return sorted(values)[math.ceil(share * len(values)) - 1]


def ratios(ours: Sequence[float], anchors: Sequence[float]) -> tuple[float, ...]:
    """Return ours to the anchor's for each run: the two of a pair were taken one after the other, so that what
    else the machine does at that moment weighs on both. Raises ValueError for pairs that do not match."""
    return tuple(mine / anchor for mine, anchor in zip(ours, anchors, strict=True))


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on one number of a figure: ``of`` says which (``ratio``, ``p95`` …), ``measured`` what it was.

    ``aim`` is the ambitious goal, None where there is none.
    """

    of: str
    measured: float
    sense: Literal["at most", "at least"]
    bound: float
    aim: float | None = None

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self._holds(self.bound)

    @property
    def aim_met(self) -> bool | None:
        """Whether the ambitious goal is met; None where there is none."""
        return None if self.aim is None else self._holds(self.aim)

    def _holds(self, bound: float) -> bool:
        return self.measured <= bound if self.sense == "at most" else self.measured >= bound


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing that was measured. ``anchor`` is what it is held against in the same run; figures without one say
    how things are. ``says`` is how it was measured."""

    name: str
    unit: str
    ours: Spread
    anchor_name: str = ""
    anchor: Spread | None = None
    ratio: Spread | None = None
    goals: tuple[Goal, ...] = ()
    says: str = ""

    @property
    def met(self) -> bool | None:
        """Whether every goal is met; None where there is none."""
        return all(goal.met for goal in self.goals) if self.goals else None


@dataclass(frozen=True, slots=True)
class Bound:
    """What a ratio shall be, and the ambitious goal."""

    sense: Literal["at most", "at least"]
    bound: float
    aim: float | None = None

    def on(self, of: str, measured: float) -> Goal:
        """Return it as the goal of one number."""
        return Goal(of, measured, self.sense, self.bound, self.aim)


def against(
    name: str,
    unit: str,
    ours: Sequence[float],
    anchor: tuple[str, Sequence[float]],
    bound: Bound | None = None,
    *,
    more: tuple[Goal, ...] = (),
    says: str = "",
) -> Figure:
    """Return a figure held, run by run, against an anchor (its name and values); ``bound`` is for the ratio."""
    anchor_name, anchors = anchor
    ratio = spread(ratios(ours, anchors))
    goals = () if bound is None else (bound.on("ratio", ratio.middle),)
    return Figure(name, unit, spread(ours), anchor_name, spread(anchors), ratio, goals + more, says)
