"""What a magnifier must be told is waited for, and what it is told instead is no answer."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from accessibility.bus.walking import CARET, FOCUS, Event, followed
from accessibility.planted.every import DEFECTS
from accessibility.tree import settle
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.differences import Difference, DifferenceTable
from crimint_desktop.ui.fields import Combo, Entry
from crimint_desktop.ui.tables import Column


class Ears:
    """A bus on which everything is told as it should be, save what ``spoilt`` makes of it."""

    def __init__(self, spoilt=lambda event: event):
        self._spoilt = spoilt
        self._told: deque[Event] = deque()

    def forget(self):
        self._told.clear()

    def waited(self, fits, seconds=0.0):
        QApplication.processEvents()
        for event in self._now():
            told = self._spoilt(event)
            if told is not None and fits(told):
                return told
        return None

    def _now(self):
        popup = QApplication.activePopupWidget()
        widget: Any = popup.focusWidget() if popup is not None else QApplication.focusWidget()
        assert widget is not None
        at = widget.rect()
        if hasattr(widget, "currentIndex") and hasattr(widget, "visualRect"):
            at = widget.visualRect(widget.currentIndex())
            widget = widget.viewport()
        here = QRect(widget.mapToGlobal(at.topLeft()), at.size())
        place = [here.x(), here.y(), here.width(), here.height()]
        for kind in (FOCUS, CARET):
            yield {"kind": kind, "detail": 1, "name": "a", "role": "text", "place": place}


@pytest.fixture
def window(qtbot: QtBot):
    made = QWidget()
    rows = QVBoxLayout(made)
    table = DifferenceTable(Column("Whose", 6), title="Differences", identifier="table")
    table.set_differences(Difference("Mine", how, "words") for how in ("removed", "added"))
    combo = name(Combo((Entry("a", "A"), Entry("b", "B"))), "Priority", identifier="combo")
    for widget in (name(QLineEdit("words"), "Title", identifier="title"), table, combo):
        rows.addWidget(widget)
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    settle()
    return made


def found(window, spoilt=lambda event: event):
    return [(each.rule, each.where.rpartition("/")[2]) for each in followed(window, Ears(spoilt))]


def test_a_window_of_which_everything_is_told_is_in_order(window):
    assert found(window) == []


def test_a_control_of_which_nothing_is_told_is_found(window):
    rules = found(window, lambda event: None if event["kind"] == FOCUS else event)
    assert {rule for rule, _where in rules} == {"focus-untold"}
    assert {where.partition("#")[2] or where for _rule, where in rules} >= {"title", "table", "combo"}


def test_a_caret_of_which_nothing_is_told_is_found(window):
    rules = found(window, lambda event: None if event["kind"] == CARET else event)
    assert {rule for rule, _where in rules} == {"caret-untold"}


@pytest.mark.parametrize(
    "place", [[], [0, 0, 0, 0], [5_000, 5_000, 30, 20]], ids=["no place", "an empty one", "another one"]
)
def test_an_event_that_leads_a_magnifier_elsewhere_is_no_answer(window, place):
    assert found(window, lambda event: {**event, "place": place})


def test_what_loses_the_keyboard_is_no_answer_either(window):
    assert found(window, lambda event: {**event, "detail": 0} if event["kind"] == FOCUS else event)


def test_what_only_the_real_bus_can_show_is_planted_too():
    assert {defect.finds for defect in DEFECTS if defect.check == "bus"} == {"focus-untold", "caret-untold"}
