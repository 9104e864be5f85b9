"""Settings: every choice holds at once; nothing more is allowed than the force allows."""

from concurrent.futures import Future
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QTableView

from crimint_desktop.ui.fields import Combo, ErrorLine
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.settings.acts import Chosen, Held, SettingsActs, WordsActs
from crimint_desktop.ui.settings.page import SettingsPage
from crimint_desktop.ui.settings.wording import here_rows, offered_minutes, size_in_words
from crimint_domain.errors import Problem, Refused, Unavailable
from tests.builders import A_MOMENT
from tests.ui.hands import focused, settle

HELD = Held("/somewhere/cache", 39_420_000, 1284, 412, A_MOMENT, A_MOMENT + timedelta(hours=12))
OLD, NEW = "seven invented geese", "eight invented geese"


def done(value):
    future: Future[object] = Future()
    future.set_result(value)
    return future


class Person:
    """Their choices, and what they asked for."""

    def __init__(self):
        self.chosen, self.held = Chosen(), HELD
        self.kept, self.passphrases, self.keys = [], [], []
        self.answer: Future[None] = Future()
        self.words = ["Okonjo"]

    def choose(self, chosen):
        self.chosen = chosen
        self.kept.append(chosen)

    def look(self):
        future: Future[object] = Future()
        future.set_result(self.held)
        return future

    def change(self, old, new):
        self.passphrases.append((old, new))
        return self.answer

    def forget(self, word):
        self.words.remove(word)
        return done(None)

    def add(self, word):
        self.words.append(word)
        return done(None)

    def acts(self):
        return SettingsActs(
            lambda: self.chosen, self.choose, self.look, self.change, lambda: self.keys.append(True), lambda at: at,
            30, (("CrimInt+", "0.1.0"),), words=WordsActs(lambda: done(tuple(self.words)), self.forget, self.add),
        )  # fmt: skip


@pytest.fixture
def person():
    return Person()


@pytest.fixture
def page(show, person):
    def unexpected(error):
        raise error

    jobs = Jobs(unexpected)
    made = show(SettingsPage(person.acts(), jobs), 1200, 760)
    jobs.setParent(made)
    made.shown()
    settle()
    made.focus_first()
    return made


def find(page, kind, identifier):
    return next(each for each in page.findChildren(kind) if each.accessibleIdentifier() == f"settings.{identifier}")


def pick(combo, words):
    combo.setCurrentIndex(combo.findText(words))
    combo.activated.emit(combo.currentIndex())


def errors(page):
    return [each.text() for each in page.findChildren(ErrorLine) if each.isVisible()]


def type_passphrases(page, old, new, again):
    for part, text in (("old", old), ("new", new), ("again", again)):
        find(page, QLineEdit, f"passphrase.{part}").setText(text)
    find(page, QPushButton, "passphrase.change").click()
    settle()


def test_each_choice_holds_at_once_and_leaves_the_others(page, person):
    pick(find(page, Combo, "text-size"), "150 %")
    pick(find(page, Combo, "colours"), "Dark")
    pick(find(page, Combo, "lock-after"), "5 minutes")
    find(page, QCheckBox, "compact").click()
    find(page, QCheckBox, "one-column").click()
    find(page, QCheckBox, "single-keys").click()
    assert person.chosen == Chosen(150, "dark", True, True, False, 5)
    assert len(person.kept) == 6


def test_a_changed_text_size_is_said(page, heard):
    pick(find(page, Combo, "text-size"), "200 %")
    assert heard == ["Text size is now 200 %"]


def test_showing_what_is_chosen_elsewhere_chooses_nothing(page, person):
    person.chosen = Chosen(130, "light", True, False, False, 15)
    page.shown()
    settle()
    assert person.kept == []
    assert find(page, Combo, "text-size").currentText() == "130 %"
    assert find(page, QCheckBox, "compact").isChecked()


def test_a_text_size_between_those_offered_is_shown_as_it_is(page, person):
    person.chosen = Chosen(text_scale=140)
    page.show_chosen()
    assert find(page, Combo, "text-size").currentText() == "140 %"
    assert person.kept == []


def test_nobody_can_stay_unlocked_longer_than_the_force_allows(page):
    assert offered_minutes(30) == (1, 2, 5, 10, 15, 20, 30)
    assert offered_minutes(12) == (1, 2, 5, 10, 12)
    combo = find(page, Combo, "lock-after")
    assert combo.itemText(combo.count() - 1) == "30 minutes"


