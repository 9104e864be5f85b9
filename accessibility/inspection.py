"""Looks at every registered screen in every theme and text size, and keeps what it finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from accessibility.audit import audit
from accessibility.contrast import painted_contrast, palette_contrast
from accessibility.dress import dress, program_palette
from accessibility.finding import Finding
from accessibility.screens import ScreenUnderTest, is_first_state
from accessibility.themes import ALL_THEMES, LIGHT, SystemColours, theme_named
from accessibility.tree import settle

TEXT_SCALES = (100, 150, 200, 400)  # per cent
WHOLE_UP_TO = 200  # per cent: beyond, everything is still reachable, but a word may be cut off (WCAG 1.4.4)
SPACE_RULES = frozenset({"text-clipped", "overlap", "target-small"})


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


def views() -> Iterator[tuple[SystemColours, int]]:
    """Every theme at 100 %; light and one contrast theme at the larger sizes too."""
    for theme in ALL_THEMES:
        yield theme, 100
    for theme in (LIGHT, theme_named("aquatic")):
        for scale in TEXT_SCALES[1:]:
            yield theme, scale


def inspect(application: QApplication, screen: ScreenUnderTest, crops: Path | None = None) -> Iterator[Inspected]:
    """Build a screen anew for every theme and size, audit it, measure it and put it away."""
    for theme, scale in views():
        dress(application, theme, scale)
        window = screen.build()
        window.resize(*screen.size)
        window.show()
        window.activateWindow()
        settle()
        for field in window.findChildren(QLineEdit):
            field.deselect()  # words half selected have two pairs of colours at once; the palette's own is looked at
        folder = crops / f"{theme.name} {scale}".replace(" ", "-") if crops is not None else None
        findings = audit(window, walk=_walks(screen, theme, scale)) + painted_contrast(window, theme, folder)
        put_away(window)
        yield Inspected(screen.title, theme.name, scale, _weighed(findings, scale))


def _walks(screen: ScreenUnderTest, theme: SystemColours, scale: int) -> bool:
    """Keys and order are the same in every theme: the walk is taken where the focus may look different, and for the
    further states of a screen, whose controls are mostly the same, only in two themes."""
    return scale in (100, 200) and (is_first_state(screen) or theme in (LIGHT, theme_named("aquatic")))


def _weighed(findings: tuple[Finding, ...], scale: int) -> tuple[Finding, ...]:
    if scale <= WHOLE_UP_TO:
        return findings
    return tuple(replace(one, severity="advice") if one.rule in SPACE_RULES else one for one in findings)


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
