"""The quick way to a report's line says exactly what the domain says of the report."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_desktop.shape import reading_reports
from crimint_desktop.store.projection import columns_of, mention_facet, project_document
from crimint_desktop.store.shape_line import ShapeReader
from crimint_domain.errors import Refused
from crimint_domain.summary import facets_of, row_of, words_of
from crimint_domain.views import report_document, report_from
from tests.builders import a_mention, a_report, an_id, an_item

_texts = st.sampled_from(["", "  ", "white van", "O'Neil\nmill", "x " * 60, " led by "])
_gradings = st.sampled_from(
    [None, {}, {"scheme": "3x5x2", "source": "1", "assessment": ""}, {"scheme": "5x5x5", "source": "B"}]
)
_handlings = st.sampled_from([None, {}, {"scheme": "3x5x2", "code": "P"}, {"scheme": "5x5x5", "code": ""}])
_moments = st.sampled_from([None, "", "2026-11-20T14:32:00+00:00", "1931-02-01T00:00:00", "2026-06-01T09:00:00+01:00"])
_items = st.dictionaries(
    st.sampled_from("abc"),
    st.fixed_dictionaries({"text": _texts, "grading": _gradings, "handling": _handlings}, optional={"order": _texts}),
)
_mentions = st.dictionaries(
    st.sampled_from("xyz"),
    st.fixed_dictionaries({"as_reported": _texts}, optional={"card": st.sampled_from([None, "", an_id(5)])}),
)
_origins = st.none() | st.fixed_dictionaries({
    "reported_at": _moments, "event": st.none() | st.fixed_dictionaries({"start": _moments})
})  # fmt: skip
_files = st.dictionaries(
    st.sampled_from([an_id(8), an_id(9)]),
    st.fixed_dictionaries(
        {"name": _texts, "type": st.just("image/png"), "size": st.just(7), "digest": st.just("ab" * 32)},
        optional={"order": _texts, "title": st.none() | _texts},
    ),
)
_documents = st.fixed_dictionaries(
    {},
    optional={
        "attachments": st.none() | _files,
        **{name: st.none() | _texts for name in ("title", "reference", "operation", "author", "author_name", "unit")},
        "items": st.none() | _items,
        "mentions": _mentions,
        "references": st.dictionaries(st.sampled_from("rs"), st.fixed_dictionaries({"number": _texts})),
        "origin": _origins,
        "source": st.none() | st.fixed_dictionaries({"isr": _texts}),
        "marking": st.sampled_from([None, {}, {"level": "OFFICIAL", "instructions": ["A"], "legacy": "RESTRICTED"}]),
        "state": st.sampled_from(["released", None]),
        "priority": st.sampled_from(["high", None]),
        "claimed_by": st.none() | _texts,
        "legacy": st.booleans(),
        "compartment": st.none() | _texts,
    },
)
_damages = st.sampled_from([5, "x", [1], {"a": 1}, {"a": None}, {"level": "SECRET"}, {"scheme": ""}])


def _said_by_the_domain(document: dict[str, Any]) -> tuple[Any, ...]:
    report = report_from(an_id(1), document)
    row = row_of(report, 3)
    cards = dict.fromkeys(each.card for each in report.mentions if each.card)
    return columns_of(row), words_of(report), " ".join((*facets_of(row), *map(mention_facet, cards)))


def _said_here(document: dict[str, Any]) -> tuple[Any, ...]:
    shown = project_document(an_id(1), "report", 2, 3, document)
    return shown.columns, shown.words, shown.facets


@given(document=_documents)
def test_the_quick_way_says_what_the_domain_says(document):
    assert _said_here(document) == _said_by_the_domain(document)


def test_it_does_so_of_a_whole_report():
    report = a_report(items=[an_item(1), an_item(2, grading="2CC")], mentions=[a_mention(2), a_mention(1)])
    assert _said_here(report_document(report)) == _said_by_the_domain(report_document(report))


def test_a_report_with_files_has_the_usual_shape_too():
    body = {"name": "van.jpg", "type": "image/jpeg", "size": 7, "digest": "ab" * 32, "title": "The van", "order": "a"}
    document = report_document(a_report()) | {"attachments": {an_id(7): body}}
    assert "van.jpg The van" in document_words(document)
    assert _said_by_the_shape(document) == _said_here(document)


def document_words(document):
    """What of a document can be searched, as its shape says it."""
    said = _said_by_the_shape(document)
    assert said is not None
    return said[1]


@given(part=st.sampled_from(sorted(report_document(a_report()))), damage=_damages)
def test_what_the_quick_way_lets_through_says_the_same_and_what_it_stops_is_refused(part, damage):
    document = copy.deepcopy(report_document(a_report(mentions=[a_mention()]))) | {part: damage}
    try:
        expected = _said_by_the_domain(document)
    except (Refused, AttributeError, TypeError):
        try:
            _said_here(document)
        except Refused:
            return
        assert part in ("origin", "source", "risk", "exclusions", "references")  # parts that no list shows
        return
    assert _said_here(document) == expected


def _said_by_the_shape(document: dict[str, Any]) -> tuple[Any, ...] | None:
    raw = msgspec.json.encode(document)
    shape = reading_reports(raw)("report", 2, raw)
    shown = None if shape is None else ShapeReader().project(shape)
    return None if shown is None else (shown.columns, shown.words, shown.facets)


@given(document=_documents)
def test_what_has_the_usual_shape_says_the_same_when_read_by_it(document):
    by_shape = _said_by_the_shape(document)
    assert by_shape is None or by_shape == _said_here(document)


def test_a_whole_report_has_the_usual_shape():
    report = a_report(items=[an_item(1), an_item(2, grading="2CC")], mentions=[a_mention(2), a_mention(1)])
    assert _said_by_the_shape(report_document(report)) == _said_here(report_document(report))


@given(part=st.sampled_from(sorted(report_document(a_report()))), damage=_damages)
def test_what_the_usual_shape_lets_through_is_taken_by_the_careful_way_too(part, damage):
    document = copy.deepcopy(report_document(a_report(mentions=[a_mention()]))) | {part: damage}
    try:
        by_shape = _said_by_the_shape(document)
    except Refused:
        by_shape = None
        with pytest.raises(Refused):
            _said_here(document)
    assert by_shape is None or by_shape == _said_here(document)


@pytest.mark.parametrize(
    "more",
    [
        {"title": "a null \x00 character"},
        {"title": "x" * 1_000_001},
        {"later": {}},
        {"items": {"a": {"text": "x", "later": {"deep": {}}}}},
        {"marking": "OFFICIAL"},
        {"items": {"a": {"text": "x", "grading": {"scheme": ""}}}},
    ],
)
def test_what_needs_care_has_not_the_usual_shape(more):
    assert _said_by_the_shape(report_document(a_report()) | more) is None
