"""Lists show exactly what was asked for, the latest first, page by page."""

from __future__ import annotations

import random
import re
import unicodedata
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimint_desktop.store import lists
from crimint_desktop.store.cache_file import open_cache
from crimint_desktop.store.lists import ListQuery
from crimint_domain.report import PRIORITIES, STATES
from crimint_domain.summary import row_of, words_of
from tests.builders import a_card, a_mention, a_report, an_id, an_item
from tests.store.conftest import KEY, Cache

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = [
    "white",
    "van",
    "mill",
    "café",
    "CAFE",
    "O'Neil",
    "o",
    "neil",
    "whites",
    "AB12",
    "well-known",
    "known",
    "zz9",
    "Æsop",
]
GRADES = ["1AP", "2CC", "3EP"]
REPORTS = 300


def _sample(chance):
    for number in range(1, REPORTS + 1):
        # Few different seconds, so that many events crowd into the same one.
        happened = START + timedelta(seconds=chance.randrange(120))
        known = chance.random() < 0.9
        texts = [" ".join(chance.choices(WORDS, k=chance.randrange(1, 9))) for _ in range(chance.randrange(1, 3))]
        report = a_report(
            number,
            items=[an_item(place, text=text, grading=chance.choice(GRADES)) for place, text in enumerate(texts)],
            mentions=[a_mention(name=chance.choice(WORDS))],
            state=chance.choice(STATES[:4]),
            author=chance.choice(["okonjo", "d'arcy-test"]),
            title=chance.choice(WORDS),
            operation=chance.choice(["MARZIPAN", "", "SHORT BREAD"]),
            unit=chance.choice(["quillmarsh", "eastmoor"]),
            priority=chance.choice(PRIORITIES),
        )
        event = replace(report.origin.event, start=happened if known else None)
        yield replace(report, origin=replace(report.origin, event=event, reported_at=None))


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    reports = tuple(_sample(random.Random(7)))
    with closing(open_cache(tmp_path_factory.mktemp("lists") / "cache.db", KEY)) as database:
        cache = Cache(database)
        for start in range(0, REPORTS, 50):
            cache.take(*reports[start : start + 50])
        cache.take(a_card(1, title="white van"))
        yield cache, {report.id: report for report in reports}


def _terms(text):
    plain = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return re.findall(r"[^\W_]+", plain.lower())


def _holds(terms, sought, begins):
    wanted = _terms(sought)
    for start in range(len(terms) - len(wanted) + 1):
        *firsts, last = terms[start : start + len(wanted)]
        if firsts == wanted[:-1] and (last.startswith(wanted[-1]) if begins else last == wanted[-1]):
            return True
    return False


def _is_asked_for(report, query, asked):
    row = row_of(report, 1)
    terms = _terms(words_of(report))
    chosen = (
        (query.states, {row.state}), (query.grades, set(row.grades)), (query.operations, {row.operation}),
        (query.units, {row.unit}), (query.authors, {row.author}), (query.priorities, {row.priority}),
    )  # fmt: skip
    return (
        all(_holds(terms, words, begins) for words, begins in asked)
        and all(not wanted or set(wanted) & there for wanted, there in chosen)
        and (query.since is None or (row.event_at is not None and row.event_at >= query.since))
        and (query.until is None or (row.event_at is not None and row.event_at <= query.until))
    )


_moments = st.none() | st.integers(-5, 140).map(lambda seconds: START + timedelta(seconds=seconds))
_asked = st.lists(
    st.sampled_from([(word, False) for word in WORDS] + [("white van", False), ("van mill café", False)]), max_size=3
)


def _some(values):
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


