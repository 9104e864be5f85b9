"""What users type into a search box, made into a question the text index cannot stumble over.

Every word is quoted, so no character has a meaning to the index; words reach the column of words only, never the
facets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_domain.searching import sought
from crimint_domain.summary import facet

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["facets_of_choice", "question", "sought"]


def question(text: str, facets: Iterable[str] = ()) -> str:
    """Return the match expression for typed text and groups of facets; empty when neither asks for anything.

    Only the first 1,000 characters and 64 words of the text count.
    """
    words = " ".join(f'"{each}"{"*" if goes_on else ""}' for each, goes_on in sought(text))
    asked = [f"words : ({words})"] if words else []
    return " AND ".join((*asked, *(f"facets : ({group})" for group in facets)))


def facets_of_choice(name: str, values: Iterable[str]) -> str:
    """Return the group of facet tokens that stands for any of these values; empty for no values."""
    return " OR ".join(sorted({facet(name, value) for value in values}))
