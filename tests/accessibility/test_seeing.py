"""Every screen in every theme and size is looked at, the focus is seen everywhere, and a magnifier can follow it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from accessibility.dress import dress
from accessibility.focus_seen import focus_contrast, mark_of, stops
from accessibility.inspection import TEXT_SCALES, inspect
from accessibility.magnified import magnified, view_at
from accessibility.rules.reach import nothing_out_of_reach
from accessibility.screens import SCREENS, ScreenUnderTest, is_first_state, screen_titled
from accessibility.themes import LIGHT, MAIN_THEMES, SystemColours, theme_named
from accessibility.tree import read_tree, settle
from crimint_desktop.ui.page import Scroll
from tests.accessibility.conftest import Show

TEXTS = (QLineEdit, QTextEdit, QPlainTextEdit)
FIRST = [screen for screen in SCREENS if is_first_state(screen)]


def shown(screen: ScreenUnderTest, qtbot: QtBot) -> QWidget:
    window = screen.build()
    qtbot.addWidget(window)
    window.resize(*screen.size)
    window.show()
    window.activateWindow()
    settle()
    return window


# what make accessibility looks at


def _wide() -> QWidget:
    window = QWidget()
    window.setWindowTitle("Wide")
    window.setMinimumSize(1400, 300)
    return window


def test_every_screen_is_looked_at_in_every_theme_at_every_size(qapp: QApplication):
    views = list(inspect(qapp, ScreenUnderTest("Wide", "always", _wide, SCREENS[0].covers), None))
    seen = {(view.theme, view.text_scale) for view in views}
    assert {(theme.name, scale) for theme in MAIN_THEMES for scale in TEXT_SCALES} <= seen
    assert [theme.name for theme in MAIN_THEMES] == ["light", "dark", "aquatic", "desert", "dusk", "night sky"]


def test_a_window_that_is_larger_than_the_screen_is_found(qapp: QApplication):
    views = list(inspect(qapp, ScreenUnderTest("Wide", "always", _wide, SCREENS[0].covers), None))
    assert all("window-too-large" in {finding.rule for finding in view.findings} for view in views)


def test_words_where_no_scrolling_leads_are_found(qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    content = QWidget()
    rows = QVBoxLayout(content)
    rows.addWidget(QLabel("What cannot be broken, " * 20))
    area = Scroll(content, identifier="area")
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    assert {finding.rule for finding in nothing_out_of_reach(read_tree(area))} == {"out-of-reach"}
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
    assert list(nothing_out_of_reach(read_tree(area))) == []


# the focus as it is painted


@pytest.mark.parametrize("theme", MAIN_THEMES, ids=lambda theme: theme.name)
def test_the_focus_is_seen_on_every_stop_of_a_window_without_a_fault(theme: SystemColours, show: Show):
    assert focus_contrast(show(theme=theme).window, theme) == ()


def test_a_text_area_that_shows_only_a_caret_is_found_with_a_picture(show: Show, tmp_path: Path):
    def plant(sample):
        area = QPlainTextEdit("Seen at eleven.")
        area.setTabChangesFocus(True)
        sample.column.addWidget(area)

    (finding,) = focus_contrast(show(plant).window, LIGHT, tmp_path)
    assert finding.rule == "focus-ring"
    assert len(list(tmp_path.glob("*.png"))) == 1


def test_a_ring_in_the_colour_of_the_ground_is_found(show: Show):
    def plant(sample):
        palette = sample.name.palette()
        palette.setColor(QPalette.ColorGroup.Active, QPalette.ColorRole.Highlight, QColor.fromRgb(0xDDDDDD))
        sample.name.setPalette(palette)

    assert [finding.rule for finding in focus_contrast(show(plant).window, LIGHT)] == ["focus-ring"]


def test_a_focus_that_is_scrolled_out_of_sight_is_found(qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    content = QWidget()
    content.setMinimumHeight(3000)
    far = QPushButton("Far down", content)
    far.move(10, 2900)
    area = QScrollArea()
    area.setWidget(content)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    area.activateWindow()
    settle()
    assert "focus-out-of-sight" in {finding.rule for finding in focus_contrast(area, LIGHT)}


@pytest.mark.parametrize("larger", [200, 400])
def test_what_has_the_keyboard_stays_in_sight_when_the_words_grow(larger: int, qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    window = shown(screen_titled("Report form: full"), qtbot)
    for stop in stops(window)[6::40]:
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        for scale in (larger, 100):
            dress(qapp, LIGHT, scale)
            settle()
            mark = mark_of(stop)
            assert mark.seen.intersects(mark.place), (stop.objectName(), scale)


def test_a_window_that_is_shown_takes_on_one_contrast_theme_after_another(qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    window = shown(screen_titled("Report form: full"), qtbot)
    for name in ("aquatic", "desert", "night sky", "light"):
        theme = theme_named(name)
        dress(qapp, theme)
        settle()
        grounds = {widget.palette().color(QPalette.ColorRole.Window).rgb() for widget in window.findChildren(QWidget)}
        assert grounds == {0xFF000000 | theme.window}, name


# what a magnifier follows


def caret() -> QRect:
    """Where Windows keeps its own caret, which the Magnifier follows: in pixels of the window."""
    return QGuiApplication.inputMethod().cursorRectangle().toAlignedRect()


def place_of(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size()).adjusted(-4, -4, 4, 4)


@pytest.mark.parametrize("screen", FIRST, ids=lambda screen: screen.title)
def test_the_point_that_a_magnifier_follows_lies_in_what_has_the_keyboard(
    screen: ScreenUnderTest, qtbot: QtBot, qapp: QApplication
):
    dress(qapp, LIGHT)
    window = shown(screen, qtbot)
    for stop in stops(window):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        held = isinstance(stop, QAbstractItemView) and stop.currentIndex().isValid()
        if QApplication.focusWidget() is stop and (held or isinstance(stop, TEXTS)):
            assert place_of(stop).contains(caret().center()), (stop.objectName(), caret())


@pytest.mark.parametrize("screen", FIRST, ids=lambda screen: screen.title)
def test_the_point_that_a_magnifier_follows_moves_with_the_caret_and_the_current_row(
    screen: ScreenUnderTest, qtbot: QtBot, qapp: QApplication
):
    dress(qapp, LIGHT)
    window = shown(screen, qtbot)
    for stop in stops(window):
        stop.setFocus(Qt.FocusReason.TabFocusReason)
        settle()
        if QApplication.focusWidget() is not stop:
            continue
        if isinstance(stop, QLineEdit) and len(stop.text()) > 1:
            stop.setCursorPosition(0)
            before, position = caret(), stop.cursorPosition()
            QTest.keyClick(stop, Qt.Key.Key_End)
            assert stop.cursorPosition() == position or caret() != before, stop.objectName()
        elif isinstance(stop, QTextEdit) and len(stop.toPlainText()) > 1:
            written = stop.cursorRect()
            QTest.keyClick(stop, Qt.Key.Key_Right)
            assert stop.cursorRect() != written, stop.objectName()
        elif isinstance(stop, QAbstractItemView) and stop.model() is not None and stop.model().rowCount() > 1:
            before, row = caret(), stop.currentIndex().row()
            QTest.keyClick(stop, Qt.Key.Key_Down)
            settle()
            assert stop.currentIndex().row() == row or caret() != before, stop.objectName()


def test_a_magnifier_keeps_its_view_on_the_screen():
    assert view_at(QPoint(0, 0), 4) == QRect(0, 0, 320, 180)
    assert view_at(QPoint(1279, 719), 2) == QRect(640, 360, 640, 360)


def test_a_label_far_from_its_field_is_lost_to_a_magnifier(show: Show):
    def plant(sample):
        sample.column.insertSpacing(1, 300)

    lost = {finding.where for finding in magnified(show(plant).window) if finding.rule == "magnifier-loses-label"}
    assert "QWidget/QLineEdit" in lost


@pytest.mark.parametrize("screen", FIRST, ids=lambda screen: screen.title)
def test_a_magnifier_shows_the_control_and_its_label(screen: ScreenUnderTest, qtbot: QtBot, qapp: QApplication):
    dress(qapp, LIGHT)
    assert magnified(shown(screen, qtbot)) == ()
