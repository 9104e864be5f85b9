"""Rules that hold for whatever is spoken, on any journey: nothing twice, nothing without a name, nothing from the code.

They look at scripts as well as at what was just heard.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

__all__ = ["RULES", "Said", "broken_rules"]

Said = Sequence[tuple[str, Sequence[str]]]
"""The steps of a journey, each with what was said, in order."""

_ROLES: Final = (
    "button", "push button", "text", "entry", "password text", "combo box", "check box", "radio button",
    "read only text", "table", "list", "panel", "label", "tab", "menu", "menu item", "link", "frame", "dialog",
)  # fmt: skip
_CODE_WORDS: Final = re.compile(
    r"\bQ[A-Z][a-z]+[A-Z]\w*|\b[a-z]+_[a-z_]+\b|\bQ(?:Widget|Frame|Label|Dialog)\b"
    r"|\b(?:[Ww]idget|[Vv]iewport|[Ss]croll ?area|layout|container|filler|unknown|lineedit|textedit)\b"
)
_GRADE: Final = re.compile(r"\b[1-3][A-E][PC]\b|\b[A-E][1-5][1-5]\b")
_WORD: Final = re.compile(r"[a-z]{4,}", re.IGNORECASE)
_LETTER: Final = re.compile(r"[a-z]", re.IGNORECASE)
_LONG: Final = 30
"""Characters: a sentence; shorter ones (a role, a number) may well come again."""
_MOST: Final = 2
"""How often one sentence may be heard at one step: when it appears, and on its field."""


def broken_rules(said: Said) -> tuple[str, ...]:
    """Every place where a rule is broken, as a sentence; empty when all is well."""
    return tuple(fault for rule in RULES for fault in rule(said))


def nothing_twice_in_a_row(said: Said) -> Iterator[str]:
    """The same words are never spoken twice running, within a step."""
    for step, spoken in said:
        for first, second in itertools.pairwise(spoken):
            if _plain(first) == _plain(second) and _LETTER.search(first):  # two cells may hold the same figure
                yield f"{step}: twice in a row: {first!r}"


def no_sentence_more_than_twice(said: Said) -> Iterator[str]:
    """A sentence is heard when it appears and with its field, and no third time."""
    for step, spoken in said:
        for sentence in {_plain(part) for each in spoken for part in re.split(r"(?<=[.!?])\s", each)}:
            times = sum(_plain(each).count(sentence) for each in spoken) if len(sentence) >= _LONG else 0
            if times > _MOST:
                yield f"{step}: {times} times: {sentence!r}"


def nothing_without_a_name(said: Said) -> Iterator[str]:
    """No control is heard by its role alone."""
    for step, spoken in said:
        for each in spoken:
            if _plain(each) in _ROLES:
                yield f"{step}: without a name: {each!r}"


def no_words_of_the_code(said: Said) -> Iterator[str]:
    """Nothing is heard that only a programmer would say."""
    for step, spoken in said:
        for each in spoken:
            if found := _CODE_WORDS.search(each):
                yield f"{step}: a word of the code, {found.group()!r}, in {each!r}"


def no_code_without_words(said: Said) -> Iterator[str]:
    """A grade is heard in words: never its code alone. Echo of what stands in a field is the reader's own."""
    for step, spoken in said:
        for each in spoken:
            if _GRADE.search(each) and not _WORD.search(each) and len(spoken) == 1:
                yield f"{step}: a code without words: {each!r}"


RULES: Final[tuple[Callable[[Said], Iterator[str]], ...]] = (
    nothing_twice_in_a_row, no_sentence_more_than_twice, nothing_without_a_name, no_words_of_the_code,
    no_code_without_words,
)  # fmt: skip


def _plain(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(".").strip()
