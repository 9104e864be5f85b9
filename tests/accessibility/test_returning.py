"""The keyboard is somewhere after every act, and back where it was after whatever was opened over a screen."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from accessibility.dress import dress
from accessibility.inspection import put_away
from accessibility.returning import returned
from accessibility.screens import SCREENS
from accessibility.themes import LIGHT
from accessibility.tree import settle
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.plain import Choice, question

NAMES = tuple(dict.fromkeys(screen.name for screen in SCREENS))


@pytest.mark.parametrize("named", NAMES)
def test_after_every_act_of_a_screen_the_keyboard_is_where_work_goes_on(named: str, qapp: QApplication, qtbot: QtBot):
    tried: set[str] = set()
    for screen in (each for each in SCREENS if each.name == named):
        dress(qapp, LIGHT)
        window = screen.build()
        window.resize(*screen.size)
        window.show()
        window.activateWindow()
        settle()
        if named in ("Sign-in", "Lock"):
            qtbot.waitUntil(partial(has_keys, window))  # they come after the first paint
        assert returned(window, tried) == (), screen.title
        if isValid(window):  # a question is gone once it is answered
            put_away(window)
    assert tried or named == "Blank"


def has_keys(window: QWidget) -> bool:
    return window.findChild(QShortcut) is not None


class Two(QWidget):
    """A field and a button that asks something."""

    def __init__(self, does):
        super().__init__()
        row = QHBoxLayout(self)
        self.field = name(QLineEdit(), "User name", identifier="sign-in.user")
        self.button = name(QPushButton("Go"), "Go", identifier="go")
        for widget in (self.field, self.button):
            row.addWidget(widget)
        self.button.clicked.connect(lambda: does(self))


def rules(qtbot, does):
    window = Two(does)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    settle()
    return {(each.rule, "nowhere" in each.says) for each in returned(window)}


def asks(window, then=lambda _window: None):
    box = question(window, "Go", "Go there?", (Choice("Go there"), Choice("Stay here", default=True, escape=True)))
    box.finished.connect(lambda _code: QTimer.singleShot(0, window, lambda: then(window)))
    box.finished.connect(box.deleteLater)
    box.open()


def test_a_question_that_gives_the_keyboard_back_is_in_order(qtbot):
    assert rules(qtbot, asks) == set()


def test_a_button_that_leaves_the_keyboard_nowhere_is_found(qtbot):
    assert rules(qtbot, lambda window: window.button.clearFocus()) == {("focus-lost", True)}


def test_a_button_that_goes_with_the_keyboard_on_it_is_found(qtbot):
    def gone(window):
        window.field.setEnabled(False)
        window.button.hide()

    assert {rule for rule, _nowhere in rules(qtbot, gone)} == {"focus-lost"}


def test_a_question_that_gives_it_elsewhere_is_found(qtbot):
    found = rules(qtbot, lambda window: asks(window, lambda back: back.field.setFocus()))
    assert found == {("focus-not-returned", False)}


def test_the_window_itself_is_no_place_for_the_keyboard(qtbot):
    assert rules(qtbot, lambda window: window.setFocus()) == {("focus-lost", False)}
