"""Answers come back to the UI thread, refusals to whoever asked, and errors to one place."""

import threading
from concurrent.futures import Future
from typing import Any

import pytest
from PySide6.QtCore import QObject

from crimint_desktop.ui.jobs import Jobs
from crimint_domain.errors import Problem, Refused, Unavailable


@pytest.fixture
def place(qapp):
    """Jobs, and what reached its two places for errors."""
    unexpected: list[BaseException] = []
    notices: list[Exception] = []
    jobs = Jobs(unexpected.append, notices.append)
    yield jobs, unexpected, notices
    jobs.close()


def test_an_answer_is_delivered_in_the_ui_thread(place, qtbot):
    jobs, _, _ = place
    owner = QObject()
    seen: list[Any] = []
    jobs.when(
        owner,
        jobs.run("store", lambda: threading.current_thread().name),
        lambda name: seen.append((name, threading.current_thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0][0].startswith("store")
    assert seen[0][1] is threading.main_thread()


def test_one_lane_runs_one_thing_at_a_time_in_order(place, qtbot):
    jobs, _, _ = place
    owner = QObject()
    seen: list[Any] = []
    order: list[int] = []
    for number in range(5):
        jobs.when(owner, jobs.run("store", lambda number=number: order.append(number)), seen.append)
    qtbot.waitUntil(lambda: len(seen) == 5)
    assert order == [0, 1, 2, 3, 4]


def test_an_answer_for_a_widget_that_is_gone_is_dropped(place, qtbot):
    jobs, unexpected, _ = place
    gone = QObject()
    seen: list[Any] = []
    answer: Future[int] = Future()
    jobs.when(gone, answer, seen.append)
    gone.deleteLater()
    qtbot.wait(1)
    del gone
    answer.set_result(1)
    qtbot.wait(20)
    assert seen == []
    assert unexpected == []


def test_a_refusal_reaches_who_asked(place, qtbot):
    jobs, unexpected, notices = place
    owner = QObject()
    refusals: list[Refused] = []
    answer: Future[int] = Future()
    jobs.when(owner, answer, lambda _: None, refusals.append)
    answer.set_exception(Refused(Problem("title", "A report needs a title.")))
    qtbot.waitUntil(lambda: bool(refusals))
    assert refusals[0].problems[0].part == "title"
    assert (unexpected, notices) == ([], [])


def test_an_outage_nobody_asked_about_becomes_a_notice(place, qtbot):
    jobs, unexpected, notices = place
    owner = QObject()
    answer: Future[int] = Future()
    jobs.when(owner, answer, lambda _: None)
    answer.set_exception(Unavailable("The service does not answer.", cause="service-down"))
    qtbot.waitUntil(lambda: bool(notices))
    assert unexpected == []


def test_an_error_of_ours_reaches_the_one_place_even_from_the_receiving_end(place, qtbot):
    jobs, unexpected, _ = place
    owner = QObject()
    first: Future[int] = Future()
    jobs.when(owner, first, lambda _: 1 // 0)
    first.set_result(1)
    second: Future[int] = Future()
    jobs.when(owner, second, lambda _: None)
    second.set_exception(ValueError("ours"))
    qtbot.waitUntil(lambda: len(unexpected) == 2)
    assert {type(error) for error in unexpected} == {ZeroDivisionError, ValueError}


def test_a_cancelled_question_gets_no_answer(place, qtbot):
    jobs, unexpected, _ = place
    owner = QObject()
    seen: list[Any] = []
    answer: Future[int] = Future()
    jobs.when(owner, answer, seen.append)
    answer.cancel()
    qtbot.wait(20)
    assert (seen, unexpected) == ([], [])
