"""Documents: what is written is read back, what is not known is kept, and what is damaged is refused by name."""

import copy
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimint_domain.document import KINDS, SCHEMAS, checked, is_newer, upcast
from crimint_domain.errors import Refused
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.marking import Marking
from crimint_domain.mention import KINDS as MENTION_KINDS
from crimint_domain.mention import Mention
from crimint_domain.parts import differences, with_parts
from crimint_domain.report import EventTime, Item, Origin, Reference, Report, Risk, Source
from crimint_domain.views import (
    card_document,
    card_from,
    grading_document,
    grading_from,
    handling_document,
    handling_from,
    instant,
    instant_text,
    report_document,
    report_from,
)
from tests.builders import a_card, a_report, an_id
from tests.domain.documents import TEXT

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
IDS = st.integers(1, 400).map(an_id)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("title", "marking", "origin", "source", "items", "mentions", "references", "risk", "exclusions", "state")


@st.composite
def whole_reports(draw):
    items = tuple(
        Item(each, draw(TEXT), draw(st.sampled_from(["", "fact"])), draw(st.none() | st.just(Grading("3x5x2", "1"))),
             draw(st.none() | st.just(Handling("3x5x2", "C", "A1", "S2", "Ask."))))
        for each in draw(st.lists(IDS, unique=True, max_size=40))
    )  # fmt: skip
    mentions = tuple(
        Mention(each, draw(TEXT), draw(st.sampled_from(MENTION_KINDS)), draw(TEXT))
        for each in sorted(draw(st.lists(IDS, unique=True, max_size=3)))
    )
    references = tuple(Reference(each, "CAD", draw(TEXT)) for each in sorted(draw(st.sets(IDS, max_size=2))))
    times = draw(st.tuples(*[st.none() | MOMENTS] * 4))
    return Report(
        an_id(1), draw(TEXT), marking=Marking("OFFICIAL", ("A",), draw(st.sampled_from(["", "PROTECT"]))),
        origin=Origin(draw(TEXT), "", times[0], times[1], EventTime(times[2], times[3])), items=items,
        source=Source("told", draw(TEXT)), references=references, mentions=mentions, risk=Risk(draw(TEXT)),
        exclusions=("doyle",), legacy=draw(st.booleans()), priority=draw(st.sampled_from(["high", "low"])),
    )  # fmt: skip


@given(whole_reports())
def test_a_report_is_read_back_as_it_was_written(report):
    assert report_from(report.id, report_document(report)) == report


@given(whole_reports())
def test_what_is_written_can_be_kept(report):
    document = report_document(report)
    assert checked(document) is document


def test_a_card_is_read_back_as_it_was_written():
    for card in (a_card(), a_card(2, kind="vehicle", title="White van, ZZ99 ZZZ")):
        assert card_from(card.id, card_document(card)) == card


def test_grading_and_handling_are_read_back_as_they_were_written():
    for grading in (None, Grading("3x5x2"), Grading("5x5x5", "B", "2")):
        assert grading_from(grading_document(grading)) == grading
    for handling in (None, Handling("5x5x5", "4"), Handling("3x5x2", "C", "A1", "S1", "Ask.")):
        assert handling_from(handling_document(handling)) == handling


@given(st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(["report", "card"]))
def test_a_damaged_document_is_refused_and_never_anything_worse(document, kind):
    read = report_from if kind == "report" else card_from
    with suppress(Refused):
        read(an_id(1), document | {"kind": "person"})


def test_an_empty_document_is_an_empty_report():
    assert report_from(an_id(1), {}) == Report(an_id(1))


def test_what_is_null_is_nothing_and_not_the_word_none():
    item, mention = an_id(2), an_id(3)
    document = {
        "title": None, "state": None, "origin": None, "marking": None, "references": None,
        "items": {item: {"text": None, "grading": {"scheme": "3x5x2", "source": None, "assessment": None},
                         "handling": {"scheme": "3x5x2", "code": None, "action": None, "sanitisation": None,
                                      "conditions": None}}},
        "mentions": {mention: {"item": None, "kind": None, "as_reported": None, "role": None, "card": None}},
    }  # fmt: skip
    assert "None" not in repr(report_from(an_id(1), document)).replace("=None", "")


