"""By voice and with one finger: nothing is dragged, and nothing is said only where a pointer hovers."""

import re
from pathlib import Path

from accessibility.screens import UI

SOURCES = tuple(sorted(UI.rglob("*.py")))
_DRAG = re.compile(r"setDragEnabled|setAcceptDrops\(True|\bQDrag\b|dragEnterEvent|dropEvent|setDragDropMode|setMovable")
_HOVER = re.compile(r"\benterEvent\b|WA_Hover|QEvent\.Type\.(?:Enter|HoverEnter|HoverMove)\b|setMouseTracking")
_TIP = re.compile(r"setToolTip|QToolTip")


def found(pattern: re.Pattern[str]) -> set[str]:
    return {path.relative_to(UI).as_posix() for path in SOURCES if pattern.search(path.read_text(encoding="utf-8"))}


def test_nothing_has_to_be_dragged():
    assert found(_DRAG) == set()


def test_nothing_shows_itself_only_under_the_pointer():
    assert found(_HOVER) == set()


def test_tips_only_say_what_stands_elsewhere_in_full():
    # Shortened words carry their whole text as their name too; a cell's tip is the cell's own text.
    assert found(_TIP) == {"plain.py"}
    assert len(SOURCES) > 100
    assert Path(UI, "plain.py").read_text(encoding="utf-8").count("setToolTip") == 1
