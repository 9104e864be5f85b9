"""Words to read and to write are set as a person chose, at once, and undoing undoes what was typed and nothing else."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui import reading_style
from crimint_desktop.ui.keyboard_help.help_page import HelpText
from crimint_desktop.ui.keyboard_help.topics import lines_of
from crimint_desktop.ui.metrics import Type, font
from crimint_desktop.ui.reading import ReadingText
from crimint_desktop.ui.reading_style import ReadingStyle
from crimint_desktop.ui.text_area import TextArea

WIDE = ReadingStyle("", 150, 12, 200)


@pytest.fixture(autouse=True)
def usual():
    yield
    reading_style.choose(ReadingStyle())


class Both:
    def __init__(self, show):
        self.area, self.text = TextArea(), ReadingText()
        self.area.set_text("One line.\nAnother one.")
        self.text.show_words("One line.\nAnother one.")
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.addWidget(self.area)
        rows.addWidget(self.text)
        self.whole = show(whole, 600, 400)

    def blocks(self):
        for widget in (self.area, self.text):
            block = widget.document().firstBlock()
            while block.isValid():
                yield block.blockFormat()
                block = block.next()


@pytest.fixture
def both(show):
    return Both(show)


def test_a_choice_holds_at_once_for_what_is_shown_and_for_what_comes(both):
    high = both.area.height()
    reading_style.choose(WIDE)
    for made in both.blocks():
        assert made.lineHeight() == 150
        assert made.bottomMargin() == 2 * both.area.fontMetrics().height()
    assert both.area.font().letterSpacing() > 0
    QTest.qWait(20)
    assert both.area.height() > high
    both.area.set_text("Third.\nFourth.")
    both.text.show_words("Third.\nFourth.")
    assert {made.lineHeight() for made in both.blocks()} == {150.0}


def test_lines_that_are_typed_are_set_apart_too(both):
    reading_style.choose(WIDE)
    both.area.moveCursor(both.area.textCursor().MoveOperation.End)
    QTest.keyClicks(both.area, "\r")
    both.area.insertPlainText("Typed.\nTyped too.")
    assert {made.lineHeight() for made in both.blocks()} == {150.0}


def test_it_goes_back_to_the_usual(both):
    reading_style.choose(WIDE)
    reading_style.choose(ReadingStyle())
    assert {made.lineHeight() for made in both.blocks()} == {100.0}
    assert both.area.font() == font(Type.READING)


def test_choosing_is_no_edit(both):
    told = []
    both.area.textChanged.connect(lambda: told.append(both.area.text()))
    reading_style.choose(WIDE)
    assert not both.area.document().isUndoAvailable()
    QTest.keyClicks(both.area, "x")
    assert both.area.text() == "xOne line.\nAnother one."
    both.area.undo()
    assert both.area.text() == "One line.\nAnother one."
    assert set(told) <= {"One line.\nAnother one.", "xOne line.\nAnother one."}


def test_the_font_is_that_of_reading_and_writing_alone(both, qapp):
    reading_style.choose(ReadingStyle(family="DejaVu Serif"))
    assert both.area.font().families()[0] == "DejaVu Serif"
    assert both.text.font().families()[0] == "DejaVu Serif"
    assert font(Type.BODY).families() == qapp.font().families()


def test_help_follows_and_stays_a_page_of_help(show):
    text = HelpText(identifier="help.text")
    text.show_lines("Writing", lines_of("writing"))
    show(text)
    reading_style.choose(ReadingStyle(lines=200))
    heights = {text.document().findBlockByNumber(at).blockFormat().lineHeight() for at in range(8)}
    assert 200 in heights
    assert text.document().findBlockByNumber(1).blockFormat().headingLevel() == 2
