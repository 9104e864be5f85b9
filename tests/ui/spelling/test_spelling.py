"""F7 goes from one misspelt word to the next; what is misspelt is underlined, and never what is being typed."""

from concurrent.futures import Future

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crimint_desktop.actions.spelling import Misspelt, words_of
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_desktop.ui.spelling.marks import Marks
from crimint_desktop.ui.spelling.prose import mark_prose
from crimint_desktop.ui.spelling.walk import SpellingWalk
from crimint_desktop.ui.text_area import TextArea
from tests.ui.hands import focused


def done(value):
    future: Future[object] = Future()
    future.set_result(value)
    return future


class Speller:
    """Knows six words, and what two others mean."""

    def __init__(self):
        self.known = {"he", "received", "the", "parcel", "and", "left"}
        self.meant = {"recieved": ("received", "relieved"), "teh": ("the",)}
        self.ignored, self.added = [], []
        self.underlines = True
        self.asked = 0

    def look(self, text):
        self.asked += 1
        right = self.known | set(self.ignored) | set(self.added)
        return done(
            tuple(Misspelt(each.at, each.word) for each in words_of(text) if not {each.word, each.word.lower()} & right)
        )

    def ignore(self, word):
        self.ignored.append(word)
        return done(None)

    def add(self, word):
        self.added.append(word)
        return done(None)

    def acts(self):
        return SpellingActs(
            self.look, lambda word: done(self.meant.get(word, ())), self.ignore, self.add, lambda: self.underlines
        )


class Desk:
    """A page with a line and two areas of prose, and a field that is none."""

    def __init__(self, show):
        self.speller = Speller()
        self.page = QWidget()
        self.code = name(QLineEdit(), "Code", identifier="code")
        self.title = mark_prose(name(QLineEdit(), "Title", identifier="title"))
        self.one, self.two = (name(TextArea(), each, identifier=each) for each in ("One", "Two"))
        rows = QVBoxLayout(self.page)
        for widget in (self.code, self.title, self.one, self.two):
            rows.addWidget(widget)
        jobs = Jobs(self.raised, parent=self.page)
        self.walk = SpellingWalk(self.page, self.speller.acts(), jobs)
        show(self.page, 700, 500)

    @staticmethod
    def raised(error):
        raise error

    def write(self, one="", two="", title=""):
        self.title.setText(title)
        self.one.set_text(one)
        self.two.set_text(two)
        self.one.setFocus()
        settle()

    def go(self):
        self.walk.go(self.page)
        settle()

    def press(self, identifier):
        assert self.walk.dialog is not None
        button = next(
            each
            for each in self.walk.dialog.findChildren(QPushButton)
            if each.accessibleIdentifier() == f"spelling.{identifier}"
        )
        button.click()
        settle()

    def shown(self):
        return self.walk.dialog.word() if self.walk.dialog is not None else ""


def settle():
    for _ in range(6):
        QApplication.processEvents()


def key(which):
    QTest.keyClick(focused(), which)
    settle()


@pytest.fixture
def desk(show):
    return Desk(show)


def test_f7_says_the_word_and_what_may_have_been_meant(desk, heard):
    desk.write("He recieved the parcel")
    desk.go()
    assert heard[-1] == "Misspelt: recieved. Suggestions: received, relieved"
    assert desk.one.textCursor().selectedText() == "recieved"
    assert focused() is desk.walk.dialog.suggestions


def test_enter_uses_the_suggestion_goes_on_and_comes_back_to_the_text(desk, heard):
    desk.write("He recieved the parcel and teh parcel left")
    desk.go()
    key(Qt.Key.Key_Return)
    assert desk.shown() == "Misspelt: teh"
    key(Qt.Key.Key_Return)
    assert desk.one.text() == "He received the parcel and the parcel left"
    assert heard[-1] == "No more misspelt words"
    assert focused() is desk.one
    desk.one.undo()
    desk.one.undo()
    assert "recieved" in desk.one.text()


