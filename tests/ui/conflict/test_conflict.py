"""Settling: nothing chosen beforehand, nothing lost, and what is missing is named."""

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QRadioButton

from crimint_desktop.actions.conflicts import ConflictLine, ConflictView
from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.ui.conflict.list_page import ConflictsActs, ConflictsPage
from crimint_desktop.ui.conflict.settle_page import SettleActs, SettlePage
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.jumping import jump_to_difference
from crimint_desktop.ui.metrics import ems
from crimint_desktop.ui.reading import ReadingText
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.errors import Problem, Refused
from crimint_domain.merge import Clash, MergedPart
from tests.builders import A_MOMENT, a_report, an_id, an_item
from tests.ui.hands import find, focused, settle

ITEM = an_item(1, text="A knife with a black handle lay in the drain.")
TEXT = f"items/{ITEM.id}/text"
GRADING = f"items/{ITEM.id}/grading"
BEFORE = {"scheme": "3x5x2", "source": "2", "assessment": "B"}
MINE, THEIRS = {**BEFORE, "source": "1"}, {**BEFORE, "assessment": "C"}
KITCHEN = "A kitchen knife lay in the drain."
HANDLE = "A knife with a black handle lay in the drain."
CONFLICT = Conflict(
    id="c1", record=an_id(1), at=A_MOMENT, before_version=3, theirs_version=4, theirs_by="L. Hart-Test",
    theirs_at=A_MOMENT, mine_since=A_MOMENT - timedelta(hours=2),
    clashes=(Clash(TEXT, "A knife lay in the drain.", KITCHEN, HANDLE), Clash(GRADING, BEFORE, MINE, THEIRS)),
    merged=(MergedPart("title", "theirs"),),
)  # fmt: skip


class Desk:
    """What the pages asked for."""

    def __init__(self):
        self.settled, self.did = [], []
        self.answer: Future[tuple[ConflictLine, ...]] = Future()
        self.single_keys, self.one_column = True, False

    def settle(self, conflict, choices):
        self.settled.append((conflict, dict(choices)))
        return self.answer

    def acts(self, codes):
        return SettleActs(
            self.settle, lambda key: self.did.append(("again", key)), lambda key: self.did.append(("open", key)),
            lambda: self.did.append(("done", "")), codes, lambda at: at,
            lambda: self.single_keys, lambda: self.one_column,
        )  # fmt: skip


@pytest.fixture
def desk():
    return Desk()


@pytest.fixture
def jobs():
    def unexpected(error):
        raise error

    return Jobs(unexpected)


@pytest.fixture
def page(show, desk, jobs, codes):
    report = a_report(items=[ITEM], state="submitted")
    made = show(SettlePage(ConflictView(CONFLICT, report), desk.acts(codes), jobs), 1200, 760)
    jobs.setParent(made)
    made.focus_first()
    return made


