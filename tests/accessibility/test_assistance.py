"""Another program can work this one: press, tick, write and choose through the accessible tree of the real screens."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from accessibility.dress import dress
from accessibility.planted.defect import the
from accessibility.screens import screen_titled
from accessibility.themes import LIGHT
from accessibility.tree import settle


@pytest.fixture
def shown(qtbot: QtBot, qapp: QApplication):
    """Show a registered screen."""

    def show(title: str) -> QWidget:
        dress(qapp, LIGHT)
        window = screen_titled(title).build()
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        settle()
        return window

    return show


def _told(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def test_a_tool_can_press_write_and_choose(shown):
    window = shown("Sign-in: known here")
    password = the(window, "sign-in.password", QLineEdit)
    _told(password).editableTextInterface().insertText(0, "an invented one")
    assert password.text() == "an invented one"
    box = the(window, "sign-in.keep-nothing", QCheckBox)
    action = _told(box).actionInterface()
    assert action.toggleAction() in action.actionNames()
    action.doAction(action.toggleAction())
    assert box.isChecked()
    field = _told(password).actionInterface()
    field.doAction(field.setFocusAction())
    assert password.hasFocus()


def test_a_tool_can_choose_a_grade(shown):
    window = shown("Grading control: nothing chosen")
    choice = the(window, "stage.grading.source.2", QRadioButton)
    action = _told(choice).actionInterface()
    action.doAction(action.toggleAction() if action.toggleAction() in action.actionNames() else action.pressAction())
    assert choice.isChecked()


def test_a_password_can_be_pasted(shown, qapp: QApplication):
    password = the(shown("Sign-in: known here"), "sign-in.password", QLineEdit)
    qapp.clipboard().setText("an invented one")
    password.setFocus()
    QTest.keySequence(password, "Ctrl+V")
    assert password.text() == "an invented one"
    qapp.clipboard().clear()
