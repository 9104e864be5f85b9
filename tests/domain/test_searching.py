"""What is typed into a search box, found in a text as the index finds it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.searching import pattern_of, sought, without_accents

_WORD = re.compile(r"[^\W_]+")


def _plainly(asked):
    """The same question without any haste: every place is looked at, and every letter in either case."""
    pieces = []
    for words, goes_on in asked:
        terms = [re.escape(term) for term in _WORD.findall(without_accents(words))]
        if terms:
            pieces.append(r"[\W_]+".join(terms) + ("" if goes_on else r"(?![^\W_])"))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(pieces)})", re.IGNORECASE) if pieces else None


_LETTERS = st.sampled_from("aAbBkKsSiI\u0130\u0131\u017f\u212a\u00e9\u00df\u03a3\u03c3\u03c255 _-.\n")
_TEXT = st.text(_LETTERS, max_size=40)


@given(_TEXT, _TEXT, st.integers(0, 5))
def test_what_leaps_to_first_letters_finds_what_looking_everywhere_finds(typed, text, start):
    asked = list(sought(typed))
    quick, plain = pattern_of(asked), _plainly(asked)
    assert (quick is None) == (plain is None)
    if quick is not None and plain is not None:
        found = [each.span() for each in quick.finditer(text, start)]
        assert found == [each.span() for each in plain.finditer(text, start)]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("van ", "A Van, two vans, a caravan: VAN", ["Van", "VAN"]),
        ("van", "A Van, two vans, a caravan: VAN", ["Van", "van", "VAN"]),
        ('"white van"', "white-van white  van whitevan", ["white-van", "white  van"]),
        ("mill van ", "the van at the mill", ["van", "mill"]),
        ("kiln ", "\u212ailn", ["\u212ailn"]),
    ],
)
def test_words_are_found_whole_and_in_either_case(typed, text, found):
    pattern = pattern_of(sought(typed))
    assert pattern is not None
    assert pattern.findall(text) == found
