"""What users type into a search box, made into a question the text index cannot stumble over.

Every word is quoted, so no character has a meaning to the index; words reach the column of words only, never the
facets. Words in quotation marks are a phrase; the last word, from its third letter on, also finds what begins with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from crimint_domain.summary import facet

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["facets_of_choice", "question", "sought"]

_LONGEST: Final = 1000
_MOST_WORDS: Final = 64
# One or two letters begin too many words: looking them all up would be felt with every key.
_SHORTEST_BEGINNING: Final = 3
_PHRASES: Final = re.compile(r'["“”„]([^"“”„]*)(["“”„]?)|([^\s"“”„]+)(?=(\s?))')


def question(text: str, facets: Iterable[str] = ()) -> str:
    """Return the match expression for typed text and groups of facets; empty when neither asks for anything.

    Only the first 1,000 characters and 64 words of the text count.
    """
    words = " ".join(f'"{each}"{"*" if goes_on else ""}' for each, goes_on in sought(text))
    asked = [f"words : ({words})"] if words else []
    return " AND ".join((*asked, *(f"facets : ({group})" for group in facets)))


def sought(text: str) -> Iterable[tuple[str, bool]]:
    """Yield the words and phrases that are asked for; with each goes whether words beginning with it count too."""
    plain = text[:_LONGEST].encode("utf-8", "replace").decode().replace("\x00", " ")
    found = [
        (match[1] if match[3] is None else match[3], match[2] if match[3] is None else "", match.end())
        for match in _PHRASES.finditer(plain)
    ]
    kept = [each for each in found if any(character.isalnum() for character in each[0])][:_MOST_WORDS]
    for number, (words, closing, end) in enumerate(kept, 1):
        is_being_typed = number == len(kept) and not closing and end == len(plain)
        yield words, is_being_typed and len(words.split()[-1]) >= _SHORTEST_BEGINNING


def facets_of_choice(name: str, values: Iterable[str]) -> str:
    """Return the group of facet tokens that stands for any of these values; empty for no values."""
    return " OR ".join(sorted({facet(name, value) for value in values}))
