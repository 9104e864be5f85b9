"""Plants a defect in a program and plays the journey that must hear it, with the real screen reader."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from accessibility.planted.defect import Defect
from accessibility.screen_reader.journey import Journey, Played, load, play


def with_defect(journey: Journey, defect: Defect) -> Journey:
    """The journey with its program started so that the defect is in it; raises ValueError if that cannot be done."""
    python, option, module, *rest = journey.program
    if (python, option) != (sys.executable, "-m"):
        raise ValueError(f"the program of {journey.name} is no module")
    started = (python, "-m", "accessibility.planted.start", defect.name, module, *rest)
    return replace(journey, program=started)


def heard(defect: Defect, logs: Path | None = None) -> Played:
    """Play the defect's journey with the defect in it."""
    return play(with_defect(load(defect.journey), defect), logs=logs)


def is_heard(played: Played, defect: Defect) -> bool:
    """Whether the words that the defect is about were missing somewhere, or were heard too much."""
    wrong = (step.difference for step in played.heard if step.difference)
    return any(defect.finds in part.casefold() for each in wrong for part in (*each.missing, *each.extra))
