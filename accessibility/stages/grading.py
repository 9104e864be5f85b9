"""The grading control alone in a window, with a button after it to leave it by."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from crimint_desktop.ui.grading import GradingControl
from crimint_desktop.ui.page import Scroll
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from resources.code_lists import code_lists

COVERS = ("crimint_desktop.ui.grading.control:GradingControl",)


def _window() -> tuple[QWidget, GradingControl]:
    window = QWidget()
    window.setWindowTitle("Grading")
    form = QWidget()
    column = QVBoxLayout(form)
    control = GradingControl(code_lists(), identifier="stage.grading")
    onward = QPushButton("Go on")
    onward.setAccessibleIdentifier("stage.onward")
    column.addWidget(control)
    column.addWidget(onward)
    column.addStretch()
    scroll = Scroll(form, identifier="stage.scroll")
    whole = QVBoxLayout(window)
    whole.addWidget(scroll)
    return window, control


def nothing_chosen() -> QWidget:
    """As in a new item."""
    return _window()[0]


def graded() -> QWidget:
    """As in a reopened draft: 2CC, with the conditions still to be written."""
    window, control = _window()
    control.set_value(Grading("3x5x2", "2", "C"), Handling("3x5x2", "C"))
    return window


def missing() -> QWidget:
    """After an attempt to submit without a grade."""
    window, control = _window()
    control.show_problems("Source evaluation, intelligence assessment and handling are not chosen.")
    return window
