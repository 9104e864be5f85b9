"""What people type into a search box, and the piece of a text around what was found: the same on a device and at the
service.

Words in quotation marks are a phrase; the last word, from its third letter on, also finds what begins with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from crimint_domain.report import Report
from crimint_domain.wording import Run

__all__ = ["LONGEST_WORD", "folded_words", "pattern_of", "snippet_in", "sought", "texts_of", "without_accents"]

LONGEST_WORD: Final = 64
"""Letters: what goes beyond is left off a word, on both sides of every comparison."""

_LONGEST: Final = 1000
_MOST_WORDS: Final = 64
# One or two letters begin too many words: looking them all up would be felt with every key.
_SHORTEST_BEGINNING: Final = 3
_PHRASES: Final = re.compile(r'["“”„]([^"“”„]*)(["“”„]?)|([^\s"“”„]+)(?=(\s?))')
_WORD: Final = re.compile(r"[^\W_]+")
# Letters beyond the alphabet that count as one of it where small and capital letters are the same.
_ALSO: Final[Mapping[str, str]] = MappingProxyType({"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"})
_BEFORE: Final = 40
_LENGTH: Final = 140


def sought(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the words and phrases that are asked for; with each goes whether words beginning with it count too.

    Only the first 1,000 characters and 64 words of the text count.
    """
    plain = text[:_LONGEST].encode("utf-8", "replace").decode().replace("\x00", " ")
    found = [
        (match[1] if match[3] is None else match[3], match[2] if match[3] is None else "", match.end())
        for match in _PHRASES.finditer(plain)
    ]
    kept = [each for each in found if any(character.isalnum() for character in each[0])][:_MOST_WORDS]
    for number, (words, closing, end) in enumerate(kept, 1):
        is_being_typed = number == len(kept) and not closing and end == len(plain)
        yield words, is_being_typed and len(words.split()[-1]) >= _SHORTEST_BEGINNING


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text in order, in small letters without accents; nothing else than letters and digits."""
    plain = without_accents(unicodedata.normalize("NFKC", text)).casefold()
    return tuple(word[:LONGEST_WORD] for word in _WORD.findall(plain))


def pattern_of(asked: Iterable[tuple[str, bool]]) -> re.Pattern[str] | None:
    """Return what finds any of these words or phrases; with each goes whether it may go on. None for none."""
    firsts: list[str] = []
    pieces: list[str] = []
    for words, goes_on in asked:
        terms = _WORD.findall(without_accents(words))
        if terms:
            first, terms[0] = _any_case(terms[0][0]), terms[0][1:]
            rest = r"[\W_]+".join(map(re.escape, terms)) + ("" if goes_on else r"(?![^\W_])")
            firsts.append(first)
            pieces.append(f"(?<=[{first}])(?i:{rest})")
    # The letters it may begin with come first and in every case: only so does the search leap from one to the next.
    return re.compile(rf"[{''.join(firsts)}](?<![^\W_].)(?:{'|'.join(pieces)})") if pieces else None


def _any_case(letter: str) -> str:
    """Return the letters that are this one where small and capital letters are the same."""
    return letter + letter.lower()[0] + letter.upper()[0] + _ALSO.get(letter.lower(), "")


def texts_of(report: Report) -> Iterable[str]:
    """Return the texts of a report from which a snippet can come: items in their order, then who was mentioned."""
    return (*(item.text for item in report.items), *(each.as_reported for each in report.mentions))


def snippet_in(texts: Iterable[str], pattern: re.Pattern[str]) -> tuple[Run, ...]:
    """Return the first place where the words stand, those found as runs called ``added``; nothing for none."""
    for text in texts:
        plain = without_accents(text)
        first = pattern.search(plain)
        if first:
            return _around(text, plain, first.start(), pattern)
    return ()


def _around(text: str, plain: str, first: int, pattern: re.Pattern[str]) -> tuple[Run, ...]:
    start = max(0, first - _BEFORE)
    if start:
        start = text.find(" ", start, first) + 1 or start
    end = min(len(text), start + _LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", first + 1, end), 0) or end
    runs: list[Run] = [Run("same", "…")] if start else []
    here = start
    for found in pattern.finditer(plain, start, end):
        if found.start() > here:
            runs.append(Run("same", text[here : found.start()]))
        runs.append(Run("added", text[found.start() : found.end()]))
        here = found.end()
    rest = text[here:end] + ("…" if end < len(text) else "")
    return (*runs, Run("same", rest)) if rest else tuple(runs)


def without_accents(text: str) -> str:
    """Return the text letter for letter without accents; every letter keeps its position."""
    if text.isascii():
        return text
    return "".join(unicodedata.normalize("NFD", each)[0] if each > "\x7f" else each for each in text)
