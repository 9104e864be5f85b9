"""Spelling: which words of a text are misspelt, what may have been meant, and the words a person added."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeVar

from crimint_desktop.actions import british
from crimint_desktop.store import preferences
from crimint_domain.errors import Unavailable

if TYPE_CHECKING:
    from hunspell import HunspellWrap

    from crimint_desktop.actions.desk import Desk

__all__ = ["Misspelt", "Spelling", "words_of"]

Result = TypeVar("Result")
_ADDED = "spelling.added"
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NO_PROSE = re.compile(r"\S*(?:://|@|\\|www\.)\S*|\w*\d[\w-]*|\w*_\w*")
_POSSESSIVE = re.compile(r"['’]s?$")
_MOST_SUGGESTIONS = 7
_LATIN = "\u024f"
"""The last letter of the Latin alphabet's extensions."""


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A word that is not known: where it begins in the text (counted in code points), and the word."""

    at: int
    word: str


def words_of(text: str) -> Iterator[Misspelt]:
    """Give the words to be looked at: no addresses, nothing with a digit in it, no capitals such as ANPR."""
    elsewhere = [found.span() for found in _NO_PROSE.finditer(text)]
    at = 0
    for found in _WORD.finditer(text):
        while at < len(elsewhere) and elsewhere[at][1] <= found.start():
            at += 1
        inside = at < len(elsewhere) and elsewhere[at][0] < found.end()
        if not inside and not found[0].isupper():
            yield Misspelt(found.start(), found[0])


@dataclass(slots=True)
class _Known:
    """What has been looked up already, and what a person told us is a word."""

    right: dict[str, bool] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    added: set[str] | None = None


class Lane(Protocol):
    """Runs work in the one thread that may use the speller."""

    def __call__(self, work: Callable[[], Result], /) -> Future[Result]:
        """Give what the work gives, once it is done."""


class Spelling:
    """Looks words up on a lane of its own; the words a person adds stand in the encrypted cache and nowhere else."""

    def __init__(self, desk: Desk | None, run: Lane) -> None:
        """Serve one desk; without one, as while a copy is recovered, there are no words of one's own."""
        self._desk = desk
        self._run = run
        self._known = _Known()

    def look(self, text: str) -> Future[tuple[Misspelt, ...]]:
        """Find what is misspelt in ``text``, in order."""
        return self._run(lambda: tuple(each for each in words_of(text) if not self._is_right(each.word)))

    def suggest(self, word: str) -> Future[tuple[str, ...]]:
        """Give what may have been meant, the likeliest first."""
        return self._run(lambda: self._suggested(word))

    def ignore(self, word: str) -> Future[None]:
        """Take ``word`` as it is until the program ends."""
        return self._run(lambda: self._known.ignored.add(_plain(word)))

    def add(self, word: str) -> Future[None]:
        """Take ``word`` as it is from now on. Raises Unavailable when it cannot be kept (full disk)."""
        return self._run(lambda: self._keep(self._mine() | {_plain(word)}))

    def forget(self, word: str) -> Future[None]:
        """Take an added word for misspelt again. Raises Unavailable when that cannot be kept."""
        return self._run(lambda: self._keep(self._mine() - {_plain(word)}))

    def added(self) -> Future[tuple[str, ...]]:
        """Give the words that were added, in the order of the alphabet."""
        return self._run(lambda: tuple(sorted(self._mine(), key=str.casefold)))

    # on the lane

    @cached_property
    def _speller(self) -> HunspellWrap:
        return british.load()

    @cached_property
    def _american(self) -> frozenset[str]:
        return british.american()

    def _mine(self) -> set[str]:
        if self._desk is None:
            return set()
        if self._known.added is None:
            kept = self._desk.look(lambda conn: preferences.get(conn, _ADDED)).result()
            self._known.added = {str(word) for word in kept or ()}
        return self._known.added

    def _keep(self, words: set[str]) -> None:
        if self._desk is None:
            raise Unavailable("Words cannot be kept before the copy is open.", cause="cache-not-open")
        self._desk.act(lambda conn: preferences.set(conn, _ADDED, sorted(words))).result()
        self._known.added = words

    def _is_right(self, word: str) -> bool:
        plain = _plain(word)
        if self._is_told(plain):
            return True
        if plain not in self._known.right:
            self._known.right[plain] = self._is_word(plain) or self._is_whole_by_parts(plain)
        return self._known.right[plain]

    def _is_told(self, plain: str) -> bool:
        told = self._mine() | self._known.ignored
        return plain in told or _POSSESSIVE.sub("", plain) in told

    def _is_whole_by_parts(self, plain: str) -> bool:
        parts = plain.split("-")
        return len(parts) > 1 and all(not part or self._is_told(part) or self._is_word(part) for part in parts)

    def _is_word(self, plain: str) -> bool:
        stem = _POSSESSIVE.sub("", plain)
        if max(plain) > _LATIN:
            return True  # a script of which this dictionary knows nothing is not for it to judge
        if {plain.casefold(), stem.casefold()} & self._american:
            return False
        return bool(self._speller.spell(plain) or (stem and self._speller.spell(stem)))

    def _suggested(self, word: str) -> tuple[str, ...]:
        found = self._speller.suggest(_plain(word))
        fit = [each for each in found if each.casefold() not in self._american and " " not in each]
        return tuple(dict.fromkeys(fit))[:_MOST_SUGGESTIONS]


def _plain(word: str) -> str:
    return word.replace("’", "'")
