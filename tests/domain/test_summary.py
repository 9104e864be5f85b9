"""What lists show and what can be searched: no body in a row, every word in the index, facets no text forges."""

import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.report import EventTime, Origin, Reference
from crimint_domain.summary import card_words, facet, facets_of, facets_of_card, row_of, row_of_card, words_of
from tests.builders import A_MOMENT, a_card, a_mention, a_report, an_id, an_item


def test_a_row_shows_no_body():
    report = a_report(items=[an_item(text="Only the body says ferret.")])
    assert "ferret" not in repr(row_of(report, 3))


def test_a_row_shows_grades_with_their_scheme_in_the_order_of_the_items():
    row = row_of(a_report(items=[an_item(1, grading="2CC"), an_item(2, grading=None), an_item(3)]), 3)
    assert (row.grades, row.scheme, row.version) == (("2CC", "–––", "1AP"), "3x5x2", 3)


def test_a_row_is_dated_by_the_event_else_by_the_report_else_not_at_all():
    event, reported = A_MOMENT - timedelta(days=3), A_MOMENT
    assert row_of(a_report(origin=Origin("", "", reported, None, EventTime(event))), 1).event_at == event
    assert row_of(a_report(origin=Origin("", "", reported)), 1).event_at == reported
    assert row_of(a_report(origin=Origin()), 1).event_at is None


def test_a_row_without_a_title_is_named_by_its_first_words():
    assert row_of(a_report(title=""), 1).title == "A white van was parked by the mill."


def test_every_word_can_be_found():
    report = a_report(
        items=[an_item(1, text="First words"), an_item(2, text="Second words")],
        mentions=[a_mention(name="Quill-Test")],
        reference="QM-26-004417", references=(Reference(an_id(5), "CAD", "1183/20NOV26"),),
    )  # fmt: skip
    words = words_of(report)
    for said in ("First words", "Second words", "Quill-Test", "QM-26-004417", "CAD 1183/20NOV26", "ISR 7781",
                 "PC 0042 Okonjo-Test", "MARZIPAN", "Lead stripped"):  # fmt: skip
        assert said in words
    assert card_words(a_card()) == "Barnaby Quillfeather-Test\nBarnaby Quillfeather-Test"


def test_the_facets_of_a_report_name_all_that_lists_are_filtered_by():
    assert facets_of(row_of(a_report(state="released"), 1)) == (
        "zzkindxreport", "zzstatexreleased", "zzoperationxmarzipan", "zzunitxquillmarsh", "zzpriorityxlow",
        "zzauthorxokonjo", "zzgradex1ap",
    )  # fmt: skip
    assert facets_of(row_of(a_report(operation="", items=[an_item(1), an_item(2)]), 1)).count("zzgradex1ap") == 1


def test_the_facets_of_a_card_name_its_kind_and_place():
    assert facets_of_card(a_card(kind="vehicle")) == ("zzkindxcard", "zzcardxvehicle", "zzunitxquillmarsh")
    assert row_of_card(a_card(), 2).kind == "card"


@given(st.text(min_size=1, max_size=20))
def test_a_facet_is_one_word_to_the_index(value):
    assert re.fullmatch(r"[a-z0-9]+", facet("unit", value))


@pytest.mark.parametrize(("one", "other"), [("a-b", "ab"), ("a b", "a-b"), ("é", "è"), ("–––", "––"), ("عربي", "عرب")])
def test_different_values_have_different_facets(one, other):
    assert facet("unit", one) != facet("unit", other)
