"""The keys page: everything listed, nothing clashing, what a person chooses holds at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton

from crimint_desktop.ui import keymap
from crimint_desktop.ui.fields import ErrorLine
from crimint_desktop.ui.keyboard_help.acts import KeysActs
from crimint_desktop.ui.keyboard_help.choosing import keys_from, problem_with
from crimint_desktop.ui.keyboard_help.page import KeysPage
from crimint_domain.errors import Refused
from tests.ui.hands import focused


class Person:
    """Their own keys, and the help they asked for."""

    def __init__(self):
        self.changes, self.helped, self.single = {}, [], True

    def change(self, changes):
        self.changes = dict(changes)

    def acts(self):
        return KeysActs(
            lambda: keymap.load(self.changes), lambda: self.changes, self.change, lambda: self.single,
            self.helped.append,
        )  # fmt: skip


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def page(show, person):
    made = show(KeysPage(person.acts()), 1100, 760)
    made.shown()
    made.focus_first()
    return made


def find(page, kind, identifier):
    return next(each for each in page.findChildren(kind) if each.accessibleIdentifier() == f"keys.{identifier}")


def texts(page):
    model = page.table.model()
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def search(page, words):
    edit = find(page, QLineEdit, "search")
    edit.setText(words)
    edit.textEdited.emit(words)


def use(page, action, keys):
    page.table.set_current_key(action)
    find(page, QLineEdit, "chosen").setText(keys)
    find(page, QPushButton, "use").click()


def errors(page):
    return [each.text() for each in page.findChildren(ErrorLine) if each.isVisible()]


def test_every_action_is_listed_with_its_keys_and_place(page):
    listed = texts(page)
    assert ["Report", "Submit", "Ctrl+Enter", "Report form"] in listed
    assert ["Go", "Next pane", "F6", "Everywhere"] in listed
    words = [row[1] for row in listed]
    assert {binding.plain_words for binding in keymap.load().bindings} <= set(words)
    assert "Use mine" in words


def test_single_letters_are_listed_only_while_they_choose(page, person):
    person.single = False
    page.shown()
    assert "Use mine" not in [row[1] for row in texts(page)]


@pytest.mark.parametrize(("words", "found"), [("lock", "Lock"), ("ctrl+shift+l", "Lock"), ("form grade", "Grade")])
def test_the_search_finds_actions_keys_and_places(page, words, found):
    search(page, words)
    assert any(found in row[1] for row in texts(page))
    assert len(texts(page)) < 6


def test_a_search_that_finds_nothing_says_so_and_changes_no_keys(page, person):
    search(page, "unicorn")
    assert not page.table.isVisible()
    find(page, QPushButton, "use").click()
    assert person.changes == {}


def test_enter_on_a_row_goes_to_the_field_that_changes_its_keys(page):
    page.table.set_current_key("window.lock")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is find(page, QLineEdit, "chosen")
    assert focused().text() == "Ctrl+Shift+L"


def test_fixed_keys_say_that_they_cannot_be_changed(page, heard):
    page.table.set_current_key("fixed:0")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert heard[-1] == "These keys cannot be changed."
    assert not find(page, QLineEdit, "chosen").isVisible()


def test_chosen_keys_hold_and_are_said(page, person, heard):
    use(page, "report.new", "ctrl+shift+j or F4")
    assert person.changes == {"report.new": ("Ctrl+Shift+J", "F4")}
    assert heard[-1] == "New report: Ctrl+Shift+J or F4"
    assert ["Report", "New report", "Ctrl+Shift+J or F4", "Everywhere"] in texts(page)


def test_keys_can_be_taken_away_and_given_back(page, person):
    use(page, "report.new", "")
    assert person.changes == {"report.new": ()}
    find(page, QPushButton, "as-delivered").click()
    assert person.changes == {}


def test_keys_are_not_given_back_while_another_action_has_them(page, person):
    use(page, "report.new", "F4")
    use(page, "window.quit", "Ctrl+N")
    page.table.set_current_key("report.new")
    find(page, QPushButton, "as-delivered").click()
    assert errors(page) == ["Ctrl+N already means Exit. Change that first."]
    assert person.changes["report.new"] == ("F4",)
    find(page, QPushButton, "all-as-delivered").click()
    assert person.changes == {}


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ("Ctrl+F", "Ctrl+F already means Find in this list. Choose others."),
        ("Ctrl+Alt+I", "Ctrl+Alt+I is taken by Magnifier: it inverts colours. Choose others."),
        (
            "Ctrl+Alt+E",
            "Ctrl+Alt with any key is taken by Windows (as AltGr): it types further letters, moves in tables for JAWS "
            "and NVDA, and steers Magnifier. Choose others.",
        ),
        ("Alt+R", "Alt+R opens the menu Report. Choose others."),
        ("n", "N is needed for typing and moving. Hold Ctrl or Alt with it."),
        ("Tab", "Tab is needed for typing and moving. Hold Ctrl or Alt with it."),
        ("Shift+Enter", "Shift+Enter is needed for typing and moving. Hold Ctrl or Alt with it."),
        ("no key", "“no key” is no key. Write keys out, such as Ctrl+Shift+N or F4."),
        ("Ctrl+K,Ctrl+N", "“Ctrl+K,Ctrl+N” is no key. Write keys out, such as Ctrl+Shift+N or F4."),
    ],
)
def test_keys_that_cannot_be_are_refused_with_the_reason(page, person, heard, keys, says):
    use(page, "report.new", keys)
    assert errors(page) == [says]
    assert heard.urgent == [says]
    assert person.changes == {}


def test_keys_may_mean_something_else_on_another_screen():
    assert problem_with(keymap.load(), "report.add-item", ("Ctrl+E",)) == ""
    assert problem_with(keymap.load(), "evaluate.accept", ("Ctrl+I",)) == ""


def test_enter_is_the_key_that_says_enter():
    assert keys_from("Ctrl+Enter") == ("Ctrl+Return",)
    assert keys_from("  ") == ()
    with pytest.raises(Refused):
        keys_from("Ctrl+")


def test_what_is_listed_can_be_chosen_again_as_it_stands():
    for binding in keymap.load().bindings:
        assert keys_from(keymap.keys_in_words(binding.keys)) == tuple(keys_from(each)[0] for each in binding.keys), (
            binding.action
        )


def catch(page, action, key, held=Qt.KeyboardModifier.NoModifier):
    page.table.set_current_key(action)
    catcher = find(page, QPushButton, "press")
    catcher.setFocus()
    catcher.click()
    QTest.keyClick(focused(), key, held)
    return catcher


def test_new_keys_can_be_pressed_instead_of_written(page, person, heard):
    catch(page, "report.new", Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert heard.urgent == ["Press the new keys now. Esc leaves them as they were."]
    assert person.changes == {"report.new": ("Ctrl+K",)}
    assert heard[-1] == "New report: Ctrl+K"


def test_keys_that_do_something_in_the_window_are_caught_and_refused_with_the_reason(page, person):
    catch(page, "report.new", Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert errors(page) == ["Ctrl+F already means Find in this list. Choose others."]
    assert person.changes == {}


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Tab])
def test_nobody_is_caught_in_the_waiting(page, person, key):
    catcher = catch(page, "report.new", key)
    assert not catcher.is_waiting
    assert person.changes == {}


def test_all_keys_as_delivered_can_be_undone(page, person):
    use(page, "report.new", "F4")
    find(page, QPushButton, "all-as-delivered").click()
    assert person.changes == {}
    find(page, QPushButton, "undo").click()
    assert person.changes == {"report.new": ("F4",)}
    assert not find(page, QPushButton, "undo").isVisible()


def test_help_pages_are_one_press_away(page, person):
    find(page, QPushButton, "help").click()
    assert person.helped == ["accessibility"]
