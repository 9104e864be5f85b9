"""Looks at every registered screen in every theme and text size, and keeps what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from accessibility.audit import audit
from accessibility.contrast import painted_contrast, palette_contrast
from accessibility.dress import dress, program_palette
from accessibility.finding import Finding, error
from accessibility.focus_seen import focus_contrast
from accessibility.magnified import magnified
from accessibility.painted import SCALE
from accessibility.screens import ScreenUnderTest, is_first_state
from accessibility.themes import ALL_THEMES, MAIN_THEMES, SystemColours
from accessibility.tree import path_of, settle

TEXT_SCALES = (100, 150, 200, 400)  # per cent
TWICE = 200  # per cent
ROOM = (1280, 720)  # logical pixels: at 400 % text as much as 320 × 180 at 100 %


@dataclass(frozen=True, slots=True)
class Inspected:
    """One screen looked at in one theme at one text size (per cent)."""

    title: str
    theme: str
    text_scale: int
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """How many findings fail the build."""
        return sum(finding.severity == "error" for finding in self.findings)


def views() -> Iterator[tuple[int, tuple[SystemColours, ...]]]:
    """Each text size with the themes that are looked at in it: light, dark and the four contrast themes in every one,
    the four classic contrast themes of older systems at 100 %."""
    for scale in TEXT_SCALES:
        yield scale, ALL_THEMES if scale == TEXT_SCALES[0] else MAIN_THEMES


def inspect(application: QApplication, screen: ScreenUnderTest, crops: Path | None = None) -> Iterator[Inspected]:
    """Build a screen for every text size, switch it through the themes as it stands, measure it, and audit it once.

    What stands where does not depend on colours, and a window that did not follow a switch would be found by its old
    colours: so each theme is put on the window that is shown, as it would be for somebody at work.
    """
    for scale, themes in views():
        dress(application, themes[0], scale)
        window = screen.build()
        window.resize(*screen.size)
        window.show()
        window.activateWindow()
        settle()
        for theme in themes:
            dress(application, theme, scale)
            settle()
            _deselect(window)
            folder = crops / f"{theme.name} {scale}".replace(" ", "-") if crops is not None else None
            findings = painted_contrast(window, theme, folder, scale=dots(scale))
            findings += focus_contrast(window, theme, folder)
            if window.width() > ROOM[0] or window.height() > ROOM[1]:
                findings += (_too_large(window),)
            if scale == TEXT_SCALES[0] and theme is themes[0] and is_first_state(screen):
                findings += magnified(window)
            if theme is themes[-1]:
                findings += audit(window, walk=_walks(screen, scale))
            yield Inspected(screen.title, theme.name, scale, findings)
        put_away(window)


def _too_large(window: QWidget) -> Finding:
    stands, room = (f"{size[0]} × {size[1]}" for size in ((window.width(), window.height()), ROOM))
    return error("window-too-large", path_of(window), f"stands {stands} px large where there are {room}")


def dots(text_scale: int) -> int:
    """How many pixels to a logical one are drawn: letters of twice the size have a core of their own colour anyway."""
    return SCALE if text_scale < TWICE else 1


def _deselect(window: QWidget) -> None:
    """Words half selected have two pairs of colours at once: the palette's own pair is looked at instead."""
    for field in window.findChildren(QLineEdit):
        field.deselect()


def _walks(screen: ScreenUnderTest, scale: int) -> bool:
    """Whether Tab is pressed through it all: keys and order are the same in every theme, and nearly so in the further
    states of a screen, which are walked at one size only."""
    return scale == TEXT_SCALES[0] or (is_first_state(screen) and scale == TWICE)


def inspect_palettes() -> Iterator[Inspected]:
    """The program's repaired palette in every theme."""
    for theme in ALL_THEMES:
        yield Inspected("Palette", theme.name, 100, palette_contrast(program_palette(theme), theme))


def put_away(window: QWidget) -> None:
    """Close a window and delete it now, so that the next one stands alone."""
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()
