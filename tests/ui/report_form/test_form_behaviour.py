"""Items, problems, links and what may not be changed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from crimint_desktop.actions.reading import Match
from tests.builders import a_card, a_mention, a_report, an_item

NO_GRADE = "Item 1 has no grade. Type it, for example 1AP."


def settle(milliseconds=0):
    QTest.qWait(milliseconds)
    QApplication.processEvents()


# problems


def test_nothing_is_called_missing_before_somebody_was_there(open_form, heard):
    form = open_form()
    form.fingers.write("Lead.")
    assert form.page.items[0].grading._error.text() == ""
    assert not form.page.missing.list.isVisible()
    assert not [words for words in heard if "no grade" in words]


def test_leaving_an_item_says_what_is_missing_once_and_shows_it_where_it_is_mended(open_form, heard):
    form = open_form()
    form.fingers.write("Lead.")
    for _ in range(2):
        form.go("form.title")
        form.go("form.item1.text")
    form.go("form.title")
    code = form.page.items[0].grading.code_field
    assert heard.count(NO_GRADE) == 1
    assert form.page.items[0].grading._error.text() == NO_GRADE
    assert NO_GRADE.rstrip(".") in code.accessibleDescription()
    assert form.page.counts == "2 things missing before you can submit"
    form.fingers.ctrl(Qt.Key.Key_G)
    form.fingers.write("1ap")
    assert form.page.items[0].grading._error.text() == ""


def test_submitting_with_gaps_lists_them_and_goes_to_the_first(open_form, heard):
    form = open_form(a_report(items=[an_item(1, grading=None), an_item(2, text="")]))
    form.fingers.ctrl(Qt.Key.Key_Return)
    settle()
    assert form.here() == "form.item1.grading.code"
    assert heard.urgent == [f"2 things before you can submit. {NO_GRADE}"]
    table = form.named("form.problems")
    table.setFocus()
    form.fingers.press(Qt.Key.Key_Down)
    form.fingers.press(Qt.Key.Key_Return)
    assert form.here() == "form.item2.text"


def test_f8_goes_through_everything_that_is_missing_and_round_again(open_form):
    form = open_form(
        a_report(items=[an_item(1, text="", grading=None), an_item(2, grading="2AP"), an_item(3, text="")])
    )
    went = []
    for _ in range(4):
        form.fingers.press(Qt.Key.Key_F8)
        went.append(form.here())
    assert went == ["form.item1.grading.code", "form.item3.text", "form.item1.text", "form.item1.grading.code"]
    form.fingers.press(Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert form.here() == "form.item1.text"


def test_a_full_disk_does_not_lose_what_was_to_be_submitted(open_form):
    form = open_form(a_report())
    form.desk.disk_full = True
    form.page.submit()
    settle()
    assert form.page.state.text() == "Not submitted: The disk is full."
    form.desk.disk_full = False
    form.page.submit()
    settle()
    assert form.desk.told("left") == [form.page.record]


# items


def test_a_removed_item_comes_back_with_its_links(open_form):
    item, other = an_item(1), an_item(2)
    form = open_form(a_report(items=[item, other], mentions=[a_mention(1, item=item.id)]))
    before = form.document
    form.page._items.remove(item.id)
    assert form.here() == "form.undo"
    assert form.document["mentions"] == {}
    form.fingers.press(Qt.Key.Key_Space)
    assert form.document == before
    assert form.here() == "form.item1.text"
    assert form.named("form.item1.linked").model().rowCount() == 1


def test_every_removed_item_can_be_brought_back(open_form):
    form = open_form(a_report(items=[an_item(1), an_item(2), an_item(3)]))
    before = form.document
    for _ in range(2):
        form.page._items.remove(form.page.items[0].item.id)
    for _ in range(2):
        form.page._items.bring_back()
    assert form.document == before


def test_the_last_item_stays(open_form):
    form = open_form(a_report(items=[an_item(1)]))
    form.page._items.remove(form.page.items[0].item.id)
    assert len(form.page.items) == 1


@pytest.mark.parametrize("field", ["text", "grading.code", "link"])
def test_moving_an_item_keeps_the_keyboard_in_the_same_field(open_form, heard, field):
    form = open_form(a_report(items=[an_item(1), an_item(2)]))
    form.go(f"form.item1.{field}")
    form.fingers.press(Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert form.here() == f"form.item2.{field}"
    assert "Now item 2" in heard
    form.fingers.press(Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert form.here() == f"form.item1.{field}"


def test_items_that_were_given_the_same_place_can_still_be_moved_apart(open_form):
    items = [an_item(1), an_item(2), an_item(3)]
    form = open_form(a_report(items=items))
    for item in items:
        form.page.writing.document["items"][item.id]["order"] = "i"
    form.page.writing.set({})
    form.page._items.show_items()
    form.page._items.shift(items[2].id, -1)
    assert [block.item.id for block in form.page.items] == [items[0].id, items[2].id, items[1].id]


def test_tab_goes_through_the_items_in_their_order_after_they_were_moved(open_form):
    form = open_form(a_report(items=[an_item(1), an_item(2), an_item(3)]))
    form.page._items.shift(form.page.items[2].item.id, -1)
    form.go("form.item1.text")
    numbers = []
    for _ in range(60):
        form.fingers.press(Qt.Key.Key_Tab)
        if form.here().startswith("form.item"):
            numbers.append(form.here().split(".")[1])
        elif numbers:
            break
    assert sorted(numbers) == numbers
    assert set(numbers) == {"item1", "item2", "item3"}


# the grade in view


def test_the_whole_grade_is_in_view_when_its_code_has_the_keyboard(open_form):
    form = open_form(a_report(items=[an_item(1), an_item(2), an_item(3)]))
    form.go("form.item3.text")
    form.fingers.ctrl(Qt.Key.Key_G)
    settle()
    grading, view = form.page.items[2].grading, form.page.scroller.viewport()
    top = grading.mapTo(view, grading.rect().topLeft()).y()
    assert top >= 0
    assert top + grading.height() <= view.height()


def test_how_it_stands_is_read_whole_on_a_small_screen(open_form):
    form = open_form()
    line = form.page.state.in_head
    assert line.text() == "Draft saved 14:32 on this device. Only you can see it."
    assert line.isVisible()
    assert line.width() >= line.sizeHint().width()
    form.window.resize(700, 600)
    settle()
    assert not line.isVisible()
    assert form.page.state.isVisible()


# links


def test_linking_searches_before_it_makes_anything(open_form):
    form = open_form()
    form.desk.known = (Match(a_card(1), 1, "Name as typed", 6),)
    form.fingers.ctrl(Qt.Key.Key_L)
    form.fingers.write("quillf")
    form.fingers.press(Qt.Key.Key_Return)
    settle()
    assert set(form.desk.told("matches")) == {"quillf"}
    assert form.desk.told("new card") == []
    assert form.document["mentions"] == {}
    form.fingers.press(Qt.Key.Key_Return)
    [mention] = form.document["mentions"].values()
    assert mention["card"] == a_card(1).id


def test_a_match_of_a_shorter_name_is_never_linked(open_form):
    form = open_form()
    form.desk.known = (Match(a_card(1), 1, "Name as typed", 6),)
    form.fingers.ctrl(Qt.Key.Key_L)
    form.fingers.write("qu")
    form.fingers.press(Qt.Key.Key_Return)
    settle()
    form.fingers.write("ince")
    form.fingers.press(Qt.Key.Key_Return)
    assert form.document["mentions"] == {}


def test_nobody_is_given_a_role_by_default(open_form):
    form = open_form()
    form.fingers.ctrl(Qt.Key.Key_L)
    form.fingers.write("Quill")
    form.fingers.press(Qt.Key.Key_Return)
    settle()
    form.fingers.press(Qt.Key.Key_Return)
    settle()
    assert form.desk.told("new card") == ["Quill"]
    [mention] = form.document["mentions"].values()
    assert mention["role"] == ""
    assert form.here() == "form.item1.role"
    assert form.named("form.item1.role").currentText() == "No role yet"


def test_one_card_is_linked_to_an_item_once(open_form, heard):
    form = open_form()
    form.desk.known = (Match(a_card(1), 1, "Name as typed", 6),)
    for _ in range(2):
        form.fingers.ctrl(Qt.Key.Key_L)
        form.fingers.write("quill")
        form.fingers.press(Qt.Key.Key_Return)
        settle()
        form.fingers.press(Qt.Key.Key_Return)
        settle()
    assert len(form.document["mentions"]) == 1
    assert "Barnaby Quillfeather-Test is linked to this item already" in heard


# what may not be changed


def test_a_report_that_may_not_be_changed_says_why_and_refuses_every_edit(open_form):
    why = "This is a legacy record and cannot be changed."
    form = open_form(a_report(items=[an_item(1), an_item(2)], legacy=True), read_only=why)
    before = form.document
    assert form.named("form.read-only").text() == why
    for act in ("report.add-item", "report.submit", "report.remove-item", "report.discard"):
        assert act not in form.page.acts()
    for _ in range(60):
        form.fingers.write("1", counted=False)
        form.fingers.press(Qt.Key.Key_Tab)
    assert form.document == before
    assert form.desk.acts == []
    assert form.page.leave() is None


def test_its_words_can_still_be_reached_and_copied(open_form):
    form = open_form(a_report(), read_only="You cannot change this report's words as it stands.")
    area = form.go("form.item1.text")
    area.selectAll()
    form.fingers.ctrl(Qt.Key.Key_C)
    assert QApplication.clipboard().text() == "A white van was parked by the mill."


def test_matches_that_appear_squeeze_nothing_and_come_into_view(open_form):
    item = an_item(1, grading="2CC")
    form = open_form(a_report(items=[item, an_item(2)], mentions=[a_mention(1, item=item.id)]), size=(1920, 1080))
    form.desk.known = tuple(Match(a_card(number), 1, "Name as typed", 6) for number in range(1, 6))
    form.fingers.ctrl(Qt.Key.Key_L)
    form.fingers.write("quillf")
    form.fingers.press(Qt.Key.Key_Return)
    settle(100)
    grading, matches = form.page.items[0].grading, form.page.items[0].links.matches
    for group in grading.groups.values():
        assert group.height() >= group.minimumSizeHint().height()
    assert grading.conditions.height() >= grading.conditions.minimumSizeHint().height()
    view = form.page.scroller.viewport()
    assert matches.mapTo(view, matches.rect().bottomLeft()).y() <= view.height()
