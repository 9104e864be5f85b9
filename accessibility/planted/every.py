"""The committed list of planted defects."""

from __future__ import annotations

from accessibility.planted.defect import Defect
from accessibility.planted.keyboard import KEYBOARD
from accessibility.planted.sight import SIGHT
from accessibility.planted.speech import SPEECH
from accessibility.planted.tables import TABLES
from accessibility.planted.words import WORDS

DEFECTS: tuple[Defect, ...] = (*WORDS, *KEYBOARD, *TABLES, *SIGHT, *SPEECH)


def defect_named(name: str) -> Defect:
    """The defect of this name; raises KeyError if there is none."""
    return {defect.name: defect for defect in DEFECTS}[name]