def test_what_is_kept_here_is_said_in_words():
    assert here_rows(HELD, lambda at: at) == (
        ("Reports", "1,284"),
        ("People and places", "412 cards"),
        ("Agreed with service", "20 November 2026, 14:32"),
        ("Kept until", "21 November 2026, 02:32"),
        ("Room taken", "37 MB"),
        ("Folder", "/somewhere/cache"),
    )
    assert [size_in_words(size) for size in (0, 2048, 3 * 1024**3)] == ["0 bytes", "2 KB", "3.0 GB"]


def test_where_nothing_is_kept_it_says_why_and_asks_for_no_passphrase(page, person):
    person.held = Held(nothing_kept="This computer has no safe place for the key.")
    page.shown()
    settle()
    assert "This computer has no safe place for the key." in [
        label.text() for label in page.findChildren(QLabel) if label.isVisible()
    ]
    assert not page.passphrase.isVisible()


@pytest.mark.parametrize(
    ("old", "new", "again", "says", "part"),
    [
        ("", NEW, NEW, "Type the passphrase you use now.", "old"),
        (OLD, "short", "short", "Choose a passphrase of at least 10 characters.", "new"),
        (OLD, NEW, OLD, "The two new passphrases differ. Type the same one twice.", "again"),
    ],
)
def test_a_passphrase_that_cannot_be_is_said_at_its_field(page, person, old, new, again, says, part):
    type_passphrases(page, old, new, again)
    assert errors(page) == [says]
    assert find(page, QLineEdit, f"passphrase.{part}").hasFocus()
    assert person.passphrases == []


def test_a_changed_passphrase_is_said_and_no_longer_stands_in_the_fields(page, person, heard):
    type_passphrases(page, OLD, NEW, NEW)
    assert person.passphrases == [(OLD, NEW)]
    person.answer.set_result(None)
    settle()
    assert heard == ["The offline passphrase is changed."]
    assert not any(find(page, QLineEdit, f"passphrase.{part}").text() for part in ("old", "new", "again"))


def test_a_wrong_passphrase_changes_nothing_and_can_be_typed_again(page, person, heard):
    type_passphrases(page, OLD, NEW, NEW)
    says = "This is not the passphrase of this device."
    person.answer.set_exception(Refused(Problem("old", says)))
    settle()
    assert heard.urgent == [says]
    assert find(page, QLineEdit, "passphrase.new").text() == NEW
    person.answer = Future()
    type_passphrases(page, OLD, NEW, NEW)
    assert len(person.passphrases) == 2


def test_a_full_disk_is_said(page, person):
    type_passphrases(page, OLD, NEW, NEW)
    person.answer.set_exception(Unavailable("The disk is full.", cause="disk-full"))
    settle()
    assert errors(page) == ["The disk is full."]


def test_it_can_be_gone_through_by_keyboard_without_choosing_anything(page, person):
    seen = set()
    for _ in range(26):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        seen.add(focused().accessibleIdentifier())
    assert {"settings.colours", "settings.lock-after", "settings.passphrase.change", "settings.here.table"} <= seen
    assert person.kept == []


def test_all_keys_are_one_press_away(page, person):
    find(page, QPushButton, "open-keys").click()
    assert person.keys == [True]


def test_how_words_are_set_is_chosen_field_by_field(page, person, heard):
    pick(find(page, Combo, "line-spacing"), "One and a half")
    pick(find(page, Combo, "letter-spacing"), "Wider")
    pick(find(page, Combo, "paragraph-spacing"), "One line")
    pick(find(page, Combo, "font"), find(page, Combo, "font").itemText(1))
    chosen = person.chosen
    assert (chosen.line_spacing, chosen.letter_spacing, chosen.paragraph_spacing) == (150, 12, 100)
    assert chosen.reading_font == find(page, Combo, "font").itemText(1)
    assert heard[0] == "Between lines: One and a half"


def test_underlining_misspelt_words_can_be_switched_off(page, person):
    find(page, QCheckBox, "spelling").click()
    assert not person.chosen.spelling


def test_a_word_that_was_added_can_be_removed_and_brought_back(page, person, heard):
    settle()
    assert find(page, QTableView, "words.table").model().rowCount() == 1
    find(page, QPushButton, "words.remove").click()
    settle()
    assert person.words == []
    assert focused().text() == "Okonjo removed. Undo"
    focused().click()
    settle()
    assert person.words == ["Okonjo"]
    assert heard[-1] == "Okonjo is back"
