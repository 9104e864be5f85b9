"""KMagnifier beside a program in a private desktop, twice: at 2× and at 4×, each in a window of its own.

KMagnifier (Debian's ``kmag``) follows the keyboard by AT-SPI: the caret's letter where there is one, else the middle of
what said that it has the focus. The desktop is so large that its windows stand beside the program and show each other
as little as it.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path
from types import MappingProxyType
from typing import Final

from accessibility.magnifier import framebuffer
from accessibility.magnifier.shown import Rect
from accessibility.screen_reader.session import NoSession, Session

WINDOW: Final = (1280, 720)
POWERS: Final = MappingProxyType({2: 4, 4: 6})
"""How often it enlarges, and the place of that in KMagnifier's list."""
_LEFT: Final = 2120  # so far from the program, in the middle of what is left, that no view of it reaches them
_ROOM: Final = 840  # the height of one with its bars and a gap
DESKTOP: Final = (_LEFT + WINDOW[0] + 20, 2 * _ROOM)
PROGRAM: Final = (0, 0, _LEFT - 20, DESKTOP[1])
"""The part of the desktop in which the program stands."""
_EDGE: Final = 100  # pixels at the left edge of what is enlarged: there is nothing yet
_TRIES: Final = 20
_PAINTED_S: Final = 0.3
_SETTINGS = """\
[General Options]
Mode=followfocus
ZoomIndex={index}
FPSIndex=2
ShowMouse=0
StaysOnTop=true

[MainWindow]
MenuBar=Disabled
StatusBar=Disabled
"""


def start(session: Session, power: int) -> Rect:
    """Start one that enlarges ``power`` times, and give the rectangle in which it shows that. Raises NoSession."""
    if shutil.which("kmag") is None:
        raise NoSession("not installed: kmag (see setup/packages/accessibility.txt)")
    folder = Path(session.environment["HOME"]) / f"kmag-{power}"
    folder.mkdir()
    (folder / "kmagrc").write_text(_SETTINGS.format(index=POWERS[power]), encoding="utf-8")
    # It watches others; itself it stays out of the tree, so that the screen reader does not hear of it.
    quiet = ["env", "-u", "QT_ACCESSIBILITY", "-u", "QT_LINUX_ACCESSIBILITY_ALWAYS_ON", f"XDG_CONFIG_HOME={folder}"]
    child = session.start(f"kmag-{power}", [*quiet, "kmag"])
    session.wait(f"KMagnifier at {power}×", lambda: _window_of(session, child))
    window = _window_of(session, child)
    session.ask("xdotool", "windowmove", "--sync", window, str(_LEFT), str(20 + _ROOM * list(POWERS).index(power)))
    return _fitted(session, window)


def _fitted(session: Session, window: str) -> Rect:
    """Make its window so high that what it enlarges takes ``WINDOW`` beneath its tool bar: there is no program yet, so
    that is black. Give where it is."""
    width, height = WINDOW
    bars = 0
    for _ in range(_TRIES):
        session.ask("xdotool", "windowsize", "--sync", window, str(width), str(height + bars), check=True)
        time.sleep(_PAINTED_S)
        left, top, right, bottom = _place(session, window)
        edge = framebuffer.picture(session.folder).crop((left, top, left + _EDGE, bottom))
        black = (y for y in range(edge.height - _EDGE) if not edge.crop((0, y, _EDGE, y + _EDGE)).getbbox())
        bars = next(black, 0)
        if bars and (right - left, bottom - top - bars) == WINDOW:
            return (left, top + bars, right, bottom)
    raise NoSession("the window of KMagnifier does not take its size")


def _place(session: Session, window: str) -> Rect:
    told = dict(
        line.strip().split(":", 1) for line in session.ask("xwininfo", "-id", window).splitlines() if ":" in line
    )
    left, top = int(told["Absolute upper-left X"]), int(told["Absolute upper-left Y"])
    return (left, top, left + int(told["Width"]), top + int(told["Height"]))


def _window_of(session: Session, child: subprocess.Popen[bytes]) -> str:
    return next(iter(session.ask("xdotool", "search", "--onlyvisible", "--pid", str(child.pid)).splitlines()), "")
