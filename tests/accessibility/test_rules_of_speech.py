"""What is spoken keeps the rules on every journey, and each rule catches what it is for."""

from __future__ import annotations

import pytest

from accessibility.screen_reader.journey import journey_names, read_script, script_of
from accessibility.screen_reader.rules_of_speech import broken_rules


@pytest.mark.parametrize("name", journey_names())
def test_a_journey_keeps_every_rule_of_speech(name: str):
    assert broken_rules(read_script(script_of(name).read_text(encoding="utf-8"))) == ()


@pytest.mark.parametrize(
    ("spoken", "fault"),
    [
        (["Submitted", "Submitted."], "twice in a row"),
        (["Say who may have it, and what for.", "Error: Say who may have it, and what for.",
          "1 thing. Say who may have it, and what for."], "3 times"),
        (["button."], "without a name"),
        (["push button"], "without a name"),
        (["qt_scrollarea_viewport panel"], "a word of the code"),
        (["QLineEdit text"], "a word of the code"),
        (["item_text text"], "a word of the code"),
        (["2CC"], "a code without words"),
        (["B24"], "a code without words"),
    ],
)  # fmt: skip
def test_a_planted_fault_of_speech_is_caught(spoken: list[str], fault: str):
    (found,) = broken_rules([("Tab", spoken)])
    assert fault in found


@pytest.mark.parametrize(
    "spoken",
    [
        ["Grading 2 C C: untested source, known indirectly to the source", "2CC"],
        ["Save button."],
        ["Error: Say who may have it, and what for.", "1 thing. Say who may have it, and what for."],
        ["Reports.", "table with 30 rows 8 columns", "1 of 30."],
    ],
)
def test_what_a_colleague_wants_to_hear_is_left_alone(spoken: list[str]):
    assert broken_rules([("Tab", spoken)]) == ()
