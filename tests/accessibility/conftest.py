"""A sample window shown in the light theme, in a palette as the program would repair it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from accessibility.themes import LIGHT, SystemColours, palette_of
from crimint_desktop.ui import language
from crimint_desktop.ui import theme as program_theme
from tests.accessibility.sample_window import Sample, make_sample

Show = Callable[..., Sample]


def repaired(theme: SystemColours) -> QPalette:
    """The system's palette as the program repairs it, with a selection that reads at 7:1."""
    palette = program_theme.repaired(palette_of(theme), contrast=theme.contrast)
    if not theme.contrast:
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            deeper = palette.color(group, QPalette.ColorRole.Highlight).darker(130 if theme is LIGHT else 100)
            palette.setColor(group, QPalette.ColorRole.Highlight, deeper)
    return palette


@pytest.fixture
def show(qtbot: QtBot, qapp: QApplication) -> Iterator[Show]:
    """Show a sample, spoilt by ``plant``, in a theme; style, palette and focus are put back afterwards."""
    before, style = qapp.palette(), qapp.style().objectName()

    def shown(plant: Callable[[Sample], object] = lambda _sample: None, theme: SystemColours = LIGHT) -> Sample:
        program_theme.apply(qapp, program_theme.Scheme(theme.name, repaired(theme), theme.contrast))
        language.speak_english()
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
