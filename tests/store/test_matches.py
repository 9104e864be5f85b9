"""Before a card is made, the cards that may be meant are found, each with its reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crimint_desktop.store import lists
from crimint_domain.card import Attribute
from tests.builders import a_card, an_id


def _card(number, kind, title, **attributes):
    known = tuple(
        Attribute(an_id(number * 10 + place, who=5), name, value, "")
        for place, (name, value) in enumerate(attributes.items())
    )
    return replace(a_card(number, kind=kind, title=title), attributes=known)


@pytest.fixture
def register(held):
    held.take(
        _card(1, "person", "Sean Doyle-Test", alias="Ginger", born="1994-05-01"),
        _card(2, "person", "Shaun Doyle-Test", born="1971-02-11"),
        _card(3, "person", "Robert Bramblewick"),
        _card(4, "person", "Mohammed Quillfeather"),
        _card(5, "vehicle", "Grey Transit van", plate="ZZ99 QXJ"),
        _card(6, "communication", "Pay as you go phone", phone="+44 7700 900123"),
        _card(7, "location", "12 Heron Lane, Quillmarsh"),
        _card(8, "person", "Zoë Fenwick-Test"),
    )
    return held


def _found(held, typed, kinds=()):
    return [(match.card.title, match.why) for match in held.read(lists.matches, typed, kinds)]


@pytest.mark.parametrize(
    ("typed", "title", "why"),
    [
        ("sean doyle-test", "Sean Doyle-Test", "Name as typed"),
        ("SEAN DOYLE TEST", "Sean Doyle-Test", "Name as typed"),
        ("Shawn Doyle Test 1971", "Shaun Doyle-Test", "Sounds alike, same year"),
        ("ginger", "Sean Doyle-Test", "Other name as typed"),
        ("Bob Bramblewick", "Robert Bramblewick", "Nickname"),
        ("Muhamad Quilfether", "Mohammed Quillfeather", "Sounds alike"),
        ("bramble", "Robert Bramblewick", "Part of the name"),
        ("zz99qxj", "Grey Transit van", "Number as typed"),
        ("ZZ 99-QXJ", "Grey Transit van", "Number as typed"),
        ("07700 900 123", "Pay as you go phone", "Number as typed"),
        ("900123", "Pay as you go phone", "Part of the name"),
        ("heron lane", "12 Heron Lane, Quillmarsh", "Part of the name"),
        ("zoe fenwick test", "Zoë Fenwick-Test", "Name as typed"),
    ],
)
def test_the_card_that_is_meant_comes_first_with_its_reason(register, typed, title, why):
    assert _found(register, typed)[0] == (title, why)


def test_a_year_of_birth_helps_to_choose(register):
    assert _found(register, "Sean Doyle-Test 1994")[0] == ("Sean Doyle-Test", "Name as typed, same year")
    assert _found(register, "Sean Doyle-Test 1971")[0][0] == "Shaun Doyle-Test"


def test_only_the_kinds_asked_for_are_offered(register):
    assert _found(register, "quill", ("location",)) == [("12 Heron Lane, Quillmarsh", "Part of the name")]


@pytest.mark.parametrize("typed", ["", "   ", "\x00", '"', "xylophonist", "1994"])
def test_nothing_is_offered_for_nothing(register, typed):
    assert _found(register, typed) == []


def test_a_card_is_no_longer_found_by_a_name_it_lost(register):
    register.take(_card(1, "person", "Brendan Oakes-Test"), version=2)
    assert [title for title, _ in _found(register, "sean doyle-test")] == ["Shaun Doyle-Test"]
    assert _found(register, "oakes")[0][0] == "Brendan Oakes-Test"


def test_the_best_of_thousands_is_found(held):
    held.take(*(_card(number, "person", f"John Ashdown {number}") for number in range(1, 2000)))
    assert _found(held, "john ashdown 777")[0] == ("John Ashdown 777", "Name as typed")
