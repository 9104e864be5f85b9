"""The page that searches everywhere: it asks only when told to, says what it does, and opens here or there."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from accessibility.stages.doors import answered, jobs
from accessibility.stages.everywhere import found_page
from accessibility.stages.reports import reading_setting
from accessibility.stages.window import framed
from crimint_desktop.ui.everywhere.acts import EverywhereActs
from crimint_desktop.ui.everywhere.page import EverywherePage
from crimint_domain.errors import Problem, Refused, Unavailable


class Desk:
    """What the page asked for."""

    def __init__(self) -> None:
        self.searches: list[tuple[str, str]] = []
        self.opened: list[tuple[str, str]] = []
        self.answers = found_page(6)
        self.fault: Exception | None = None
        self.there: Future[Any] = Future()

    def search(self, query, cursor):
        self.searches.append((query.text, cursor))
        if self.fault is None:
            return answered(self.answers)
        failing: Future[Any] = Future()
        failing.set_exception(self.fault)
        return failing

    def open_there(self, record):
        self.opened.append(("asked", record))
        return self.there

    def acts(self):
        return EverywhereActs(
            search=self.search,
            open_there=self.open_there,
            open_here=lambda record: self.opened.append(("here", record)),
            show_there=lambda opened: self.opened.append(("there", str(opened))),
            search_here=lambda text: self.opened.append(("instead", text)),
            change_reason=lambda: None,
            reason=lambda: "Operation MARZIPAN",
            operations=tuple,
            units=tuple,
            setting=reading_setting(),
        )


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def page(qtbot, desk):
    lane = jobs()
    made = EverywherePage(desk.acts(), lane)
    lane.setParent(made)
    window = framed("reports", made)
    qtbot.addWidget(window)
    window.resize(1280, 720)
    window.show()
    qtbot.waitExposed(window)
    made.shown()
    return made


@pytest.fixture
def settle(qtbot, page):
    """Let answers arrive."""
    return lambda: qtbot.wait(20)


def asked(page, settle, words="lead"):
    page.filters.search.setFocus()
    QTest.keyClicks(page.filters.search, words)
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    settle()


def button(page, identifier):
    return next(each for each in page.findChildren(QPushButton) if each.accessibleIdentifier() == identifier)


def test_typing_and_choosing_ask_nothing_and_enter_asks_once(page, desk, settle):
    QTest.keyClicks(page.filters.search, "lead")
    page.filters.state.set_value("released")
    settle()
    assert desk.searches == []
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    settle()
    assert desk.searches == [("lead", "")]


def test_the_reason_is_said_before_anything_is_asked(page):
    assert page._reason.text() == "Every search is logged under Operation MARZIPAN."


def test_how_many_were_found_and_how_many_are_kept_here_is_said(page, settle):
    asked(page, settle)
    assert page.counts == "61 reports found, the latest 6 listed; 2 kept on this device"
    where = [page.table.model().index(at, 2).data() for at in range(3)]
    assert where == ["On this device", "At the service", "At the service"]
    assert page.table.hasFocus()


def test_enter_opens_what_is_kept_here_without_asking_the_service(page, desk, settle):
    asked(page, settle)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.opened == [("here", "r0")]


def test_enter_reads_at_the_service_what_is_not_kept_here(page, desk, settle):
    asked(page, settle)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert desk.opened == []
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert desk.opened == [("asked", "r1")]
    desk.there.set_result("the report")
    settle()
    assert desk.opened[-1] == ("there", "the report")


def test_a_report_that_is_there_no_more_is_said_and_the_list_stays(page, desk, settle):
    asked(page, settle)
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    desk.there.set_exception(Refused(Problem("", "The service no longer shows you this report.")))
    settle()
    assert page.table.isVisible()
    assert page.table.model().rowCount() == 6


def test_more_is_asked_for_with_the_button_and_stands_behind_what_was_there(page, desk, settle):
    asked(page, settle)
    more = found_page(3)
    rows = [replace(each.hit.row, id=f"m{at}") for at, each in enumerate(more.lines)]
    lines = tuple(replace(each, hit=replace(each.hit, row=row)) for each, row in zip(more.lines, rows, strict=True))
    desk.answers = replace(more, lines=lines, cursor="", counted=0)
    button(page, "everywhere.more").click()
    settle()
    assert desk.searches[-1] == ("lead", "next")
    assert page.table.model().rowCount() == 9
    assert not button(page, "everywhere.more").isVisible()
    assert page.counts.startswith("61 reports found, the latest 9 listed")


def test_without_the_service_it_says_so_and_offers_what_is_kept_here(page, desk, settle):
    desk.fault = Unavailable("The service cannot be reached.", cause="service-down")
    asked(page, settle)
    assert page._problem.text().startswith("The service cannot be reached. Nothing was searched")
    button(page, "everywhere.instead").click()
    assert desk.opened == [("instead", "lead")]


def test_a_search_for_nothing_is_answered_in_the_service_s_words(page, desk, settle):
    desk.fault = Refused(Problem("", "Type what to search for, or choose a filter."))
    asked(page, settle, " ")
    assert page._problem.text() == "Type what to search for, or choose a filter."
    assert not button(page, "everywhere.instead").isVisible()


def test_nothing_found_is_said(page, desk, settle):
    desk.answers = replace(desk.answers, lines=(), cursor="", counted=0)
    asked(page, settle)
    assert page._says.text().startswith("No report that you may read matches.")
    assert page.counts == "0 reports found"
