"""Government security classification of a record: OFFICIAL or OFFICIAL-SENSITIVE, nothing higher.

SECRET and TOP SECRET belong on other networks (Government Security Classifications Policy): form, cache and
service refuse them. Markings of the old scheme (until 2 April 2014) stay readable and have no automatic equivalent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from crimint_domain.errors import Problem, Refused

__all__ = ["OFFICIAL", "OFFICIAL_SENSITIVE", "Marking", "highest", "refuse_above_official"]

OFFICIAL = "OFFICIAL"
OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"
_ORDER = (OFFICIAL, OFFICIAL_SENSITIVE)
_TOO_HIGH: Final = re.compile(r"\b(TOP)?SECRET\b")
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Marking:
    """A level with its handling instructions, such as ORGANISATIONAL USE ONLY.

    ``legacy`` keeps a marking of the old scheme as it was; it is shown beside the level and never converted.
    Raises Refused for SECRET and above, and for a level nobody knows.
    """

    level: str = OFFICIAL_SENSITIVE
    instructions: tuple[str, ...] = ()
    legacy: str = ""

    def __post_init__(self) -> None:
        """Keep the door shut."""
        refuse_above_official(self.level, self.legacy, *self.instructions)
        if self.level not in _ORDER:
            raise Refused(
                Problem("marking", f"“{self.level}” is not a marking. Choose OFFICIAL or OFFICIAL-SENSITIVE.")
            )

    @property
    def rank(self) -> int:
        """The level's place in the order, higher is stricter."""
        return _ORDER.index(self.level)

    @property
    def text(self) -> str:
        """The words for the band at top and bottom: ``OFFICIAL-SENSITIVE · ORGANISATIONAL USE ONLY``."""
        return " · ".join((self.level, *self.instructions))


def highest(markings: Iterable[Marking]) -> Marking:
    """Return the strictest level with every handling instruction of that level; OFFICIAL for nothing at all."""
    found = tuple(markings)
    if not found:
        return Marking(OFFICIAL)
    level = max(found, key=lambda each: each.rank).level
    instructions = {text: None for each in found if each.level == level for text in each.instructions}
    return Marking(level, tuple(instructions))


def refuse_above_official(*words: str) -> None:
    """Raise Refused if any of the words names a marking that must not enter this system, however it is written."""
    for word in words:
        if _TOO_HIGH.search(_letters(word)):
            raise Refused(
                Problem(
                    "marking",
                    f"{word} is not allowed here. This system holds OFFICIAL and OFFICIAL-SENSITIVE only: "
                    "stop, do not copy the text, and use the network for that level.",
                )
            )


def _letters(word: str) -> str:
    """Return what a reader sees: no invisible characters, plain letters, anything else as a space."""
    if not word.isascii():
        visible = "".join(each for each in word if unicodedata.category(each) != "Cf")
        word = unicodedata.normalize("NFKC", visible)
    return _NOT_LETTERS.sub(" ", word.upper())