def test_a_grade_without_its_scheme_is_refused():
    with pytest.raises(Refused):
        Grading("")
    with pytest.raises(Refused):
        Handling("")
    with pytest.raises(Refused, match="damaged"):
        report_from(an_id(1), {"items": {an_id(2): {"grading": {"source": "1", "assessment": "A"}}}})


def test_a_moment_is_read_with_its_offset_and_kept_in_utc():
    assert instant("2026-11-20T15:32:00+01:00") == datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
    assert instant("2026-11-20T14:32:00") == datetime(2026, 11, 20, 14, 32, tzinfo=UTC)
    assert instant(None) is instant("") is None
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    assert instant_text(summer) == "2026-07-01T11:00:00+00:00"


@pytest.mark.parametrize("value", ["yesterday", "2026-13-01", 5, [], {}, "0001-01-01T00:00:00+14:00"])
def test_what_is_not_a_moment_is_refused(value):
    with pytest.raises(Refused, match="not a date and time"):
        instant(value)


@given(st.dictionaries(st.text(min_size=1, max_size=12), JSON, max_size=4), st.sampled_from(KINDS), st.integers(0, 5))
def test_lifting_keeps_every_key_it_does_not_know(unknown, kind, schema):
    before = copy.deepcopy(unknown)
    lifted = upcast(kind, schema, unknown)
    for key, value in unknown.items():
        if key not in ("provenance", "source"):
            assert lifted[key] == value
    assert unknown == before


def test_the_first_schema_of_a_report_is_lifted_to_the_present_one():
    old = {"provenance": "told", "source": {"isr": "ISR 7781", "tone": "dry"}, "title": "A title"}
    lifted = upcast("report", 1, old)
    assert lifted == {"source": {"isr": "ISR 7781", "tone": "dry", "how_known": "told"}, "title": "A title"}
    assert upcast("report", SCHEMAS["report"], lifted) == lifted
    assert report_from(an_id(1), lifted).source == Source("told", "ISR 7781")


@pytest.mark.parametrize("odd", [{"provenance": {"by": "hand"}}, {"provenance": "told", "source": "a text"},
                                 {"provenance": "told", "source": {"how_known": "saw"}}])  # fmt: skip
def test_lifting_drops_nothing_that_it_has_no_place_for(odd):
    assert upcast("report", 1, odd) == odd


def test_a_newer_document_is_returned_as_it_is_and_known_as_newer():
    document = {"anything": 1}
    assert upcast("report", 99, document) == document
    assert is_newer("report", 99)
    assert is_newer("a kind from the future", 1)
    assert not is_newer("report", SCHEMAS["report"])


@given(st.dictionaries(st.sampled_from(["tone", "newer"]), JSON.filter(lambda value: value is not None)))
def test_editing_a_document_in_this_program_keeps_what_a_newer_one_put_in(unknown):
    report = a_report()
    document = report_document(report)
    item = next(iter(document["items"]))
    raw = with_parts(document, {f"items/{item}/{key}": value for key, value in unknown.items()}) | unknown
    edited = report_document(a_report(title="Edited"))
    after = with_parts(raw, differences(document, edited))
    assert after["title"] == "Edited"
    for key, value in unknown.items():
        assert after[key] == value
        assert after["items"][item][key] == value


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (None, "object with named parts"),
        ([], "object with named parts"),
        ({1: "x"}, "name that is not text"),
        ({"title": "x" * 1_000_001}, "million characters"),
        ({"title": "a\x00b"}, "null character"),
        ({"a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}}}}}}, "too deeply"),
        ({"a": b"bytes"}, "cannot be kept"),
        ({"marking": {"level": "SECRET"}}, "not allowed here"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_reason(document, says):
    with pytest.raises(Refused, match=says):
        checked(document)


def test_a_megabyte_less_a_little_and_any_script_can_be_kept():
    document = {"items": {an_id(1): {"text": "م" * 1_000_000}}, "title": "<img src=x> e\u0301 \u202e"}
    assert checked(document) is document
