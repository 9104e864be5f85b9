"""Compares what was heard with what must be heard, on words: another version of Orca may order or name things anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ANY = "*"  # in a script: one word that differs from run to run (a time, a number)
# What differs from day to day: a moment, a day, a reference with its year.
_PASSES = (
    (r"\b\d{1,2}:\d{2}\b", "*"),
    (r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b", "* * *"),
    (r"\b[A-Z]{2}-\d{2}-\d{6}\b", "*"),
)
# How versions of Orca say the same thing, each in the words of the newer one.
SAME = (
    (r"\bpush button\b", "button"),
    (r"\bentry\b", "text"),
    (r"\bpage tab\b", "tab"),
    (r"\bnot selected\b", "not-selected"),
    (r"\bnot checked\b", "not-checked"),
)
PASSING = re.compile(
    r"\b(?:screen reader (?:on|off)|welcome to orca)\b|^.{1,40} - crimint\+(?: frame)?\.?$|^text unselected\.?$|^\w$"
)
"""Said or not as it happens, and often late: a window's new title, that nothing is marked any more, and the one letter
that the caret has passed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one step lacks and what it says too much, in words; empty when it is as committed."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.missing or self.extra)


NO_DIFFERENCE = Difference((), ())


# What readers say of themselves: roles, states, positions. Each version has its own words for these.
_READERS_OWN = """
    a alert and box button cells check checked collapsed column columns combo deleted dialog document down entire
    expanded frame group has header item items label list menu not-checked not-selected of only panel password radio
    read row rows selected selection table tab text unselected window with
"""
# Single letters are echo of what stands in a field.
READERS_OWN = frozenset(_READERS_OWN.split())


def in_common(difference: Difference) -> Difference:
    """What is missing whichever version of Orca listens: the program's own words. What is said besides is its own."""
    own = [word for word in difference.missing if word not in READERS_OWN and len(word) > 1 and not word.isdigit()]
    return Difference(tuple(own), ())


def starred(script: str) -> str:
    """A script as it is recorded, with stars for what will differ on another day."""
    for pattern, stars in _PASSES:
        script = re.sub(pattern, stars, script)
    return script


def words(utterances: Iterable[str]) -> list[str]:
    """The words of utterances: lower case, without punctuation, one name for one thing."""
    found: list[str] = []
    for utterance in utterances:
        text = PASSING.sub(" ", utterance.casefold())
        for pattern, instead in SAME:
            text = re.sub(pattern, instead, text)
        found += re.findall(r"[\w*%+-]+(?:['’.:][\w]+)*", text)
    return [word for word in found if word != "-"]


def compare(expected: Iterable[str], heard: Iterable[str]) -> Difference:
    """Compare one step. Order within a step is free, since focus and announcement may race; number is not: what is
    said twice is a fault."""
    wanted, got = Counter(words(expected)), Counter(words(heard))
    wild = wanted.pop(ANY, 0)
    missing = list((wanted - got).elements())
    extra = list((got - wanted).elements())
    return Difference(tuple(missing), tuple(extra[wild:]))
