"""What is told of the steps of the journey."""

import json

import pytest

from demo.steps import Steps


def fails():
    raise AssertionError("the clash was not seen")


def test_a_step_that_does_not_hold_ends_the_journey_and_is_told(tmp_path, capsys):
    steps = Steps(tmp_path)
    steps.play("The officer submits", lambda: "seen after 0.4 s")
    steps.play("A person settles the clash", fails)
    steps.play("Nothing typed was lost", lambda: pytest.fail("played although an earlier step did not hold"))
    steps.write()
    told = json.loads((tmp_path / "journey.json").read_text(encoding="utf-8"))["steps"]
    assert [(each["name"], each["ok"]) for each in told] == [
        ("The officer submits", True),
        ("A person settles the clash", False),
    ]
    assert all(each["seconds"] >= 0 for each in told)
    assert not steps.held
    assert "NO " in capsys.readouterr().out
