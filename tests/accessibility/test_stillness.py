"""What the program leaves alone: movement, sound, gestures, and acting before a pointer is let go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

DESKTOP = Path(__file__).resolve().parents[2] / "crimint_desktop"
MOVING = frozenset(
    {
        "QPropertyAnimation", "QVariantAnimation", "QTimeLine", "QMovie", "QSound", "QSoundEffect", "QMediaPlayer",
        "QAudioOutput", "QGraphicsOpacityEffect", "beep",
    }
)  # fmt: skip
GESTURES = frozenset({"grabGesture", "QGesture", "QGestureEvent", "QSensor", "QAccelerometer", "QTiltSensor"})


def _words_of(source: str) -> frozenset[str]:
    """Every name, attribute and function that a file speaks of."""
    found = ast.walk(ast.parse(source))
    return frozenset(
        getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "name", "") or ""
        for node in found
        if isinstance(node, ast.Name | ast.Attribute | ast.alias | ast.FunctionDef)
    )


def _spoken_of(words: frozenset[str]) -> list[str]:
    files = sorted(DESKTOP.rglob("*.py"))
    assert len(files) > 50
    return [path.name for path in files if _words_of(path.read_text(encoding="utf-8")) & words]


def test_nothing_moves_flashes_or_makes_a_sound():
    assert _spoken_of(MOVING) == []


def test_no_gesture_and_no_movement_of_the_device_is_listened_for():
    assert _spoken_of(GESTURES) == []


def test_nothing_of_ours_acts_when_the_pointer_goes_down():
    assert _spoken_of(frozenset({"mousePressEvent"})) == []


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("from PySide6.QtGui import QMovie", "QMovie"),
        ("QApplication.beep()", "beep"),
        ("class A(QWidget):\n    def mousePressEvent(self, event): ...", "mousePressEvent"),
        ("self.grabGesture(1)", "grabGesture"),
    ],
)
def test_such_a_thing_would_be_found(source: str, word: str):
    assert word in _words_of(source)
