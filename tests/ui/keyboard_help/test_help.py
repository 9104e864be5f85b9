"""Help: every screen has a page, every page is shipped, and a key named there does what it says."""

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

import resources
from crimint_desktop.ui import keymap, theme
from crimint_desktop.ui.fields import Combo
from crimint_desktop.ui.keyboard_help.help_page import HelpPage
from crimint_desktop.ui.keyboard_help.topics import TOPICS, lines_of, title_of, topic_for
from crimint_desktop.ui.keyboard_help.wording import FIXED

SCREENS = ("home", "form", "reports", "report", "conflicts", "conflict", "settings", "keys", "evaluate", "unheard of")
KEYS = re.compile(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:(?:[A-Z][a-z]+)+|[A-Z0-9]\b|F\d+)|\bF\d+\b")


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_has_a_page_of_help(screen):
    assert topic_for(screen) in TOPICS
    assert lines_of(topic_for(screen))


def test_every_page_is_offered():
    shipped = {entry.name.removesuffix(".md") for entry in resources.path("help").iterdir()}
    assert shipped == set(TOPICS)
    assert len({title_of(topic) for topic in TOPICS}) == len(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_names_only_keys_that_the_program_answers(topic):
    answered = {
        keys for binding in keymap.load().bindings for keys in keymap.keys_in_words(binding.keys).split(" or ")
    } | {keys for fixed in FIXED for keys in re.split(" or |, ", fixed.keys)}
    for line in lines_of(topic):
        for named in KEYS.findall(line.words):
            assert named in answered, (topic, named, line.words)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_is_plain_words(topic):
    for line in lines_of(topic):
        assert not re.search(r"[*_`#<>]|\]\(", line.words), line.words
        assert line.words[-1] in ".?!" or line.kind == "heading", line.words


def test_another_page_is_one_choice_away(show, qtbot):
    page = show(HelpPage("writing"), 1000, 600)
    page.focus_first()
    assert page.text.hasFocus()
    assert page.text.accessibleName() == "Help: Writing a report"
    combo = page.findChild(Combo)
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert page.topic == "grading"
    assert page.head.title() == "Grading"
    assert "Never let one answer pull the other." in page.text.toPlainText()


def test_a_page_is_read_from_its_beginning_and_cannot_be_changed(show):
    page = show(HelpPage("offline"), 1000, 600)
    page.show_topic("finding")
    assert page.text.textCursor().position() == 0
    QTest.keyClicks(page.text, "x")
    assert not page.text.toPlainText().startswith("x")


def test_headings_grow_with_the_text(show, qapp):
    page = show(HelpPage("writing"), 1000, 600)

    def heading():
        return page.text.document().findBlockByNumber(1).begin().fragment().charFormat().font().pointSizeF()

    before = heading()
    theme.apply(qapp, theme.scheme("light"), 200)
    assert heading() == pytest.approx(2 * before, rel=0.05)


def _entries(topic):
    return {line.words.partition(":")[0].casefold() for line in lines_of(topic) if line.kind == "entry"}


def test_every_word_of_the_field_that_a_menu_or_field_uses_is_in_the_glossary():
    known = " ".join(_entries("glossary"))
    said = resources.read_text("fields.md") + " ".join(each.words for each in keymap.load().bindings)
    capitals = {word for word in re.findall(r"\b[A-Z]{3,}\b", said) if word not in {"OFFICIAL", "SENSITIVE"}}
    words = {"grade", "handling", "marking", "sanitise", "operation", "briefcase", "conflict", "retention", "nominal"}
    assert {word for word in capitals | words if word.casefold() not in known} == set()


def test_the_statement_says_what_works_what_does_not_how_to_tell_and_another_way():
    headings = [line.words for line in lines_of("statement") if line.kind == "heading"]
    for wanted in ("What works", "does not work well", "in your way", "Another way"):
        assert any(wanted in heading for heading in headings), wanted
