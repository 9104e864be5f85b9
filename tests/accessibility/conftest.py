"""A sample window shown in the light theme, in a palette as the program would repair it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from accessibility.themes import LIGHT, SystemColours, palette_of
from tests.accessibility.sample_window import Sample, make_sample

Show = Callable[..., Sample]


def repaired(theme: SystemColours) -> QPalette:
    """What a program must do with Qt's palette: readable quiet text, outlines and selections."""
    palette = palette_of(theme)
    text, grey = QColor.fromRgb(theme.window_text), QColor.fromRgb(theme.disabled_text)
    for role, colour in (
        (QPalette.ColorRole.PlaceholderText, text if theme.contrast else grey),
        (QPalette.ColorRole.Dark, text if theme.contrast else grey),
        (QPalette.ColorRole.AlternateBase, palette.color(QPalette.ColorRole.Base)),
        (QPalette.ColorRole.LinkVisited, palette.color(QPalette.ColorRole.Link)),
    ):
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, role, colour)
    if theme.contrast:
        palette.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.WindowText, text)
    else:
        palette.setColor(QPalette.ColorRole.Highlight, QColor.fromRgb(theme.selected).darker(130 if theme is LIGHT else 100))
    return palette


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Iterator[Show]:
    """Show a sample, spoilt by ``plant``, in a theme; style, palette and focus are put back afterwards."""
    before, style = qapp.palette(), qapp.style().objectName()
    qapp.setStyle("Fusion")

    def shown(plant: Callable[[Sample], object] = lambda _sample: None, theme: SystemColours = LIGHT) -> Sample:
        qapp.setPalette(repaired(theme))
        sample = make_sample()
        qtbot.addWidget(sample.window)
        plant(sample)
        sample.window.show()
        sample.window.activateWindow()
        QApplication.processEvents()
        if QApplication.focusWidget() is None:
            sample.name.setFocus()
        return sample

    yield shown
    qapp.setPalette(before)
    qapp.setStyle(style)
