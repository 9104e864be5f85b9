"""The piece of a text around the words that were searched for."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

import msgspec

from crimint_domain.wording import Run

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["pattern_of", "snippet_of"]

_BEFORE: Final = 40
_LENGTH: Final = 140


def pattern_of(sought: Iterable[tuple[str, bool]]) -> re.Pattern[str] | None:
    """Return what finds any of these words or phrases; with each goes whether it may go on. None for none."""
    pieces: list[str] = []
    for words, goes_on in sought:
        terms = [re.escape(term) for term in re.findall(r"[^\W_]+", without_accents(words))]
        if terms:
            pieces.append(r"[\W_]+".join(terms) + ("" if goes_on else r"(?![^\W_])"))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(pieces)})", re.IGNORECASE) if pieces else None


class _Item(msgspec.Struct):
    text: str = ""
    order: str = ""


class _Mention(msgspec.Struct):
    as_reported: str = ""


class _Texts(msgspec.Struct):
    """Of a document only what a snippet can come from: reading the rest would take most of the time."""

    items: dict[str, _Item] = {}
    mentions: dict[str, _Mention] = {}

    def in_order(self) -> Iterable[str]:
        items = sorted(self.items.values(), key=lambda item: item.order)
        return (*(item.text for item in items), *(mention.as_reported for mention in self.mentions.values()))


_READ: Final = msgspec.json.Decoder(_Texts)


def snippet_of(raw: bytes, pattern: re.Pattern[str]) -> tuple[Run, ...]:
    """Return the first place in a report's items or mentions where the words stand, those found as runs called
    ``added``; nothing when they stand elsewhere, as in the title, or the document cannot be read."""
    try:
        texts = _READ.decode(raw)
    except msgspec.ValidationError:
        return ()
    for text in texts.in_order():
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
