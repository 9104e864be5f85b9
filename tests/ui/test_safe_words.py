"""Words from records are shown as they are: nothing Qt takes for markup is ever opened, drawn or followed."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from crimint_desktop.ui.plain import Choice, Elided, Words, answered, question, tool_tip
from crimint_desktop.ui.reading import ReadingText, Set, Stretch
from crimint_desktop.ui.text_area import TextArea

HOSTILE = '<img src="/etc/hostname"><b>bold</b> &amp; //127.0.0.1/share/x.png'


@pytest.mark.parametrize("kind", [Words, Elided])
def test_a_label_shows_markup_as_it_was_typed(kind, qtbot):
    label = kind(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.resize(4000, 40)
    label.show()
    assert label.text() == HOSTILE


def test_a_tool_tip_escapes_what_qt_would_take_for_markup(qtbot):
    label = Words("x")
    qtbot.addWidget(label)
    tool_tip(label, HOSTILE)
    document = QTextDocument()
    document.setHtml(label.toolTip())
    assert document.toPlainText() == HOSTILE
    tool_tip(label, "Opened on 3 May")
    assert label.toolTip() == "Opened on 3 May"


def test_a_message_shows_markup_as_it_was_typed(qtbot, show):
    parent = show(Words("x"))
    box = question(
        parent, "Remove", HOSTILE, (Choice("Keep", default=True, escape=True), Choice("Remove")), detail=HOSTILE
    )
    shown = [label for label in box.findChildren(QLabel) if "img" in label.text()]
    assert shown
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in shown)
    box.show()
    qtbot.mouseClick(box.buttons()[1], Qt.MouseButton.LeftButton)
    assert answered(box) == 1


def test_a_message_closed_without_a_choice_gives_the_safe_one(qtbot, show):
    parent = show(Words("x"))
    box = question(parent, "Remove", "Remove it?", (Choice("Keep", default=True, escape=True), Choice("Remove")))
    box.show()
    box.reject()
    assert answered(box) == 0


def test_pasting_formatted_text_brings_only_its_words(qtbot):
    area = TextArea()
    qtbot.addWidget(area)
    pasted = QMimeData()
    pasted.setHtml('<b>seen</b><img src="file:///etc/hostname">')
    pasted.setText("seen")
    area.insertFromMimeData(pasted)
    assert area.text() == "seen"
    assert area.document().toHtml().count("<img") == 0


def test_pasting_a_file_brings_nothing(qtbot):
    area = TextArea()
    qtbot.addWidget(area)
    dropped = QMimeData()
    dropped.setImageData(1)
    assert not area.canInsertFromMimeData(dropped)
    dropped.setUrls([QUrl.fromLocalFile("/etc/hostname")])
    area.insertFromMimeData(dropped)
    assert "<img" not in area.document().toHtml()


def test_a_paste_beyond_the_limit_is_refused_and_told(qtbot):
    told = []
    area = TextArea(paste_limit=10, too_long=lambda length, limit: told.append((length, limit)))
    qtbot.addWidget(area)
    area.set_text("kept")
    pasted = QMimeData()
    pasted.setText("x" * 11)
    area.insertFromMimeData(pasted)
    assert area.text() == "kept"
    assert told == [(11, 10)]


def test_what_is_copied_is_plain(qtbot):
    area = TextArea()
    qtbot.addWidget(area)
    area.set_text("words")
    area.selectAll()
    assert area.createMimeDataFromSelection().formats() == ["text/plain"]


def test_a_text_area_grows_with_its_words_and_then_scrolls(qtbot, show):
    area = show(TextArea(lines=(3, 6)), 400, 50)
    least = area.height()
    area.set_text("\n".join("line" for _ in range(5)))
    QApplication.processEvents()
    grown = area.height()
    area.set_text("\n".join("line" for _ in range(50)))
    QApplication.processEvents()
    assert least < grown < area.height() < 20 * area.fontMetrics().lineSpacing()
    assert area.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_tab_leaves_a_text_area(qtbot, show):
    form = QWidget()
    column = QVBoxLayout(form)
    area, after = TextArea(), QLineEdit()
    column.addWidget(area)
    column.addWidget(after)
    show(form)
    area.setFocus()
    qtbot.keyClick(area, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert area.text() == ""


def test_leaving_a_text_area_says_so(qtbot, show):
    area = show(TextArea())
    area.setFocus()
    with qtbot.waitSignal(area.left):
        area.clearFocus()


def test_additions_and_removals_are_set_apart_and_spoken(qtbot):
    text = ReadingText()
    qtbot.addWidget(text)
    text.show_words("A van ", Stretch("with signs", Set.ADDED), " went ", Stretch("away", Set.REMOVED))
    assert text.toPlainText() == "A van with signs went away"
    assert text.accessibleDescription() == "A van added: with signs went removed: away"


def test_markup_in_reading_text_stays_words(qtbot):
    text = ReadingText()
    qtbot.addWidget(text)
    text.show_words(HOSTILE)
    assert text.toPlainText() == HOSTILE
