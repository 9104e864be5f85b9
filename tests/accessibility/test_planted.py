"""Defects planted into the real screens are found by the check that must find them."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtWidgets import QApplication

from accessibility.dress import dress
from accessibility.planted.defect import Defect
from accessibility.planted.every import DEFECTS, defect_named
from accessibility.planted.hearing import is_heard, with_defect
from accessibility.planted.start import main
from accessibility.planted.trying import LOOKS, is_caught, with_the_defect
from accessibility.rules.catalogue import RULES
from accessibility.screen_reader.journey import Heard, Played, journey_names, load
from accessibility.screen_reader.words import Difference
from accessibility.screens import SCREENS
from accessibility.themes import LIGHT

SEEN = tuple(defect for defect in DEFECTS if not defect.journey)
HEARD = tuple(defect for defect in DEFECTS if defect.journey)


def test_there_are_more_than_fifty_defects_and_no_two_of_one_name():
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS) > 50


def test_every_defect_is_planted_in_a_registered_screen_and_names_a_rule_or_a_journey():
    assert {defect.screen for defect in DEFECTS} <= {screen.title for screen in SCREENS}
    assert {defect.finds for defect in SEEN} <= {rule.id for rule in RULES}
    assert {defect.journey for defect in HEARD} <= set(journey_names())


def test_every_way_of_checking_has_something_to_catch():
    assert {defect.check for defect in DEFECTS} == {*LOOKS, "journey"}


@pytest.mark.parametrize("defect", SEEN, ids=lambda defect: defect.name)
def test_a_defect_in_a_real_screen_is_caught(defect: Defect, qapp: QApplication):
    assert is_caught(with_the_defect(qapp, defect, (defect.check,)), defect)
    dress(qapp, LIGHT)


@pytest.mark.parametrize("defect", HEARD, ids=lambda defect: defect.name)
def test_a_journey_is_played_with_the_defect_in_its_program(defect: Defect):
    journey = with_defect(load(defect.journey), defect)
    assert journey.program[:4] == (sys.executable, "-m", "accessibility.planted.start", defect.name)


def test_a_defect_is_heard_in_what_is_missing_and_in_what_is_too_much():
    defect = defect_named("lost-focus-event")
    silent = Heard("Down", (), Difference(("refused",), ()))
    assert not is_heard(Played("home", (silent,)), defect)
    assert is_heard(Played("home", (silent, Heard("Up", (), Difference(("Conflict with L. Hart",), ())))), defect)


def test_a_defect_that_is_not_listed_is_an_error():
    with pytest.raises(KeyError):
        main(["no-such-defect", "accessibility.stage"])