def test_every_field_of_prose_is_gone_through_and_no_other(desk):
    desk.code.setText("zzz")
    desk.write("teh one", "teh other", title="teh title")
    seen = []
    desk.go()
    while desk.walk.dialog is not None:
        seen.append(desk.shown())
        key(Qt.Key.Key_F7)
    assert seen == [f"Misspelt: {word}" for word in ("teh", "one", "teh", "other", "teh", "title")]


def test_it_begins_at_the_caret_and_ends_there_again(desk):
    desk.write("teh parcel recieved")
    cursor = desk.one.textCursor()
    cursor.setPosition(5)
    desk.one.setTextCursor(cursor)
    desk.go()
    assert desk.shown() == "Misspelt: recieved"
    key(Qt.Key.Key_F7)
    assert desk.shown() == "Misspelt: teh"
    key(Qt.Key.Key_F7)
    assert desk.walk.dialog is None


def test_a_word_without_a_suggestion_can_be_written(desk, heard):
    desk.write("He gronfled")
    desk.go()
    assert heard[-1] == "Misspelt: gronfled. No suggestions"
    assert focused() is desk.walk.dialog.own
    QTest.keyClicks(focused(), "left")
    key(Qt.Key.Key_Return)
    assert desk.one.text() == "He left"
    assert desk.walk.dialog is None


def test_a_word_of_ones_own_is_used_rather_than_the_suggestion(desk):
    desk.write("He recieved")
    desk.go()
    desk.walk.dialog.own.setText("left")
    desk.press("use")
    assert desk.one.text() == "He left"


def test_a_word_in_a_line_is_put_right_and_told(desk):
    told: list[str] = []
    desk.title.textEdited.connect(told.append)
    desk.write(title="🚓 teh parcel")
    desk.title.setFocus()
    desk.go()
    key(Qt.Key.Key_Return)
    assert told == ["🚓 the parcel"]


@pytest.mark.parametrize(("what", "said"), [("ignore", "ignored from now on"), ("add", "added to your words")])
def test_a_word_that_was_ignored_or_added_is_right_from_then_on(desk, heard, what, said):
    desk.write("Quillmarsh left Quillmarsh")
    desk.go()
    desk.press(what)
    assert desk.walk.dialog is None
    assert f"Quillmarsh {said}" in heard
    assert [*desk.speller.ignored, *desk.speller.added] == ["Quillmarsh"]


def test_esc_leaves_it_and_puts_the_keyboard_back(desk):
    desk.write("teh parcel")
    desk.go()
    key(Qt.Key.Key_Escape)
    assert desk.walk.dialog is None
    assert focused() is desk.one
    assert desk.one.text() == "teh parcel"


def test_nothing_misspelt_is_said(desk, heard):
    desk.write("He left")
    desk.go()
    assert heard[-1] == "No misspelt words"


def test_words_are_underlined_by_a_wave_after_a_pause_but_not_the_one_being_typed(desk):
    desk.write("teh parcel")
    marks = desk.one.findChild(Marks)
    assert marks.marked() == ("teh",)
    [wave] = desk.one.extraSelections()
    assert wave.format.underlineStyle() == wave.format.UnderlineStyle.WaveUnderline
    assert not wave.format.hasProperty(wave.format.Property.ForegroundBrush)
    cursor = desk.one.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    desk.one.setTextCursor(cursor)
    QTest.keyClicks(desk.one, " recie")
    marks.look()
    settle()
    assert marks.marked() == ("teh",)
    assert desk.one.document().isUndoAvailable()


def test_underlines_can_be_switched_off(desk):
    desk.speller.underlines = False
    desk.write("teh parcel")
    desk.walk.look_again()
    settle()
    assert desk.one.extraSelections() == []


def test_a_key_press_looks_nothing_up(desk):
    desk.write("teh parcel " * 4000)
    before = desk.speller.asked
    QTest.keyClicks(desk.one, "teh ")
    assert desk.speller.asked == before
