"""Every journey played under KMagnifier: after each step it must show what has the keyboard, and its label.

Two of them run beside the program, one at 2× and one at 4×. Their windows are read as they are painted; the part of the
screen that they show is found by its pixels, and nothing is reckoned from what they ought to follow.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image

from accessibility.magnifier import framebuffer, kmag
from accessibility.magnifier.shown import Focused, Rect, found_at, lacking, original
from accessibility.screen_reader.journey import Played, journey_names, load, play
from accessibility.screen_reader.reader import can_be_alone
from accessibility.screen_reader.session import NoSession, Session

__all__ = ["LACKS", "Magnified", "follow_all"]

LACKS = "lacks"
"""How a line of a list begins that tells of something the magnifier did not show."""
_AT_ONCE = 3
_PATIENCE_S = 2.5  # it takes ten pictures a second, and a page may still scroll
_AGAIN_S = 0.15
_WATCH = Path(__file__).with_name("focus_watch.py")
_MACHINES_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True, slots=True)
class Look:
    """What one magnifier showed after one step; ``lacks`` says in words what it did not show."""

    step: str
    power: int
    focused: Focused | None
    lacks: str

    def __str__(self) -> str:
        """One line of the list that is kept."""
        thing = f"{self.focused.role} {self.focused.name!r}" if self.focused else "nothing"
        return f"{LACKS if self.lacks else ' ' * len(LACKS)} {self.power}× {self.step:24} {thing}" + (
            f": {self.lacks}" if self.lacks else ""
        )


class FocusWatch:
    """Tells what has the keyboard, as another program on the accessibility bus knows it."""

    def __init__(self, session: Session) -> None:
        """Start listening, and wait until it does."""
        self._program = session.converse("focus-watch", [_MACHINES_PYTHON, str(_WATCH)])
        self._answer()

    def told(self) -> dict[str, Any]:
        """What has the keyboard now; nothing if nobody says so."""
        if self._program.stdin is not None:
            self._program.stdin.write(b"?\n")
            self._program.stdin.flush()
        answer: dict[str, Any] = json.loads(self._answer())
        return answer

    def _answer(self) -> bytes:
        """Raises NoSession if it has ended."""
        line = self._program.stdout.readline() if self._program.stdout is not None else b""
        if not line:
            raise NoSession("what watches the keyboard has ended; see focus-watch.log")
        return line


@dataclass(slots=True)
class Magnified:
    """Looks at both magnifiers after each step. Pictures of what lacked something go to ``out``."""

    out: Path
    looks: list[Look] = field(default_factory=list)
    _folder: Path = Path()
    _views: dict[int, Rect] = field(default_factory=dict)
    _watch: FocusWatch | None = None

    def server_options(self, folder: Path) -> tuple[str, ...]:
        """What the X server of the desktop is started with."""
        self._folder = folder
        return framebuffer.options(folder, kmag.DESKTOP)

    def begin(self, session: Session) -> None:
        """Start watching and magnifying, before the program starts. Raises NoSession."""
        self._watch = FocusWatch(session)
        self._views = {power: kmag.start(session, power) for power in kmag.POWERS}

    def look(self, step: str) -> None:
        """Look at both until they show what has the keyboard, or patience ends."""
        end = time.monotonic() + _PATIENCE_S
        while True:
            focused = _focused(self._watch.told() if self._watch else {})
            desktop = framebuffer.picture(self._folder)
            found = [Look(step, power, focused, self._lacks(desktop, power, focused)) for power in kmag.POWERS]
            if not any(look.lacks for look in found) or time.monotonic() > end:
                break
            time.sleep(_AGAIN_S)
        self.looks += found
        for look in found:
            if look.lacks:
                self.out.mkdir(parents=True, exist_ok=True)
                desktop.crop(self._views[look.power]).save(self.out / f"{len(self.looks):03}-{look.power}x.png")

    def _lacks(self, desktop: Image.Image, power: int, focused: Focused | None) -> str:
        if focused is None:
            return "nothing says that it has the keyboard"
        screen = desktop.crop(kmag.PROGRAM)
        small = original(desktop.crop(self._views[power]), power)
        return lacking(screen, found_at(small, screen, focused.place), focused)


def _focused(told: dict[str, Any]) -> Focused | None:
    """What the watch told, if anything has the keyboard."""
    if not told:
        return None
    label = told.get("label_place")
    return Focused(
        told["name"], told["role"], tuple(told["place"]), told.get("label", ""), tuple(label) if label else None
    )


def follow_all(out: Path, wanted: str, say: Callable[[str], None] = print) -> bool:
    """Play every journey whose name contains ``wanted`` under both magnifiers; lists and pictures go to ``out``.
    Return whether every step showed what it must."""
    names = [name for name in journey_names() if wanted.casefold() in name.casefold()]
    say(f"\n{'journey under KMagnifier':44} {'looks':>5} {'wrong':>6} {'s':>6}")
    with ThreadPoolExecutor(_AT_ONCE if can_be_alone() else 1) as lanes:
        return all([_told(*each, out, say) for each in lanes.map(lambda name: _followed(name, out), names)])


def _followed(name: str, out: Path) -> tuple[Played, Magnified, float]:
    begun = time.monotonic()
    magnified = Magnified(out / "magnified" / name)
    return play(load(name), onlooker=magnified), magnified, time.monotonic() - begun


def _told(played: Played, magnified: Magnified, seconds: float, out: Path, say: Callable[[str], None]) -> bool:
    wrong = [look for look in magnified.looks if look.lacks]
    say(f"{played.name:44} {len(magnified.looks):5} {len(wrong):6} {seconds:6.1f}")
    page = out / f"{played.name}.magnified.txt"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text("".join(f"{look}\n" for look in magnified.looks), encoding="utf-8")
    if played.trouble:
        say(f"  {played.trouble}")
    for look in wrong:
        say(f"  {look}")
    return not played.trouble and not wrong and bool(magnified.looks)
