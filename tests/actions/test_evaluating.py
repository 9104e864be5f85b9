"""Re-grading and lifecycle steps: who may, what is needed, and what is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crimint_desktop.actions import evaluating, reading
from crimint_domain.errors import Refused
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from tests.builders import a_principal, a_report, graded

REPORT = a_report(state="submitted")
ITEM = REPORT.items[0].id
NEW, HANDLING = graded("2BP")


def _regrade(seat, grading=NEW, handling=HANDLING, reason="Seen once only.", item=ITEM):
    return evaluating.regrade(seat.desk, REPORT.id, item, grading, handling, reason).result()


def test_an_evaluator_regrades_with_a_reason(lio):
    lio.take(REPORT, version=2)
    _regrade(lio)
    (waiting,) = lio.waiting()
    assert waiting.change.parts == {f"items/{ITEM}/grading": {"scheme": "3x5x2", "source": "2", "assessment": "B"}}
    assert waiting.change.reason == "Seen once only."
    assert lio.log() == [("alteration", "edit", (f"{REPORT.id}@2",))]
    assert lio.words_logged() == ["Seen once only."]
    assert lio.told == [None]


def test_the_same_grade_again_changes_nothing(lio):
    lio.take(REPORT)
    item = REPORT.items[0]
    _regrade(lio, item.grading, item.handling)
    assert (lio.waiting(), lio.log()) == ((), [])


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"reason": "  "}, "reason"),
        ({"grading": Grading("3x5x2", "1", "")}, "grading"),
        ({"handling": Handling("3x5x2", "")}, "handling"),
        ({"handling": Handling("3x5x2", "C", "A1", "S2", " ")}, "handling"),
        ({"item": REPORT.id}, ""),
    ],
)
def test_a_grade_that_is_not_whole_or_not_reasoned_is_refused_at_its_field(lio, wrong, part):
    lio.take(REPORT)
    with pytest.raises(Refused) as caught:
        _regrade(lio, **wrong)
    assert [problem.part for problem in caught.value.problems] == [part]
    assert (lio.waiting(), lio.log()) == ((), [])


@pytest.mark.parametrize(
    "changes",
    [
        {"unit": "harrowgate"},
        {"state": "released"},
        {"state": "draft"},
        {"author": "applewhite"},
        {"legacy": "5x5x5"},
    ],
)
def test_whoever_does_not_evaluate_this_report_cannot_regrade_it(lio, changes):
    lio.take(replace(REPORT, **changes))
    if changes == {"author": "applewhite"}:  # as its author they may, as anybody may in their own report
        lio.take(replace(REPORT, author="applewhite", claimed_by="peters"), version=2)
    with pytest.raises(Refused, match="cannot re-grade"):
        _regrade(lio)
    assert lio.waiting() == ()


def test_an_officer_cannot_regrade_what_another_wrote(sit):
    reid = sit("reid")
    reid.take(REPORT)
    with pytest.raises(Refused, match="cannot re-grade"):
        _regrade(reid)


def test_a_step_is_asked_for_and_shown_as_taken_while_it_waits(lio):
    lio.take(REPORT, version=2)
    evaluating.take_step(lio.desk, REPORT.id, "evaluate", "").result()
    (waiting,) = lio.waiting()
    assert (waiting.change.step, dict(waiting.change.parts)) == ("evaluate", {})
    held = lio.held(REPORT.id)
    assert (held.document["state"], held.unsent) == ("evaluated", True)
    assert lio.log() == [("alteration", "evaluate", (f"{REPORT.id}@2",))]


def test_a_step_that_needs_a_reason_is_refused_without(lio):
    lio.take(REPORT)
    with pytest.raises(Refused, match="needs a reason") as caught:
        evaluating.take_step(lio.desk, REPORT.id, "return", " ").result()
    assert caught.value.problems[0].part == "reason"
    evaluating.take_step(lio.desk, REPORT.id, "return", "Say where it was seen.").result()
    assert lio.waiting()[0].change.reason == "Say where it was seen."


@pytest.mark.parametrize("step", ["release", "archive", "withdraw", "no such step"])
def test_a_step_that_is_not_theirs_or_not_now_is_refused(lio, step):
    lio.take(REPORT)
    with pytest.raises(Refused, match="cannot be taken"):
        evaluating.take_step(lio.desk, REPORT.id, step, "because").result()
    assert lio.waiting() == ()


def test_only_what_may_be_done_is_offered(lio, officer):
    for seat in (lio, officer):
        seat.take(REPORT)
    for_lio = reading.open_record(lio.desk, REPORT.id, "").result()
    for_author = reading.open_record(officer.desk, REPORT.id, "").result()
    assert [step.name for step in for_author.offered] == ["withdraw"]
    assert "evaluate" in [step.name for step in for_lio.offered]
    assert (for_lio.may_regrade, for_lio.may_edit) == (True, False)
    assert (for_author.may_edit, a_principal().user) == (True, "okonjo")
