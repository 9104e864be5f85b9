"""Five minutes at three in the morning: what a report needs before it can be submitted, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.report import EventTime, Item, Origin, Source
from crimint_domain.submission import new_draft, problems_before_submission, title_for
from resources.code_lists import code_lists
from tests.builders import A_MOMENT, a_mention, a_principal, a_report, an_id, an_item, graded

CODES = code_lists()


def problems(report):
    """The parts in the way, with what is said of them."""
    return [(problem.part, problem.says) for problem in problems_before_submission(report, CODES)]


def a_quick_report():
    """What somebody has after typing words and making three choices."""
    draft = new_draft(an_id(1), an_id(2), a_principal(), "quillmarsh", "MARZIPAN", A_MOMENT)
    grading, handling = graded("1AP")
    item = Item(an_id(2), "A white van was parked by the mill.", grading=grading, handling=handling)
    return replace(draft, items=(item,), source=Source("saw"))


def test_words_a_way_of_knowing_a_grade_and_a_handling_are_enough():
    assert problems(a_quick_report()) == []


def test_a_new_draft_has_everything_defaulted_that_can_be_and_nothing_graded():
    draft = new_draft(an_id(1), an_id(2), a_principal(), "quillmarsh", "MARZIPAN", A_MOMENT)
    assert (draft.author, draft.unit, draft.operation, draft.state) == ("okonjo", "quillmarsh", "MARZIPAN", "draft")
    assert draft.marking.text == "OFFICIAL-SENSITIVE · ORGANISATIONAL USE ONLY"
    assert draft.origin.officer == "PC 0042 Okonjo-Test"
    assert draft.origin.reported_at == draft.origin.obtained_at == A_MOMENT
    (item,) = draft.items
    assert (item.text, item.nature, item.grading, item.handling) == ("", "", None, None)
    assert draft.source.how_known == ""


def test_an_empty_draft_is_told_the_three_things_it_needs_in_the_order_of_the_form():
    draft = new_draft(an_id(1), an_id(2), a_principal(), "quillmarsh", "", A_MOMENT)
    at = f"items/{an_id(2)}"
    assert [part for part, _ in problems(draft)] == [
        "source/how_known", f"{at}/text", f"{at}/grading",
    ]  # fmt: skip


def test_every_problem_says_in_a_sentence_what_to_do():
    draft = new_draft(an_id(1), an_id(2), a_principal(), "", "", A_MOMENT)
    for _, says in problems(draft):
        assert says.endswith(".")
        assert any(word in says for word in ("Say", "Choose", "Ask", "Type"))


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"unit": ""}, "unit"),
        ({"source": Source()}, "source/how_known"),
        ({"items": ()}, "items"),
        ({"origin": Origin(event=EventTime(A_MOMENT, A_MOMENT - timedelta(days=1)))}, "origin/event"),
    ],
)
def test_what_is_missing_from_the_report_is_named(change, part):
    assert [each for each, _ in problems(replace(a_quick_report(), **change))] == [part]


@pytest.mark.parametrize(
    ("change", "part", "says"),
    [
        ({"text": " \n"}, "text", "Item 1 has no text"),
        ({"text": "x" * 100_001}, "text", "100,001 characters"),
        ({"grading": None}, "grading", "no source evaluation"),
        ({"grading": None, "handling": None}, "grading", "no grade. Type it"),
        ({"grading": Grading("3x5x2", "1")}, "grading", "no intelligence assessment"),
        ({"grading": Grading("3x5x2", "", "A")}, "grading", "no source evaluation"),
        ({"grading": Grading("3x5x2", "7", "A")}, "grading", "“7” is not a source evaluation of 3x5x2"),
        ({"grading": Grading("3x5x2", "1", "2")}, "grading", "“2” is not an assessment of 3x5x2"),
        ({"grading": Grading("9x9", "1", "A")}, "grading", "9x9"),
        ({"handling": None}, "handling", "no handling"),
        ({"handling": Handling("3x5x2")}, "handling", "no handling"),
        ({"handling": Handling("3x5x2", "X")}, "handling", "“X” is not a handling code"),
        ({"handling": Handling("9x9", "P")}, "handling", "9x9"),
        ({"handling": Handling("3x5x2", "C", "A1", "S1", " ")}, "handling", "Say who may have it"),
        ({"handling": Handling("3x5x2", "C", "A9", "S1", "Ask.")}, "handling", "“A9” is not a code for action"),
        ({"handling": Handling("3x5x2", "C", "A1", "S9", "Ask.")}, "handling", "“S9” is not a code for sanitisation"),
    ],
)
def test_what_is_wrong_with_an_item_is_named_at_its_field(change, part, says):
    report = a_quick_report()
    item = replace(report.items[0], **change)
    found = problems(replace(report, items=(item,)))
    assert found
    assert {each for each, _ in found} == {f"items/{item.id}/{part}"}
    assert any(says in sentence for _, sentence in found)


def test_items_are_counted_as_people_count():
    report = a_report(items=[an_item(1), an_item(2, text="")])
    assert next(says for _, says in problems(report)).startswith("Item 2 ")
    assert report.item_number(an_id(2, who=1)) == 2
    assert report.item_number("elsewhere") == 0


def test_conditions_need_words_but_no_codes():
    report = a_quick_report()
    item = replace(report.items[0], handling=Handling("3x5x2", "C", conditions="Ask the originator."))
    assert problems(replace(report, items=(item,))) == []


def test_a_name_without_words_and_one_whose_item_is_gone_are_named():
    report = a_report(mentions=[a_mention(1, name=" "), a_mention(2, item=an_id(99))])
    assert [part for part, _ in problems(report)] == [f"mentions/{an_id(1, who=2)}", f"mentions/{an_id(2, who=2)}"]


def test_an_event_may_be_unknown_a_moment_or_a_time_between_two():
    for event in (EventTime(), EventTime(A_MOMENT), EventTime(A_MOMENT, A_MOMENT), EventTime(None, A_MOMENT)):
        assert problems(a_report(origin=Origin(event=event))) == []


def test_a_report_without_a_title_is_called_by_its_first_words():
    report = a_quick_report()
    assert title_for(report) == "A white van was parked by the mill."
    assert title_for(replace(report, title="  A title ")) == "A title"
    assert title_for(replace(report, items=())) == ""


@given(st.text(max_size=400))
def test_a_made_title_is_one_line_and_not_too_long(text):
    title = title_for(replace(a_quick_report(), items=(Item(an_id(2), text),)))
    assert "\n" not in title
    assert len(title) <= 73
    assert bool(title) == bool(text.strip())
