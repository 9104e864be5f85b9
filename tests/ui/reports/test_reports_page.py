"""The list of reports: moving opens nothing, Enter opens, only the newest answer is shown, nothing jumps."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crimint_desktop.actions.reading import NOT_LOGGED
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.reports.page import ReportsPage
from crimint_domain.errors import Unavailable
from crimint_domain.wording import Run
from tests.builders import an_id
from tests.ui.reports.worlds import Register, hit

WIDE = 1500


@pytest.fixture
def register():
    return Register()


@pytest.fixture
def page(show, register):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(ReportsPage(register.acts(), jobs), WIDE, 800)
    jobs.setParent(made)
    made.shown()
    QApplication.processEvents()
    made.focus_first()
    return made


def press(widget, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(widget, key, modifiers)
    QApplication.processEvents()


def search(page, words):
    page.filters.search.setFocus()
    page.filters.search.setText(words)
    press(page.filters.search, Qt.Key.Key_Return)


def test_moving_through_the_list_opens_nothing_and_enter_opens(page, register):
    for _ in range(3):
        press(page.table, Qt.Key.Key_Down)
    assert register.opens == []
    press(page.table, Qt.Key.Key_Return)
    assert register.opens == [an_id(3)]
    assert page.pane.opened.report.id == an_id(3)
    assert page.table.hasFocus()


def test_the_pane_keeps_its_report_while_the_selection_moves(page):
    press(page.table, Qt.Key.Key_Return)
    press(page.table, Qt.Key.Key_Down)
    assert page.pane.opened.report.id == an_id(0)


def test_enter_on_what_is_open_opens_it_in_full_without_opening_it_again(page, register):
    press(page.table, Qt.Key.Key_Return)
    press(page.table, Qt.Key.Key_Return)
    assert register.opens == [an_id(0)]
    assert register.fulls == [(an_id(0), False)]


def test_a_newer_version_is_opened_again_by_enter(page, register):
    press(page.table, Qt.Key.Key_Return)
    page.records_changed(frozenset({an_id(0)}))
    press(page.table, Qt.Key.Key_Return)
    assert register.opens == [an_id(0), an_id(0)]


def test_what_cannot_be_logged_is_not_shown_and_the_reason_is_said_at_once(page, register, heard):
    press(page.table, Qt.Key.Key_Return)
    register.open_fault = Unavailable(NOT_LOGGED, cause="disk-full")
    press(page.table, Qt.Key.Key_Down)
    press(page.table, Qt.Key.Key_Return)
    assert page.pane.opened is None
    assert heard.urgent == [NOT_LOGGED]


def test_where_the_pane_does_not_fit_it_stands_in_place_of_the_list_until_esc(page):
    page.resize(700, 700)
    QApplication.processEvents()
    press(page.table, Qt.Key.Key_Return)
    assert page.pane.isVisible()
    assert not page.table.isVisible()
    press(page.focusWidget(), Qt.Key.Key_Escape)
    assert page.table.hasFocus()


def test_a_late_answer_to_an_earlier_question_is_dropped(page, register):
    register.holds_back = True
    search(page, "lead")
    search(page, "copper")
    early, late = register.held_back
    late.set_result(Register(3).page(None, 200))
    QApplication.processEvents()
    if not early.cancelled():
        early.set_result(Register(9).page(None, 200))
    QApplication.processEvents()
    assert page.table.model().rowCount() == 3


def test_typing_searches_nothing_until_enter_because_each_search_is_logged(page, register):
    asked = len(register.queries)
    page.filters.search.setFocus()
    QTest.keyClicks(page.filters.search, "lead")
    assert len(register.queries) == asked
    press(page.filters.search, Qt.Key.Key_Return)
    assert [query.text for query, _before, _limit in register.queries[asked:]] == ["lead"]


def test_a_slow_search_says_so_and_esc_stops_it(page, register, qtbot, heard):
    register.holds_back = True
    search(page, "lead")
    qtbot.waitUntil(lambda: "Searching… Esc stops." in heard, timeout=3000)
    assert page.head.sentence() == "Searching… Esc stops."
    press(page.filters.search, Qt.Key.Key_Escape)
    press(page.table, Qt.Key.Key_Escape)
    register.held_back[0].cancel() or register.held_back[0].set_result(Register(2).page(None, 200))
    QApplication.processEvents()
    assert page.table.model().rowCount() == 44


def test_filters_ask_at_once_and_are_cleared_together(page, register):
    page.filters.state.setCurrentIndex(page.filters.state.findData("released"))
    page.filters.state.activated.emit(page.filters.state.currentIndex())
    page.filters.grade.setCurrentIndex(page.filters.grade.findData("3x5x2:source:1"))
    page.filters.grade.activated.emit(page.filters.grade.currentIndex())
    query = register.queries[-1][0]
    assert query.states == ("released",)
    assert len(query.grades) == 10
    assert "1AP" in query.grades
    page.acts()["edit.clear-filters"]()
    assert register.queries[-1][0].states == ()
    assert not page.filters.is_filtering()


def test_the_grades_of_the_scheme_before_are_filtered_under_its_name(page, register):
    grade = page.filters.grade
    at = grade.findData("5x5x5:source:B")
    assert grade.itemText(at).startswith("5x5x5 B")
    grade.setCurrentIndex(at)
    grade.activated.emit(at)
    grades = register.queries[-1][0].grades
    assert len(grades) == 25
    assert {"B11", "B24"} <= set(grades)
    assert "1AP" not in grades


def choose_between(page):
    page.filters.date.setCurrentIndex(page.filters.date.findData("between"))
    page.filters.date.activated.emit(page.filters.date.currentIndex())


def test_two_dates_are_typed_and_the_last_day_counts_to_its_end(page, register, qtbot):
    assert not page.filters.between.isVisible()
    choose_between(page)
    between = page.filters.between
    assert between.isVisible()
    for edit, typed in ((between.first, "1/11/2026"), (between.last, "20/11/2026")):
        edit.setFocus()
        qtbot.keyClicks(edit, typed)
        qtbot.keyClick(edit, Qt.Key.Key_Return)
    query = register.queries[-1][0]
    assert (query.since.astimezone().isoformat()[:19], query.until.astimezone().isoformat()[:19]) == (
        "2026-11-01T00:00:00", "2026-11-20T23:59:59",
    )  # fmt: skip
    page.acts()["edit.clear-filters"]()
    assert (register.queries[-1][0].since, between.first.text(), between.isVisible()) == (None, "", False)


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [("the other day", "", "is not a date"), ("20/11/2026", "1/11/2026", "before the first date")],
)
def test_dates_that_make_no_sense_are_named_at_their_field(page, qtbot, first, last, says):
    choose_between(page)
    between = page.filters.between
    between.first.setText(first)
    between.last.setText(last)
    between.last.editingFinished.emit()
    assert says in between.first.accessibleDescription() + between.last.accessibleDescription()


def test_counts_say_how_many_of_how_many(page):
    assert page.head.sentence() == "44 reports, newest first"
    search(page, "lead")
    assert page.head.sentence() == "44 of 1,284 you may see, newest first"
    assert page.counts == "44 reports"


def test_counting_stops_at_a_thousand_and_says_so(page, register):
    register.count = 1500
    search(page, "lead")
    assert page.head.sentence() == "1,000+ of 1,284 you may see, newest first"


def test_nothing_found_says_how_to_see_everything_again(page, register, heard):
    register.count = 0
    search(page, "marmalade")
    assert page.filters.search.hasFocus()
    assert "No reports match. Clear the filters (Ctrl+Backspace)." in [
        label.text() for label in page.findChildren(type(page._nothing))
    ]
    assert "0 reports" in heard


def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(page, register, heard):
    register.fault = Unavailable("The list could not be read. Try again.", cause="disk")
    search(page, "lead")
    assert heard.urgent == ["The list could not be read. Try again."]
    register.fault = None
    page._again.click()
    QApplication.processEvents()
    assert page.table.model().rowCount() == 44


def test_new_rows_from_sync_move_neither_focus_nor_the_current_row(page, register):
    for _ in range(5):
        press(page.table, Qt.Key.Key_Down)
    register.newest = [hit(-1), hit(-2)]
    page.records_changed(frozenset())
    QApplication.processEvents()
    assert page.table.model().rowCount() == 46
    assert page.table.current_key() == an_id(5)
    assert page.table.currentIndex().row() == 7
    assert page.table.hasFocus()
    assert register.opens == []


def test_a_search_for_words_is_not_repeated_by_itself(page, register):
    search(page, "lead")
    asked = len(register.queries)
    page.records_changed(frozenset())
    page.shown()
    assert len(register.queries) == asked


def test_hits_show_where_the_words_stand_without_markup(page, register):
    found = hit(1, title="<b>not bold</b>")
    register.newest = [type(found)(found.row, found.place + 5, (Run("same", "cut the "), Run("added", "<img src=x>")))]
    search(page, "lead")
    cell = page.table.model().index(0, 1).data(Qt.ItemDataRole.UserRole + 1)
    assert cell.text == "<b>not bold</b>"
    assert cell.second == "cut the <img src=x>"
    assert cell.hits == ((8, 11),)


def test_grades_are_spoken_letter_by_letter_with_their_scheme(page, register):
    register.newest = [hit(-1, grades=("1AP", "2CC", "1BP"))]
    page.refresh()
    QApplication.processEvents()
    spoken = page.table.model().index(0, 2).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Items graded 1 A P, 2 C C, and 1 more, scheme 3x5x2"


def test_states_are_words_and_only_the_unusual_has_an_icon(page, register):
    register.newest = [hit(-4, state="submitted", unsent=True), hit(-3, in_conflict=True), hit(-2, legacy=True)]
    page.refresh()
    QApplication.processEvents()
    cells = [page.table.model().index(at, 3).data(Qt.ItemDataRole.UserRole + 1) for at in range(4)]
    assert [(cell.text, cell.icon) for cell in cells] == [
        ("Submitted, unsent", "clock"),
        ("In conflict", "conflicts"),
        ("Released, legacy", "history"),
        ("Released", ""),
    ]


def test_columns_drop_from_the_right_and_the_state_never(page):
    page.resize(2200, 800)
    QApplication.processEvents()
    assert not any(page.table.isColumnHidden(at) for at in range(8))
    page.resize(900, 800)
    QApplication.processEvents()
    assert [at for at in range(8) if page.table.isColumnHidden(at)] == [4, 5, 6, 7]


def test_more_filters_are_shown_on_demand_where_there_is_little_room(page):
    page.resize(700, 700)
    QApplication.processEvents()
    assert not page.filters.unit.isVisible()
    page.filters._more.click()
    assert page.filters.unit.isVisible()
    page.resize(2400, 800)
    QApplication.processEvents()
    assert page.filters.unit.isVisible()
    assert not page.filters._more.isVisible()


def test_a_report_that_cannot_be_edited_says_why(page, register, heard):
    register.editable = False
    press(page.table, Qt.Key.Key_Return)
    page.acts()["report.edit"]()
    assert register.edits == []
    assert heard[-1].startswith("You cannot edit this report")


def test_ctrl_o_opens_the_current_row_in_full(page, register):
    press(page.table, Qt.Key.Key_Down)
    page.acts()["report.open"]()
    QApplication.processEvents()
    assert register.opens == [an_id(1)]
    assert register.fulls == [(an_id(1), False)]
