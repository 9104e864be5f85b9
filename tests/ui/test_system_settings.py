"""The program follows what the system asks for while it runs: colours, contrast, text size and reduced motion."""

import subprocess
import sys
from pathlib import Path

import pytest

from crimint_desktop.ui.system_settings import Asked, SystemSettings, text_scale_of

AS_IT_LOOKED = """\
start #1b1b1b #f3f3f3 plain 125 blinks
color-scheme=1 #f2f2f2 #202020 plain 125 blinks
contrast=1 #ffffff #202020 contrast 125 blinks
color-scheme=2 #3d3d3d #fffaef contrast 125 blinks
contrast=0 #1b1b1b #f3f3f3 plain 125 blinks
text-scaling-factor=1.5 #1b1b1b #f3f3f3 plain 150 blinks
reduced-motion=1 #1b1b1b #f3f3f3 plain 150 still
reduced-motion=0 #1b1b1b #f3f3f3 plain 150 blinks
text-scaling-factor=1.0 #1b1b1b #f3f3f3 plain 100 blinks
"""


def test_a_window_that_is_shown_follows_the_desktops_portal():
    """Light, dark, contrast, another contrast, and back; larger text; no motion: each said on a bus of its own."""
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
