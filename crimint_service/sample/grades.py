"""Grades and handling in the proportions of a unit that grades honestly, under the current and the old scheme."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from crimint_domain.parts import Document
from crimint_service.sample.vocabulary import Vocabulary

__all__ = ["Grades"]

_SEEN: Final = ("1A",) * 12 + ("2A", "1A", "1D")
_HEARD: Final = ("2C",) * 6 + ("2D",) * 4 + ("1C",) * 3 + ("1B",) * 3 + ("2B",) * 2 + ("3D", "3C", "2A", "2A", "3E")
_ANONYMOUS: Final = ("2D",) * 7 + ("3D",) * 3 + ("2C", "2C", "3E")
_JUDGED: Final = ("1B",) * 4 + ("1D",) * 3 + ("1C", "2B", "2D")
_OLD: Final = ("B24", "B24", "B23", "E41", "E44", "E44", "C34", "A12", "A11", "B22", "D44", "E51", "C35", "B34")
_WITH_CONDITIONS: Final[Mapping[str, float]] = {"seen": 0.12, "heard": 0.34, "judged": 0.2}
_FIRST_HAND: Final[Mapping[str, tuple[str, ...]]] = {"seen": _SEEN, "judged": _JUDGED}
_BARE: Final = 0.5


class Grades:
    """Gives each item what goes with it: whether it is fact, its grading and its handling."""

    def __init__(self, words: Vocabulary, rng: Random) -> None:
        self._chance = rng.random
        self._conditions = words.conditions

    def of(self, kind: str, how: str, state: str) -> Document:
        """Return nature, grading and handling of an item; a draft may have neither."""
        chance = self._chance
        if state == "legacy":
            return self._old()
        nature = "assessment" if kind == "judged" else "fact"
        if state == "draft" and chance() < _BARE:
            return {"nature": nature, "grading": None, "handling": None}
        table = (_ANONYMOUS if how == "anonymous" else _HEARD) if kind == "heard" else _FIRST_HAND[kind]
        grade = table[int(len(table) * chance())]
        handling = {"scheme": "3x5x2", "code": "P", "action": "", "sanitisation": "", "conditions": ""}
        if chance() < _WITH_CONDITIONS[kind]:
            handling = {
                "scheme": "3x5x2", "code": "C", "action": ("A1", "A2", "A3")[int(chance() * 3)],
                "sanitisation": ("S1", "S2", "S2")[int(chance() * 3)],
                "conditions": self._conditions[int(len(self._conditions) * chance())],
            }  # fmt: skip
        grading = {"scheme": "3x5x2", "source": grade[0], "assessment": grade[1]}
        return {"nature": nature, "grading": grading, "handling": handling}

    def _old(self) -> Document:
        grade = _OLD[int(len(_OLD) * self._chance())]
        return {
            "nature": "",
            "grading": {"scheme": "5x5x5", "source": grade[0], "assessment": grade[1]},
            "handling": {"scheme": "5x5x5", "code": grade[2], "action": "", "sanitisation": "", "conditions": ""},
        }
