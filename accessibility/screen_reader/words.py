"""Compares what was heard with what must be heard, on words: another version of Orca may order or name things anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

ANY = "*"  # in a script: one word that differs from run to run (a time, a number)
# How versions of Orca say the same thing, each in the words of the newer one.
SAME = (
    (r"\bpush button\b", "button"),
    (r"\bentry\b", "text"),
    (r"\bpage tab\b", "tab"),
    (r"\bnot selected\b", "not-selected"),
    (r"\bnot checked\b", "not-checked"),
)
PASSING = re.compile(r"\b(?:screen reader (?:on|off)|welcome to orca)\b")


@dataclass(frozen=True, slots=True)
class Difference:
    """What one step lacks and what it says too much, in words; empty when it is as committed."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.missing or self.extra)


NO_DIFFERENCE = Difference((), ())


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
