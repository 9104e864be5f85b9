"""Home: everything that waits, in its place; Enter opens the right thing; only the newest answer is shown."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from crimint_desktop.actions.conflicts import ConflictLine
from crimint_desktop.actions.home import DraftLine, Elsewhere, HomeView, OldDraftLine, WaitingLine
from crimint_desktop.ui.home.page import HomeActs, HomePage
from crimint_desktop.ui.jobs import Jobs
from crimint_domain.errors import Unavailable
from crimint_domain.summary import row_of
from tests.builders import A_MOMENT, a_report, an_id
from tests.ui.hands import settle

NOTHING = HomeView((), (), (), (), (), ())


def a_row(number, state, **changes):
    return row_of(a_report(number, state=state, title=f"Report {number}", **changes), 1)


FULL = HomeView(
    drafts=(DraftLine(an_id(1), "", A_MOMENT, 2, typing=True),),
    returned=(a_row(2, "returned"),),
    held=(a_row(3, "submitted", priority="high"),),
    conflicts=(ConflictLine("c1", an_id(4), "NR-26-004", "Report 4", 2, "L. Hart-Test", A_MOMENT),),
    waiting=(
        WaitingLine(an_id(5), "Report 5", "edit", A_MOMENT, ""),
        WaitingLine(an_id(6), "Report 6", "submit", A_MOMENT, "Your access to the report was narrowed."),
    ),
    recent=(a_row(7, "released"),),
)


class Desk:
    """What Home asked for."""

    def __init__(self):
        self.view, self.asked, self.did, self.told = NOTHING, [], [], []

    def look(self):
        self.asked.append(Future())
        return self.asked[-1]

    def elsewhere(self):
        self.told.append(Future())
        return self.told[-1]

    def acts(self):
        def note(what):
            return lambda key="": self.did.append((what, key))

        return HomeActs(
            self.look, note("report"), note("edit"), note("settle"), note("new"), note("reason"),
            lambda: "Good afternoon.", lambda at: at, lambda: A_MOMENT + timedelta(hours=1),
            elsewhere=self.elsewhere, tell=note("tell"),
        )  # fmt: skip


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def page(show, desk):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(HomePage(desk.acts(), jobs), 1300, 800)
    jobs.setParent(made)
    return made


def texts(table):
    rows = range(table.model().rowCount())
    shown = [column for column in range(table.model().columnCount()) if not table.isColumnHidden(column)]
    return [[table.model().index(row, column).data() for column in shown] for row in rows]


def press_enter(table, at=0):
    table.setCurrentIndex(table.model().index(at, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)


def test_what_needs_a_person_stands_first_and_says_why(page):
    page.show_view(FULL)
    assert [row[:2] for row in texts(page.needs.table)] == [
        ["Report 4", "Conflict with L. Hart-Test: 2 parts to settle"],
        ["Report 6", "Refused: Your access to the report was narrowed."],
        ["Report 2", "Returned to you"],
        ["Report 3", "Submitted, waits for evaluation, high priority"],
    ]


def test_a_recent_report_never_shows_some_of_its_grades_as_if_they_were_all(page):
    row = replace(a_row(7, "released"), grades=("1AP", "2CC", "3DP"), scheme="3x5x2")
    page.show_view(replace(FULL, recent=(row,)))
    assert texts(page.recent.table)[0][1] == "1AP  2CC  +1"


def test_enter_opens_each_thing_where_it_belongs(page, desk):
    page.show_view(FULL)
    for at in range(4):
        press_enter(page.needs.table, at)
    assert desk.did == [("settle", "c1"), ("report", an_id(6)), ("edit", an_id(2)), ("report", an_id(3))]
    desk.did.clear()
    press_enter(page.drafts.table)
    press_enter(page.waiting.table, 1)
    press_enter(page.recent.table)
    assert desk.did == [("edit", an_id(1)), ("report", an_id(6)), ("report", an_id(7))]


def test_a_draft_without_a_title_says_so(page):
    page.show_view(FULL)
    assert texts(page.drafts.table) == [["(no title yet)", "14:32", "2"]]


def test_what_waits_and_what_was_refused_are_told_apart(page):
    page.show_view(FULL)
    assert texts(page.waiting.table) == [
        ["Changed: Report 5", "Waiting, 14:32"],
        ["Submitted: Report 6", "Refused: Your access to the report was narrowed."],
    ]


def test_empty_blocks_keep_their_place_with_a_sentence(page):
    page.show_view(NOTHING)
    said = {label.text() for label in page.findChildren(QLabel) if label.isVisible()}
    assert {
        "Nothing waits for you.", "Everything has been sent.", "Nothing opened yet on this device.",
        "No drafts. Ctrl+N starts a report.", "Needs you", "Your drafts", "Waiting to be sent", "Recent",
    } <= said  # fmt: skip


def test_only_the_newest_answer_is_shown(page, desk):
    page.refresh()
    page.refresh()
    desk.asked[1].set_result(FULL)
    settle()
    desk.asked[0].set_result(NOTHING)
    settle()
    assert page.needs.table.model().rowCount() == 4


def test_the_keyboard_waits_where_work_is_and_goes_to_it_when_it_arrives(page, desk):
    page.shown()
    page.focus_first()
    desk.asked[-1].set_result(FULL)
    settle()
    assert page.needs.table.hasFocus()


def test_refreshing_leaves_the_row_one_is_on(page):
    page.show_view(FULL)
    page.needs.table.setFocus()
    page.needs.table.setCurrentIndex(page.needs.table.model().index(2, 0))
    key = page.needs.table.current_key()
    page.show_view(FULL)
    assert page.needs.table.current_key() == key
    assert page.needs.table.hasFocus()


def test_where_there_is_no_room_nothing_is_left_out(page):
    page.show_view(FULL)
    page.resize(420, 700)
    settle()
    index = page.needs.table.model().index(0, 0)
    assert texts(page.needs.table)[0] == ["Report 4"]
    assert index.data(Qt.ItemDataRole.AccessibleDescriptionRole).startswith("Conflict with L. Hart-Test: 2 parts")
    page.resize(1300, 700)
    settle()
    assert len(texts(page.needs.table)[0]) == 3


def test_a_new_report_and_another_reason_are_one_press_away(page, desk):
    for identifier in ("home.new", "home.reason", "home.drafts.new"):
        next(each for each in page.findChildren(QPushButton) if each.accessibleIdentifier() == identifier).click()
    assert [what for what, _ in desk.did] == ["new", "reason", "new"]


def test_old_drafts_of_one_s_own_and_of_the_unit_stand_among_what_needs_a_person(page, desk):
    old = DraftLine(an_id(8), "Van at the yard", A_MOMENT - timedelta(days=9), 1, typing=False, old_days=9)
    page.show_view(replace(NOTHING, drafts=(old,)))
    page.show_elsewhere(Elsewhere((OldDraftLine("Draft 73E314", "T. Reid-Test", 31),)))
    assert [row[:2] for row in texts(page.needs.table)] == [
        ["Van at the yard", "Your draft, not sent and not touched for 9 days"],
        ["Draft 73E314", "Draft of T. Reid-Test, not touched for 31 days"],
    ]
    press_enter(page.needs.table, 0)
    press_enter(page.needs.table, 1)
    assert desk.did == [("edit", an_id(8)), ("tell", "Draft 73E314 can be opened by its author only. Speak to them.")]


def test_the_service_is_asked_what_it_alone_knows_each_time_home_is_shown(page, desk):
    desk.told.clear()
    page.shown()
    settle()
    assert len(desk.told) == 1
    desk.told[0].set_exception(Unavailable("The service cannot be reached.", cause="service-down"))
    settle()
    page.shown()
    desk.told[1].set_result(Elsewhere((OldDraftLine("Draft 73E314", "T. Reid-Test", 31),)))
    settle()
    assert len(texts(page.needs.table)) == 1
