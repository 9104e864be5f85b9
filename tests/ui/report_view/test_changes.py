"""What each version changed is told part by part, from the lines alone."""

import pytest

from crimint_desktop.actions.history import HistoryLine
from crimint_desktop.ui.report_view.changes import versions
from crimint_desktop.ui.report_view.wording import event_words
from crimint_domain.report import EventTime
from crimint_domain.views import instant, report_document
from tests.builders import a_report, an_item
from tests.ui.reports.worlds import setting

ITEM = an_item(1)
FIRST = HistoryLine(1, "2026-11-19T22:10:00+00:00", "PC 0042", "submit", "", report_document(a_report(items=[ITEM])))


def told(codes, *lines):
    return versions((FIRST, *lines), codes)


def line(version, aside=None, **parts):
    named = {part.replace("__", "/").replace("ITEM", f"items/{ITEM.id}"): value for part, value in parts.items()}
    return HistoryLine(version, "2026-11-20T10:00:00+00:00", "DC 0107", "", "", named, aside or {})


def test_the_newest_version_stands_first_and_the_first_was_written(codes):
    found = told(codes, line(2, title="Another"))
    assert [each.number for each in found] == [2, 1]
    assert found[1].what == "Written. Submitted"


def test_the_first_version_is_told_by_the_words_it_was_written_with(codes):
    (_newest, first) = told(codes, line(2, ITEM__text="Another text"))
    assert [(each.name, each.now, each.first) for each in first.changes] == [
        ("Title", "Lead stripped from church roofs", True), ("Item 1: text", ITEM.text, True),
    ]  # fmt: skip
    assert first.changes[1].spoken == f"Item 1: text. {ITEM.text}"


def test_a_grading_is_told_whole_before_and_now(codes):
    (version, _first) = told(codes, line(2, ITEM__grading={"scheme": "3x5x2", "source": "2", "assessment": "C"}))
    (change,) = version.changes
    assert change.name == "Item 1: grading"
    assert change.before.startswith("1A: reliable source")
    assert change.now.startswith("2C: untested source")
    assert version.what == "Item 1: grading"


def test_a_text_is_told_by_what_was_added_and_removed(codes):
    (version, _first) = told(codes, line(2, ITEM__text="A white van was parked by the old mill."))
    assert version.changes[0].spoken == "Item 1: text. added: old"


def test_a_removed_item_keeps_the_number_it_had(codes):
    (version, _first) = told(codes, HistoryLine(2, "", "DC 0107", "", "", {f"items/{ITEM.id}": None}))
    assert version.changes[0].name == "Item 1"
    assert version.changes[0].now == "Nothing"
    assert version.at is None


def test_what_was_set_aside_in_a_conflict_is_kept_and_said(codes):
    (version, _first) = told(codes, line(2, aside={"title": "Lead taken"}))
    assert version.what == "Conflict settled"
    assert version.changes[0].spoken == "Title. Set aside when settling: Lead taken"


def test_a_grade_under_a_scheme_nobody_knows_is_told_as_such(codes):
    (version, _first) = told(codes, line(2, ITEM__grading={"scheme": "9x9", "source": "Z", "assessment": "9"}))
    assert "does not know the code list" in version.changes[0].now


def test_a_document_that_cannot_be_read_is_told_by_its_parts(codes):
    (version, _first) = told(codes, line(2, marking={"level": "NONSENSE"}))
    assert version.changes[0].name == "Marking"


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (None, None, "Not known"),
        ("2026-11-12T00:00:00+00:00", None, "12 Nov 2026"),
        ("2026-11-12T00:00:00+00:00", "2026-11-19T00:00:00+00:00", "Between 12 and 19 Nov 2026"),
        ("2026-10-30T00:00:00+00:00", "2026-11-02T00:00:00+00:00", "Between 30 Oct and 2 Nov 2026"),
        ("2026-11-12T21:00:00+00:00", "2026-11-12T23:30:00+00:00", "12 Nov 2026, 21:00 to 23:30"),
    ],
)
def test_the_time_of_the_event_is_said_as_people_say_it(start, end, words, codes):
    assert event_words(EventTime(instant(start), instant(end)), setting(codes)) == words


def test_a_version_that_is_not_open_to_the_reader_says_so_and_the_first_open_one_is_where_reading_begins(codes):
    closed = HistoryLine(2, "2026-01-02T10:00:00+00:00", "Dee Peters")
    opened = HistoryLine(
        3, "2026-01-03T10:00:00+00:00", "Dee Peters", "release", parts={"title": "Blue van", "state": "released"}
    )
    told = versions((HistoryLine(1, "2026-01-01T10:00:00+00:00", "Sam Okonjo"), closed, opened), codes)
    assert [(each.what, each.changes) for each in told] == [
        ("Released", ()), ("Not open to you", ()), ("Written", ()),
    ]  # fmt: skip