@settings(max_examples=150)
@given(
    asked=_asked,
    beginning=st.sampled_from(["", "whi", "oneil", "cafe", "kno"]),
    query=st.builds(
        ListQuery,
        states=_some(STATES[:4]),
        grades=_some(GRADES),
        operations=_some(["MARZIPAN", "SHORT BREAD"]),
        units=_some(["quillmarsh", "eastmoor"]),
        authors=_some(["okonjo", "d'arcy-test"]),
        priorities=_some(PRIORITIES),
        since=_moments,
        until=_moments,
    ),
    limit=st.integers(1, 120),
)
def test_a_list_is_what_looking_at_every_report_would_find(sample, asked, beginning, query, limit):
    cache, reports = sample
    typed = " ".join([*(f'"{words}"' for words, _ in asked), beginning])
    if beginning:
        asked = [*asked, (beginning, True)]
    query = replace(query, text=typed)
    expected = {each for each, report in reports.items() if _is_asked_for(report, query, asked)}
    hits, before, counted = [], None, None
    while True:
        page = cache.read(lists.rows, query, before=before, limit=limit)
        counted = page.counted if before is None else counted
        hits.extend(page.hits)
        before = page.next_place
        if before is None:
            break
        assert len(page.hits) == limit
    assert {hit.row.id for hit in hits} == expected
    assert len(hits) == counted == len(expected)
    assert all(later.place > earlier.place for later, earlier in pairwise(hits))
    for hit in hits:
        assert hit.row == row_of(reports[hit.row.id], 1)


def test_the_latest_event_comes_first_whatever_came_in_first(held):
    days = [3, 1, 5, 2, 4]
    for number, day in enumerate(days, 1):
        report = a_report(number, title=f"Day {day}")
        event = replace(report.origin.event, start=START + timedelta(days=day))
        held.take(replace(report, origin=replace(report.origin, event=event)))
    hits = held.read(lists.rows, ListQuery()).hits
    assert [hit.row.title for hit in hits] == ["Day 5", "Day 4", "Day 3", "Day 2", "Day 1"]


def test_each_kind_is_listed_by_itself_and_with_the_others(held):
    held.take(a_report(1), a_report(2), a_card(1, title="Church roof"))
    for kinds, expected in ((("report",), 2), (("card",), 1), (("report", "card"), 3), ((), 3)):
        for text in ("", "church "):
            assert held.read(lists.rows, ListQuery(text, kinds=kinds)).counted == expected


def test_beyond_a_thousand_a_list_only_says_that_there_are_more(held):
    held.take(*(a_report(number) for number in range(1, 1100)))
    for query in (ListQuery(), ListQuery("church "), ListQuery(since=START)):
        page = held.read(lists.rows, query)
        assert (len(page.hits), page.counted, page.capped) == (50, 1000, True)


def test_a_page_that_is_not_counted_says_that_there_are_more(held):
    held.take(*(a_report(number) for number in range(1, 60)))
    page = held.read(lists.rows, ListQuery(), count=False)
    assert (len(page.hits), page.counted, page.capped) == (50, 50, True)


def test_a_hit_shows_the_words_that_were_found_in_their_sentence(held):
    text = "Seen at dawn. " * 20 + "A white vàn stood by the mill, engine running. " + "Nothing further. " * 20
    held.take(a_report(1, items=[an_item(text=text)]))
    (hit,) = held.read(lists.rows, ListQuery("van mill")).hits
    assert [run.text for run in hit.snippet if run.kind == "added"] == ["vàn", "mill"]
    shown = "".join(run.text for run in hit.snippet)
    assert shown.strip("…") in text
    assert len(shown) < 200


def test_filters_alone_show_no_words(held):
    held.take(a_report(1))
    (hit,) = held.read(lists.rows, ListQuery(states=("draft",))).hits
    assert hit.snippet == ()


def test_lines_come_in_the_order_they_are_asked_for(held):
    held.take(*(a_report(number) for number in range(1, 5)))
    asked = [an_id(3), an_id(99), an_id(1)]
    assert [row.id for row in held.read(lists.by_ids, asked)] == [an_id(3), an_id(1)]
