"""Defects planted into the real screens are found by the check that must find them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from accessibility.dress import dress
from accessibility.planted.defect import Defect
from accessibility.planted.every import DEFECTS, defect_named
from accessibility.planted.hearing import is_heard, with_defect
from accessibility.planted.on_windows import ON_WINDOWS, PAGE, caught_by
from accessibility.planted.on_windows import main as on_windows
from accessibility.planted.start import main
from accessibility.planted.trying import LOOKS, is_caught, with_the_defect
from accessibility.rules.catalogue import RULES
from accessibility.screen_reader.journey import Heard, Played, journey_names, load
from accessibility.screen_reader.words import Difference
from accessibility.screens import SCREENS
from accessibility.themes import LIGHT
from accessibility.windows_tree import EXPECTED, page_name, read_tree

SEEN = tuple(defect for defect in DEFECTS if not defect.journey and defect.check != "bus")
HEARD = tuple(defect for defect in DEFECTS if defect.journey)


def test_there_are_more_than_fifty_defects_and_no_two_of_one_name():
    assert len({defect.name for defect in DEFECTS}) == len(DEFECTS) > 50


def test_every_defect_is_planted_in_a_registered_screen_and_names_a_rule_or_a_journey():
    assert {defect.screen for defect in DEFECTS} <= {screen.title for screen in SCREENS}
    assert {defect.finds for defect in SEEN} <= {rule.id for rule in RULES}
    assert {defect.journey for defect in HEARD} <= set(journey_names())


def test_every_way_of_checking_has_something_to_catch():
    assert {defect.check for defect in DEFECTS} == {*LOOKS, "bus", "journey"}


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


def test_what_must_show_under_wine_is_of_the_list_and_on_a_screen_with_a_committed_page():
    planted = [defect_named(name) for name in ON_WINDOWS]
    assert len(planted) >= 3
    assert {page_name(defect.screen) for defect in planted} <= {page.name for page in EXPECTED.glob("*.txt")}
    assert set(ON_WINDOWS.values()) <= {PAGE, *(rule.id for rule in RULES if rule.check == "windows")}
    assert all(defect.theme == "light" and defect.text_scale == 100 for defect in planted)


def _read_under_wine(name: str, **spoilt: object) -> str:
    button = {"control_type": "Button", "name": "Unlock", "automation_id": "lock.unlock", "enabled": True,
              "focusable": True, **spoilt}  # fmt: skip
    return json.dumps({"screen": "Lock", "defect": name, "elements": [button], "tab": ["Button 'Unlock' lock.unlock"]})


def test_a_defect_is_caught_under_wine_by_a_rule_or_by_the_committed_page(tmp_path: Path):
    (tmp_path / page_name("Lock")).write_text(read_tree(_read_under_wine("")).page(), encoding="utf-8")
    assert caught_by(_read_under_wine("as-committed"), tmp_path) == ()
    assert caught_by(_read_under_wine("mouse-only", focusable=False), tmp_path) == (PAGE,)
    assert caught_by(_read_under_wine("no-identifier", automation_id=""), tmp_path)[-2:] == ("windows-identifier", PAGE)


def test_a_defect_that_nothing_showed_under_wine_is_missed(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "no-identifier.json").write_text(_read_under_wine("no-identifier"), encoding="utf-8")
    assert on_windows([str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "mouse-only" in said
    assert f"0 of {len(ON_WINDOWS)} planted defects caught" in said
