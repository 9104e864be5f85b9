"""Scripts of journeys are compared on words, and a committed script always fits its journey."""

from __future__ import annotations

from pathlib import Path

import pytest

from accessibility.screen_reader.journey import (
    START,
    Heard,
    Played,
    journey_names,
    load,
    meanwhile,
    press,
    read_script,
    script_of,
    script_text,
    write,
)
from accessibility.screen_reader.reader import Reader
from accessibility.screen_reader.session import NoSession
from accessibility.screen_reader.words import Difference, compare, in_common, starred, words


def test_versions_of_orca_may_word_a_role_differently():
    assert not compare(["Save button"], ["Save", "push button."])


def test_the_order_within_a_step_is_free():
    assert not compare(["3, not reliable.", "Grading 3 C C"], ["Grading 3 C C", "3, not reliable."])


def test_what_is_said_twice_is_a_fault():
    assert compare(["Saved."], ["Saved.", "Saved."]).extra == ("saved",)


def test_what_is_not_said_is_a_fault():
    assert compare(["Error: no such name."], ["Name text."]).missing


def test_a_selected_radio_button_is_not_one_that_is_not_selected():
    assert compare(["selected radio button"], ["not selected radio button"])


def test_a_star_stands_for_one_word_that_differs():
    assert not compare(["Agreed at * with the service"], ["Agreed at 14:38 with the service"])
    assert compare(["Agreed at *"], ["Agreed at 14:38 exactly"]).extra


def test_what_differs_from_day_to_day_is_recorded_as_stars():
    assert starred("Agreed at 14:38. | 23 Nov 2026. | QM-26-000009") == "Agreed at *. | * * *. | *"


def test_another_version_of_the_reader_must_say_the_programs_words_and_may_say_its_own():
    assert not in_common(compare(["Save push button.", "1 of 3."], ["Save.", "one more thing"]))
    assert in_common(compare(["Save button."], ["button"])).missing == ("save",)


def test_what_nobody_presses_is_printed_in_brackets():
    assert meanwhile("a minute passes").words == "(a minute passes)"


def test_a_newer_reader_is_started_inside_its_folder_and_the_machines_own_as_it_is():
    assert Reader().command("orca") == ["orca"]
    newer = Reader("48", Path("/somewhere"))
    assert newer.reading("orca", "--enable=x")[-3:] == ["/somewhere", "orca", "--enable=x"]


def test_punctuation_is_not_a_word():
    assert words(["– –, “Kit” (two)."]) == ["kit", "two"]


def test_a_script_reads_back_as_it_was_written():
    steps = [(START, ["Grading."]), ("Tab", []), ('"2cc"', ["Grading 2 C C", "Done."])]
    assert read_script(script_text("grading", steps)) == steps


def test_a_step_is_printed_as_its_keys_or_its_text():
    assert press("ctrl+a", "Delete").words == "ctrl+a Delete"
    assert write("2cc").words == '"2cc"'


def test_a_journey_with_a_difference_has_failed():
    fine, wrong = Heard("Tab", (), Difference((), ())), Heard("Tab", (), Difference(("grading",), ()))
    assert Played("grading", (fine,)).ok
    assert not Played("grading", (fine, wrong)).ok
    assert not Played("grading", (), "no display").ok


def test_an_unknown_journey_is_named():
    with pytest.raises(NoSession, match="nowhere"):
        load("nowhere")


@pytest.mark.parametrize("name", journey_names())
def test_a_committed_script_fits_its_journey(name: str):
    steps = read_script(script_of(name).read_text(encoding="utf-8"))
    assert [step for step, _ in steps] == [START, *(step.words for step in load(name).steps)]
    assert any(said for _, said in steps)
