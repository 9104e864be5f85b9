"""F1 says what a field is for, and every field has such words."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton, QVBoxLayout, QWidget

import resources
from accessibility.explained import unexplained
from accessibility.screens import screen_titled
from crimint_desktop.ui import keymap
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.explain.keys import HelpKeys
from crimint_desktop.ui.explain.window import ExplainWindow
from crimint_desktop.ui.explain.words import Explained, explanation_of
from crimint_desktop.ui.main_window import Frame, MainWindow
from crimint_desktop.ui.spelling.window import SpellingWindow
from tests.ui.hands import focused, settle


def field(identifier, kind=QLineEdit):
    return name(kind(), "A field", identifier=identifier)


def test_a_field_is_found_by_its_identifier_whatever_its_number():
    assert "one thing to an item" in explanation_of(field("form.item3.text")).words
    assert "Judge the source alone" in explanation_of(field("form.item12.grading.source.2", QRadioButton)).words


def test_a_part_of_a_control_is_explained_by_the_control():
    table = name(QWidget(), "Conflicts", identifier="conflicts.table")
    part = QLineEdit(table)
    assert explanation_of(part).name == "Conflicts"
    assert "Nothing is lost" in explanation_of(part).words


def test_a_button_needs_no_words_of_its_own():
    assert explanation_of(field("anything", QPushButton)).words.startswith("Space or Enter")


def test_a_field_that_nobody_explains_is_found(show):
    window = QWidget()
    rows = QVBoxLayout(window)
    for widget in (field("form.title"), field("form.novelty")):
        rows.addWidget(widget)
    show(window)
    assert unexplained(window) == ("form.novelty",)
    assert explanation_of(None).words == ""


def pressed(key):
    QTest.keyClick(focused(), key)
    settle()


def dialog_over(window):
    return next((each for each in window.findChildren(ExplainWindow) if each.isVisible()), None)


@pytest.mark.parametrize("screen", ["Sign-in: known here", "Lock: waiting", "Recovery: a second person"])
def test_f1_explains_each_field_before_anybody_is_at_work_and_again_when_pressed_again(screen, show, heard, qtbot):
    window = show(screen_titled(screen).build(), 1000, 800)
    qtbot.waitUntil(lambda: window.findChild(HelpKeys) is not None)  # they come after the first paint
    heard.clear()
    for field in [each for each in window.findChildren(QLineEdit) if each.isVisible()]:
        field.setFocus()
        pressed(Qt.Key.Key_F1)
        shown = dialog_over(window)
        words = explanation_of(field).words
        assert words
        assert shown is not None
        assert shown.text.toPlainText() == words
        pressed(Qt.Key.Key_F1)
        assert heard == [words, words]
        pressed(Qt.Key.Key_F7)
        assert heard.pop() == "There is no text to check here"
        pressed(Qt.Key.Key_Escape)
        window.activateWindow()
        QApplication.processEvents()
        assert focused() is field
        heard.clear()


def test_a_field_of_the_spelling_window_is_explained_too(show):
    window = show(screen_titled("Spelling: no suggestion").build())
    pressed(Qt.Key.Key_F1)
    assert dialog_over(window).text.toPlainText() == explanation_of(window.own).words


def test_the_keys_a_person_chose_hold_in_the_windows_over_the_program(show):
    window = MainWindow(Frame("Sample", "PC 0042", (), keymap.load({"help.focus": ("Ctrl+J",)})))
    show(window)
    over = SpellingWindow(window)
    over.show_word("gronfled", "", "", ())
    over.open()
    QApplication.processEvents()
    over.activateWindow()
    pressed(Qt.Key.Key_F1)
    assert dialog_over(over) is None
    QTest.keyClick(focused(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert dialog_over(over) is not None


def test_the_words_are_plain_and_short():
    for block in resources.read_text("fields.md").split("\n## ")[1:]:
        words = " ".join(block.split("\n", 1)[1].split())
        assert words[-1] in ".?!", words
        assert len(words.split()) <= 45, words
        assert not re.search(r"[`*_#<>]", words), words


def test_the_words_have_the_keyboard_are_said_once_and_esc_gives_it_back(show, heard):
    window = QWidget()
    rows = QVBoxLayout(window)
    asked = field("form.title")
    rows.addWidget(asked)
    show(window)
    asked.setFocus()
    more = []
    dialog = ExplainWindow(Explained("Title", "A few words."), lambda: more.append(True), window)
    dialog.open()
    QApplication.processEvents()
    assert focused() is dialog.text
    assert heard == ["A few words."]
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    window.activateWindow()
    QApplication.processEvents()
    assert focused() is asked
    assert more == []
