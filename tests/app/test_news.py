"""What of the state with the service is said aloud."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from crimint_desktop.app.news import News
from crimint_desktop.sync.state import SyncState

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
AGREED = SyncState(connected=True, since=NOON, agreed_at=NOON, reports=29, tried=True)
OFFLINE = replace(AGREED, connected=False)


def test_the_first_agreement_is_news_and_the_next_round_is_not():
    news = News()
    assert news.is_news(AGREED)
    assert not news.is_news(replace(AGREED, agreed_at=NOON.replace(minute=1)))


def test_what_was_sent_is_said_once_and_not_that_it_is_about_to_be_sent():
    news = News()
    news.is_news(AGREED)
    waiting = replace(AGREED, waiting=1)
    said = [news.is_news(state) for state in (waiting, replace(waiting, busy="Sending 0 of 1."), waiting, AGREED)]
    assert said == [False, False, False, True]


def test_a_connection_that_is_lost_and_one_that_is_back_are_news():
    news = News()
    news.is_news(AGREED)
    assert [news.is_news(state) for state in (OFFLINE, OFFLINE, AGREED)] == [True, False, True]


def test_a_refusal_is_said_although_something_waits():
    news = News()
    news.is_news(AGREED)
    assert news.is_news(replace(AGREED, waiting=1, refused=1, words="Item 1 has no grade."))


def test_where_drafts_are_sent_as_they_are_typed_their_arrival_is_no_news_and_a_lost_connection_is():
    news = News(sends_as_typed=True)
    assert news.is_news(AGREED)
    waiting = replace(AGREED, waiting=1)
    assert [news.is_news(state) for state in (waiting, AGREED, OFFLINE, AGREED)] == [False, False, True, True]


def test_who_asks_how_it_stands_is_answered_even_if_nothing_is_new():
    news = News()
    assert news.is_news(AGREED)
    assert not news.is_news(AGREED)
    news.expect()
    assert news.is_news(AGREED)
    assert not news.is_news(AGREED)