def press(key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(focused(), key, modifiers)
    settle()


def errors(page):
    return [each.text() for each in page.findChildren(ErrorLine) if each.isVisible()]


def test_nothing_is_chosen_beforehand(page):
    assert not any(radio.isChecked() for radio in page.findChildren(QRadioButton))
    assert [part.state_in_words() for part in page.parts] == ["Not chosen yet", "Not chosen yet"]
    assert page.counts == "0 of 2 chosen"


def test_settling_early_names_what_is_missing_and_goes_there(page, desk, heard):
    page.parts[0].choose("mine")
    page.acts()["conflict.settle"]()
    assert errors(page) == ["Item 1: grading is not chosen yet."]
    assert heard.urgent == ["Item 1: grading is not chosen yet."]
    assert page.parts[1].isAncestorOf(QApplication.focusWidget())
    assert desk.settled == []


def test_what_was_missing_is_no_longer_said_once_it_is_chosen(page):
    page.acts()["conflict.settle"]()
    page.parts[0].choose("mine")
    page.parts[1].choose("mine")
    assert errors(page) == []


def test_each_part_goes_to_the_service_as_chosen(page, desk, heard):
    page.parts[0].choose("mine")
    page.parts[1].choose("theirs")
    page.acts()["conflict.settle"]()
    assert desk.settled == [("c1", {TEXT: KITCHEN, GRADING: THEIRS})]
    desk.answer.set_result(None)
    settle()
    assert ("done", "") in desk.did
    assert heard[-1] == "Settled. What was not chosen stays in the report's history."


def test_letters_choose_inside_a_part_and_the_keyboard_stays(page):
    focused = QApplication.focusWidget()
    press(Qt.Key.Key_T)
    assert page.parts[0].state_in_words() == "Theirs"
    assert QApplication.focusWidget() is focused
    press(Qt.Key.Key_M)
    assert page.parts[0].state_in_words() == "Mine"


def test_letters_choose_nothing_where_they_are_switched_off(page, desk):
    desk.single_keys = False
    press(Qt.Key.Key_M)
    assert not page.parts[0].is_chosen


def test_no_third_version_of_a_grading_can_be_written(page):
    page.parts[1].focus()
    press(Qt.Key.Key_W)
    assert not page.parts[1].is_chosen


def test_a_third_text_starts_from_theirs_and_is_sent_as_written(page, desk):
    press(Qt.Key.Key_W)
    area = find(page, TextArea, "conflict.part1.third-text")
    assert area.text() == HANDLE
    area.set_text("A kitchen knife with a black handle lay in the drain.")
    page.parts[1].choose("mine")
    page.acts()["conflict.settle"]()
    ((_, choices),) = desk.settled
    assert choices[TEXT] == "A kitchen knife with a black handle lay in the drain."


def test_letters_typed_into_a_third_text_are_only_letters(page):
    press(Qt.Key.Key_W)
    area = find(page, TextArea, "conflict.part1.third-text")
    area.setFocus()
    QTest.keyClicks(area, "mtw")
    assert page.parts[0].state_in_words() == "A third text"
    assert "mtw" in area.text()


def test_f8_goes_through_what_is_not_chosen_yet(page, heard):
    page.acts()["go.next-problem"]()
    assert page.parts[1].isAncestorOf(QApplication.focusWidget())
    page.acts()["go.next-problem"]()
    assert page.parts[0].isAncestorOf(QApplication.focusWidget())
    for part in page.parts:
        part.choose("mine")
    page.acts()["go.next-problem"]()
    assert heard[-1] == "Every part is chosen"


def test_additions_and_removals_are_heard_as_such(page):
    mine = find(page, ReadingText, "conflict.part1.mine.value")
    assert "added: kitchen" in mine.accessibleDescription()
    choice = find(page, QRadioButton, "conflict.part2.mine.use")
    assert choice.accessibleName() == "Item 1: grading: Use mine"
    assert choice.accessibleDescription().startswith("1B: reliable source")


def test_what_each_changed_stands_in_a_table_and_is_gone_through_across_the_parts(page, heard):
    words = []
    for _ in range(7):
        jump_to_difference(page, 1)
        table = focused()
        at = table.currentIndex()
        words.append(
            (
                at.siblingAtColumn(0).data(Qt.ItemDataRole.AccessibleTextRole),
                at.data(Qt.ItemDataRole.AccessibleTextRole),
            )
        )
    assert words[:2] == [("Mine", "added: kitchen"), ("Theirs", "added: with a black handle")]
    assert words[2][1].startswith("removed: 2B: untested source")
    assert words[3][1].startswith("added: 1B: reliable source")
    assert [whose for whose, _ in words[2:6]] == ["Mine", "Mine", "Theirs", "Theirs"]
    assert heard == ["No further difference"]


def test_a_part_that_one_of_both_took_away_is_told_as_removed(show, desk, jobs, codes):
    gone = replace(CONFLICT, clashes=(Clash(TEXT, "A knife lay in the drain.", None, HANDLE),))
    view = ConflictView(gone, a_report(items=[ITEM], state="submitted"))
    made = show(SettlePage(view, desk.acts(codes), jobs), 1200, 760)
    jobs.setParent(made)
    table = made.parts[0].differences
    said = [table.model().index(at, 2).data(Qt.ItemDataRole.AccessibleTextRole) for at in range(2)]
    assert said == ["removed: A knife lay in the drain.", "added: with a black handle"]


def test_every_version_is_shown_whole(page):
    for text in page.findChildren(ReadingText):
        assert text.document().size().height() <= text.height(), text.accessibleName()
        assert text.document().size().width() <= text.viewport().width() + 1, text.accessibleName()


def test_versions_stand_one_above_the_other_where_a_person_chose_so(page, desk):
    columns = [find_widget(page, f"conflict.part1.{side}") for side in ("before", "mine")]
    assert columns[0].y() == columns[1].y()
    desk.one_column = True
    page.shown()
    settle()
    assert columns[0].y() < columns[1].y()


def find_widget(page, name):
    return next(each for each in page.findChildren(object) if each.objectName() == name)


def test_where_there_is_no_room_versions_stand_one_above_the_other(page):
    page.resize(ems(36), 700)
    settle()
    before, mine = (find_widget(page, f"conflict.part1.{side}") for side in ("before", "mine"))
    assert before.y() < mine.y()


def test_what_they_changed_again_meanwhile_is_shown_anew(page, desk, heard):
    for part in page.parts:
        part.choose("mine")
    page.acts()["conflict.settle"]()
    says = "They changed it again meanwhile. Look at their newest and choose."
    desk.answer.set_exception(Refused(Problem("", says)))
    settle()
    assert desk.did == [("again", "c1")]
    assert heard.urgent == [says]


def test_the_list_opens_a_conflict_on_enter(show, jobs, desk):
    answer: Future[tuple[ConflictLine, ...]] = Future()
    listed = show(ConflictsPage(ConflictsActs(lambda: answer, desk.did.append, lambda at: at), jobs))
    jobs.setParent(listed)
    listed.shown()
    answer.set_result((ConflictLine("c1", an_id(1), "NR-26-001", "Knife", 2, "L. Hart-Test", A_MOMENT),))
    settle()
    assert listed.counts == "1 to settle"
    listed.focus_first()
    press(Qt.Key.Key_Return)
    assert desk.did == ["c1"]


def test_an_empty_list_says_that_there_is_nothing_to_settle(show, jobs):
    answer: Future[tuple[ConflictLine, ...]] = Future()
    listed = show(ConflictsPage(ConflictsActs(lambda: answer, lambda _key: None, lambda at: at), jobs))
    jobs.setParent(listed)
    assert not listed.table.isVisible()
    assert listed.counts == ""
