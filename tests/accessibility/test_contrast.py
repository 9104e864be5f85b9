"""Contrast is read from pixels, exactly, and every planted fault of colour is found with a picture of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from accessibility.colour import luminance, near, ratio_of, rgb_of
from accessibility.contrast import measure, painted_contrast, palette_contrast
from accessibility.painted import draw
from accessibility.painted_parts import painted_parts
from accessibility.themes import ALL_THEMES, DARK, LIGHT, SystemColours, palette_of, theme_named
from tests.accessibility.conftest import Show, repaired
from tests.accessibility.planted import PAINTED, Planted


def test_the_ratio_is_that_of_wcag():
    assert ratio_of(0x000000, 0xFFFFFF) == pytest.approx(21)
    assert ratio_of(0x767676, 0xFFFFFF) == pytest.approx(4.54, abs=0.01)
    assert luminance(0xFFFFFF) == pytest.approx(1)


def test_a_see_through_colour_counts_as_it_looks():
    half = QColor(0, 0, 0, 128)
    assert near(rgb_of(half, 0xFFFFFF), 0x7F7F7F)


@pytest.mark.parametrize(
    ("text", "ground"),
    [(0x000000, 0xFFFFFF), (0x595959, 0xFFFFFF), (0x767676, 0xFFFFFF), (0x949494, 0xFFFFFF), (0xFFFFFF, 0x0067C0),
     (0x3D3D3D, 0xFFFAEF), (0xB6F6F0, 0x2D3236), (0xFFEE32, 0x000000), (0x1C5E75, 0xFFFAEF)],
)  # fmt: skip
@pytest.mark.parametrize("points", [8, 9, 11, 16])
def test_the_colours_of_small_letters_are_read_exactly(text: int, ground: int, points: int, qtbot: QtBot):
    label = QLabel("Grade 2 C C, Hill Street")
    palette = label.palette()
    palette.setColor(QPalette.ColorRole.WindowText, QColor.fromRgb(text))
    palette.setColor(QPalette.ColorRole.Window, QColor.fromRgb(ground))
    label.setPalette(palette)
    label.setAutoFillBackground(True)
    font = label.font()
    font.setPointSize(points)
    label.setFont(font)
    qtbot.addWidget(label)
    label.show()
    (part,) = painted_parts(label)
    measured = measure(draw(label), part)
    assert measured is not None
    assert measured.ratio == pytest.approx(ratio_of(text, ground), rel=0.01)


@pytest.mark.parametrize("theme", ALL_THEMES, ids=lambda theme: theme.name)
def test_a_window_without_a_fault_passes_in_every_theme(theme: SystemColours, show: Show):
    assert painted_contrast(show(theme=theme).window, theme) == ()


@pytest.mark.parametrize("planted", PAINTED, ids=lambda planted: planted.what)
def test_a_fault_of_colour_is_found(planted: Planted, show: Show):
    found = painted_contrast(show(planted.plant).window, LIGHT)
    assert planted.rule in {finding.rule for finding in found}, found


@pytest.mark.parametrize("planted", PAINTED, ids=lambda planted: planted.what)
def test_a_fault_of_colour_is_found_in_nothing_else(planted: Planted, show: Show):
    found = painted_contrast(show(planted.plant).window, LIGHT)
    assert {finding.rule for finding in found} == {planted.rule}


def test_a_colour_of_our_own_does_not_pass_in_a_contrast_theme(show: Show):
    def a_grey_of_our_own(sample):
        palette = sample.label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor.fromRgb(0xDDDDDD))
        sample.label.setPalette(palette)

    theme = theme_named("aquatic")
    (finding,) = painted_contrast(show(a_grey_of_our_own, theme).window, theme)
    assert finding.rule == "not-the-themes-pair"


def test_each_violation_leaves_a_picture(show: Show, tmp_path: Path):
    folder = tmp_path / "crops"
    found = painted_contrast(show(PAINTED[0].plant).window, LIGHT, folder)
    assert len(list(folder.glob("*.png"))) == len(found) > 0
    assert all("see " in finding.says for finding in found)


def test_the_palette_that_qt_hands_over_is_not_good_enough():
    assert {finding.rule for finding in palette_contrast(palette_of(LIGHT), LIGHT)} == {"palette-contrast"}
    aquatic = theme_named("aquatic")
    assert "Text on AlternateBase" in " ".join(
        finding.says for finding in palette_contrast(palette_of(aquatic), aquatic)
    )


@pytest.mark.parametrize("theme", ALL_THEMES, ids=lambda theme: theme.name)
def test_a_repaired_palette_passes(theme: SystemColours):
    assert palette_contrast(repaired(theme), theme) == ()


def test_contrast_themes_mix_nothing():
    for theme in ALL_THEMES:
        assert theme.contrast is (theme not in (LIGHT, DARK))
        assert (theme.window_text, theme.window) in theme.pairs()
