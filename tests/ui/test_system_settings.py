"""The program follows what the system asks for while it runs: colours, contrast, text size and reduced motion."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette

from crimint_desktop.ui import theme
from crimint_desktop.ui.contrast import ratio
from crimint_desktop.ui.system_settings import (
    Asked,
    SystemSettings,
    accent_of_portal,
    accent_of_windows,
    text_scale_of,
)

AS_IT_LOOKED = """\
start #1b1b1b #f3f3f3 #05589f plain 125 blinks
color-scheme=1 #f2f2f2 #202020 #5cb3f5 plain 125 blinks
contrast=1 #ffffff #202020 #8ee3f0 contrast 125 blinks
color-scheme=2 #3d3d3d #fffaef #903909 contrast 125 blinks
contrast=0 #1b1b1b #f3f3f3 #05589f plain 125 blinks
text-scaling-factor=1.5 #1b1b1b #f3f3f3 #05589f plain 150 blinks
reduced-motion=1 #1b1b1b #f3f3f3 #05589f plain 150 still
reduced-motion=0 #1b1b1b #f3f3f3 #05589f plain 150 blinks
text-scaling-factor=1.0 #1b1b1b #f3f3f3 #05589f plain 100 blinks
accent-color=(0.15, 0.64, 0.41) #1b1b1b #f3f3f3 #215f42 plain 100 blinks
color-scheme=1 #f2f2f2 #202020 #82c7a7 plain 100 blinks
contrast=1 #ffffff #202020 #8ee3f0 contrast 100 blinks
contrast=0 #f2f2f2 #202020 #82c7a7 plain 100 blinks
color-scheme=0 #1b1b1b #f3f3f3 #215f42 plain 100 blinks
accent-color=(-1.0, -1.0, -1.0) #1b1b1b #f3f3f3 #05589f plain 100 blinks
"""


def test_a_window_that_is_shown_follows_the_desktops_portal():
    """Light, dark, contrast, another contrast, and back; larger text; no motion; an accent: each said on a bus of its
    own."""
    script = Path(__file__).with_name("portal_stand_in.py")
    command = ["dbus-run-session", "--", sys.executable, str(script)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert said.stdout == AS_IT_LOOKED, said.stderr


@pytest.mark.parametrize(
    ("said", "per_cent"),
    [(100, 100), (225, 225), ("150", 150), (1.5, 150), (1.0, 100), (0.8, 100), (400, 225), ("", 100), (None, 100)],
)
def test_the_size_of_text_that_a_system_means(said: object, per_cent: int):
    assert text_scale_of(said) == per_cent


def test_what_is_asked_again_is_not_told_again(qtbot):
    settings = SystemSettings()
    told = []
    settings.changed.connect(lambda: told.append(settings.asked))
    for _ in range(2):
        settings.hear("org.freedesktop.appearance", "contrast", 1)
    settings.hear("org.freedesktop.appearance", "accent-color", 3)
    settings.hear("org.example.other", "contrast", 0)
    assert told == [Asked(contrast=True)]


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ((0.15, 0.64, 0.41), 0x26A369),
        ((0.0, 0.0, 0.0), 0),
        ((-1.0, -1.0, -1.0), None),
        ((0.5, 0.5, 1.5), None),
        ((0.5, 0.5), None),
        ((), None),
        (("red", "green", "blue"), None),
    ],
)
def test_the_accent_that_a_portal_means(said: tuple[object, ...], colour: int | None):
    assert accent_of_portal(said) == colour


@pytest.mark.parametrize(("said", "colour"), [(0xFFD47800, 0x0078D4), (-2852864, 0x0078D4), (None, None), ("", None)])
def test_the_accent_that_windows_means(said: object, colour: int | None):
    assert accent_of_windows(said) == colour


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("accent", [0x0078D4, 0xFFD700, 0x000000, 0xFFFFFF, 0x26A369, 0x000080, 0xE66100])
def test_words_on_any_accent_can_be_read(accent: int, dark: bool, qapp):
    chosen = theme.scheme(theme.SYSTEM, Asked(dark=dark, accent=accent))
    assert theme.shortfalls(chosen.palette, contrast=False) == ()
    role = QPalette.ColorRole
    assert ratio(chosen.palette.color(role.HighlightedText), chosen.palette.color(role.Highlight)) >= 7


def test_an_accent_that_can_be_read_is_taken_as_it_is_and_none_in_a_contrast_theme(qapp):
    role = QPalette.ColorRole.Highlight
    assert theme.scheme(theme.SYSTEM, Asked(accent=0x1B4F8A)).palette.color(role) == QColor(0x1B4F8A)
    plain = theme.scheme(theme.SYSTEM, Asked(contrast=True)).palette
    assert theme.scheme(theme.SYSTEM, Asked(contrast=True, accent=0x1B4F8A)).palette == plain


TWO_SCREENS = [
    {"name": "one", "x": 0, "y": 0, "width": 1400, "height": 900, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
    {
        "name": "two",
        "x": 1400,
        "y": 0,
        "width": 2800,
        "height": 1800,
        "logicalDpi": 192,
        "logicalBaseDpi": 96,
        "dpr": 1,
    },
]
AS_ON_EACH_SCREEN = """\
began one 1.0 900 9.0
moved two 2.0 1800 9.0
fresh two 2.0 1800 9.0
as fresh: True
back one 1.0 900 9.0
as before: True
"""


def test_a_window_taken_to_a_screen_of_twice_the_scale_looks_as_if_it_had_begun_there(tmp_path: Path):
    (tmp_path / "screens.json").write_text(json.dumps({"screens": TWO_SCREENS}), encoding="utf-8")
    script = Path(__file__).with_name("screens_stand_in.py")
    platform = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"}
    command = [sys.executable, str(script)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=platform)
    assert said.stdout == AS_ON_EACH_SCREEN, said.stderr
