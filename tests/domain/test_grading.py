"""Grades: always with their scheme, never preselected, typed in one go, said in words."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.codes import Code, CodeList, CodeLists, code_list_from
from crimint_domain.errors import Refused
from crimint_domain.grading import Grading, graded, read_typed
from crimint_domain.handling import Handling
from resources.code_lists import code_lists
from tests.builders import an_item
from tests.builders import graded as graded_as

CODES = code_lists()


def test_every_scheme_has_its_lists():
    axes = {"3x5x2": ("source", "assessment", "handling", "action", "sanitisation"),
            "5x5x5": ("source", "assessment", "handling")}  # fmt: skip
    for scheme, names in axes.items():
        for axis in names:
            found = CODES.find(scheme, axis)
            assert found.codes
            assert all(code.label for code in found.codes)
            assert len(set(found.values)) == len(found.values)


def test_the_lists_have_the_codes_of_their_schemes():
    assert [CODES.find("3x5x2", axis).values for axis in ("source", "assessment", "handling")] == [
        ("1", "2", "3"), ("A", "B", "C", "D", "E"), ("P", "C"),
    ]  # fmt: skip
    assert CODES.find("5x5x5", "source").values == ("A", "B", "C", "D", "E")
    assert (
        CODES.find("5x5x5", "assessment").values == CODES.find("5x5x5", "handling").values == ("1", "2", "3", "4", "5")
    )


def test_the_same_code_means_another_thing_in_another_scheme():
    assert CODES.find("3x5x2", "assessment").label("A") != CODES.find("5x5x5", "source").label("A")
    assert CODES.find("3x5x2", "action").label("A1") == "Covert development"


def test_each_code_typed_in_one_go_is_read_in_either_case():
    for typed in itertools.product("123", "ABCDE", "PC"):
        code = "".join(typed)
        for way in (code, code.lower(), f" {code} "):
            grading, handling = read_typed(way, CODES)
            assert (grading, handling) == (Grading("3x5x2", code[0], code[1]), code[2])
            assert grading.complete


@pytest.mark.parametrize(
    ("typed", "says"),
    [("4AP", "Source is 1, 2 or 3."), ("1FP", "Assessment is A, B, C, D or E."), ("1AX", "Handling is P or C."),
     ("A1P", "Source is"), ("1APP", "three characters"), ("B24", "Source is"), ("é", "Source is"),
     ("1 P", "Assessment")],
)  # fmt: skip
def test_a_character_that_does_not_fit_is_named(typed, says):
    with pytest.raises(Refused, match=says):
        read_typed(typed, CODES)


@given(st.text(max_size=5))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        grading, handling = read_typed(typed, CODES)
    except Refused:
        return
    assert grading.scheme == "3x5x2"
    assert grading.source in ("", "1", "2", "3")
    assert grading.assessment in ("", *"ABCDE")
    assert handling in ("", "P", "C")


def test_axes_not_typed_stay_open():
    assert read_typed("", CODES) == (Grading("3x5x2"), "")
    assert read_typed("2", CODES) == (Grading("3x5x2", "2"), "")
    assert read_typed("–A", CODES) == (Grading("3x5x2", "", "A"), "")


def test_an_item_is_not_graded_until_somebody_grades_it():
    item = an_item(grading=None)
    assert (item.grading, item.handling) == (None, None)
    assert graded(None, None) == "–––"
    assert graded(Grading("3x5x2", "2"), Handling("3x5x2")) == "2––"
    assert graded(*graded_as("1AP")) == "1AP"


def test_a_grade_is_said_in_words():
    assert Grading("3x5x2", "1", "A").in_words(CODES) == "reliable source, known directly to the source"
    assert Grading("3x5x2").in_words(CODES) == "source not chosen yet, assessment not chosen yet"
    assert Grading("5x5x5", "B", "2").in_words(CODES).startswith("mostly reliable source, known personally")
    assert "unknown code 9" in Grading("3x5x2", "9", "A").in_words(CODES)


def test_a_grade_of_a_scheme_that_this_program_does_not_know_is_not_put_into_words():
    assert Grading("9x9", "7", "Q").in_words(CODES) == "this program does not know the code list 9x9"
    assert Handling("9x9", "Z", "A1").in_words(CODES) == "this program does not know the code list 9x9"
    assert "unknown code a1" in Handling("5x5x5", "4", "A1").in_words(CODES)


def test_handling_is_said_in_words_with_its_conditions():
    assert Handling("3x5x2").in_words(CODES) == "handling not chosen yet"
    assert Handling("3x5x2", "P").in_words(CODES) == "lawful sharing permitted"
    says = Handling("3x5x2", "C", "A1", "S2").in_words(CODES)
    assert says == "lawful sharing with conditions: a1 covert development, s2 consult originator"
    assert Handling("3x5x2", "C").has_conditions
    assert not Handling("3x5x2", "P").has_conditions


def a_list(version, valid_from, valid_to=None, label="One"):
    """A code list of one code."""
    return CodeList("s", "a", "Title", version, valid_from, valid_to, (Code("1", label),))


def test_the_newest_version_answers_and_an_older_one_on_its_dates():
    old = a_list(1, date(2016, 1, 1), date(2019, 12, 31), "Old")
    lists = CodeLists((old, a_list(2, date(2020, 1, 1), label="New")))
    assert lists.find("s", "a").label("1") == "New"
    assert lists.find("s", "a", date(2018, 5, 5)).label("1") == "Old"
    assert lists.find("s", "a", date(2019, 12, 31)).label("1") == "Old"
    assert lists.find("s", "a", date(2020, 1, 1)).label("1") == "New"
    assert lists.has("s", "a")
    assert not lists.has("s", "b")
    for unknown in (("s", "b", None), ("t", "a", None), ("s", "a", date(2010, 1, 1))):
        with pytest.raises(Refused, match="does not know the code list"):
            lists.find(*unknown)


@pytest.mark.parametrize("broken", [{}, {"scheme": "s"}, {"version": "x"}, {"valid_from": "soon"}, {"codes": [{}]}])
def test_a_code_list_that_cannot_be_read_is_refused(broken):
    whole = {"scheme": "s", "axis": "a", "title": "T", "version": 1, "valid_from": "2016-01-01", "codes": []}
    raw = whole | broken if len(broken) == 1 and "scheme" not in broken else broken
    with pytest.raises(Refused, match="cannot be read"):
        code_list_from(raw)
