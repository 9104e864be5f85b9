"""Contrast of a palette's pairs and of what a window really paints.

Text needs 7:1, in whatever voice; icons, outlines and focus 3:1. In a contrast theme nothing is mixed: every
text is one of the theme's own pairs exactly, however high or low that pair is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QRadioButton, QWidget

from accessibility.colour import hexed, near, ratio_of, rgb_of
from accessibility.finding import Finding, error
from accessibility.painted import SCALE, Canvas, Kind, Painted, draw
from accessibility.painted_parts import painted_parts
from accessibility.themes import SystemColours
from accessibility.tree import path_of, seen_rect

LEAST: dict[Kind, float] = {"text": 7.0, "quiet text": 7.0, "icon": 3.0, "outline": 3.0}
ROUNDING = 0.05  # a ratio is read to one decimal
MARGIN = 16  # logical pixels shown around a violation
OUTSIDE, INSIDE = 2, 4  # logical pixels looked at on either side of an outline

Ink = QPalette.ColorRole
PAIRS: tuple[tuple[Ink, Ink, float], ...] = (
    (Ink.WindowText, Ink.Window, 7.0),
    (Ink.Text, Ink.Base, 7.0),
    (Ink.Text, Ink.AlternateBase, 7.0),
    (Ink.ButtonText, Ink.Button, 7.0),
    (Ink.HighlightedText, Ink.Highlight, 7.0),
    (Ink.ToolTipText, Ink.ToolTipBase, 7.0),
    (Ink.Link, Ink.Base, 7.0),
    (Ink.LinkVisited, Ink.Base, 7.0),
    (Ink.PlaceholderText, Ink.Base, 7.0),
    (Ink.PlaceholderText, Ink.Window, 7.0),
    (Ink.Highlight, Ink.Base, 3.0),
    (Ink.Highlight, Ink.Window, 3.0),
    (Ink.Dark, Ink.Base, 3.0),
    (Ink.Dark, Ink.Window, 3.0),
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What was read from the pixels of one painted part: 0xRRGGBB colours and their ratio."""

    foreground: int
    background: int

    @property
    def ratio(self) -> float:
        """Contrast ratio, 1 to 21."""
        return ratio_of(self.foreground, self.background)


def palette_contrast(palette: QPalette, theme: SystemColours) -> tuple[Finding, ...]:
    """Findings about the pairs of a palette as the program repaired it, for windows in front and behind."""
    found: list[Finding] = []
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        for front, back, least in PAIRS:
            ground = rgb_of(palette.color(group, back))
            text = rgb_of(palette.color(group, front), ground)
            where = f"palette/{theme.name}/{group.name}"
            ratio = ratio_of(text, ground)
            pair = f"{front.name} on {back.name}, {hexed(text)} on {hexed(ground)}, {ratio:.2f}:1"
            if theme.contrast:
                # What stands out of what is then the theme's own affair: only mixing can be wrong here.
                if least > LEAST["outline"] and not _own_pair(text, ground, theme):
                    found.append(error("not-the-themes-pair", where, pair))
            # A band of Highlight behind its own text may be paler when the window is not in front.
            elif ratio < least and not (group == QPalette.ColorGroup.Inactive and Ink.Highlight in (front, back)):
                found.append(error("palette-contrast", where, f"{pair}, least is {least:g}:1"))
    return tuple(found)


def painted_contrast(
    window: QWidget, theme: SystemColours, crops: Path | None = None, *, scale: int = SCALE
) -> tuple[Finding, ...]:
    """Findings about every text, icon and outline that a shown window paints.

    ``crops`` is a folder into which a picture of each violation is saved; it is made if it is missing. ``scale`` is how
    many pixels to a logical one are drawn.
    """
    QApplication.processEvents()
    canvas = draw(window, scale, caret=False)
    found: list[Finding] = []
    for part in painted_parts(window):
        measured = measure(canvas, part)
        if measured is None:
            continue
        finding = _judge(part, measured, theme)
        if finding is not None:
            found.append(with_crop(finding, canvas, part.place, crops))
    return tuple(found)


def measure(canvas: Canvas, part: Painted) -> Measured | None:
    """Read the two colours of a painted part; None where nothing is painted (an empty icon, a space)."""
    if part.kind == "outline":
        return _outline(canvas, part)
    colours = canvas.two_colours(part.place)
    return Measured(*colours) if colours is not None else None


def _judge(part: Painted, measured: Measured, theme: SystemColours) -> Finding | None:
    words = part.words if len(part.words) <= 40 else part.words[:39] + "…"
    read = (
        f"{part.kind} {words!r}: {hexed(measured.foreground)} on {hexed(measured.background)}, {measured.ratio:.2f}:1"
    )
    is_text = part.kind in ("text", "quiet text")
    if theme.contrast and is_text:
        own = _own_pair(measured.foreground, measured.background, theme)
        return None if own else error("not-the-themes-pair", path_of(part.widget), read)
    least = LEAST[part.kind]
    if measured.ratio >= least - ROUNDING:
        return None
    rule = part.kind.replace(" ", "-") + "-contrast"
    return error(rule, path_of(part.widget), f"{read}, least is {least:g}:1")


def _own_pair(text: int, ground: int, theme: SystemColours) -> bool:
    return any(near(text, front) and near(ground, back) for front, back in theme.pairs())


def _outline(canvas: Canvas, part: Painted) -> Measured | None:
    """The weakest side of an outline: each side is crossed where it is straight."""
    place = part.place
    if not _whole(part):
        return None
    weakest: Measured | None = None
    shares = (0.5,) if isinstance(part.widget, QRadioButton) else (0.35, 0.5, 0.65)
    for line in _crossings(place, shares):
        best: Measured | None = None
        for start, step in line:
            colours = canvas.along(start, step, OUTSIDE + INSIDE)
            if not colours:
                continue
            # Against what is outside or what is inside: a rule that runs past close by must not count as either.
            sides = (colours[0], colours[-1])
            candidate = max(
                (Measured(max(colours, key=partial(ratio_of, side)), side) for side in sides), key=lambda one: one.ratio
            )
            best = candidate if best is None or candidate.ratio > best.ratio else best
        if best is not None and (weakest is None or best.ratio < weakest.ratio):
            weakest = best
    return weakest


def _whole(part: Painted) -> bool:
    """Whether all of a control is in view; a scrolled-off side cannot be judged."""
    return seen_rect(part.widget) == part.widget.rect()


def _crossings(place: QRect, shares: tuple[float, ...]) -> Iterator[list[tuple[QPoint, QPoint]]]:
    across = [place.left() + int(place.width() * share) for share in shares]
    down = [place.top() + int(place.height() * share) for share in shares]
    yield [(QPoint(x, place.top() - OUTSIDE), QPoint(0, 1)) for x in across]
    yield [(QPoint(x, place.bottom() + OUTSIDE), QPoint(0, -1)) for x in across]
    yield [(QPoint(place.left() - OUTSIDE, y), QPoint(1, 0)) for y in down]
    yield [(QPoint(place.right() + OUTSIDE, y), QPoint(-1, 0)) for y in down]


def with_crop(finding: Finding, canvas: Canvas, place: QRect, crops: Path | None) -> Finding:
    """The finding, with a picture of the place saved into the folder ``crops`` (if there is one) and named in it."""
    if crops is None:
        return finding
    crops.mkdir(parents=True, exist_ok=True)
    slug = re.sub(r"[^a-z0-9]+", "-", f"{finding.rule} {finding.where.split('/')[-1]}".casefold()).strip("-")
    number = sum(1 for _ in crops.glob(f"{slug}*.png")) + 1
    path = crops / f"{slug}-{number}.png"
    grown = place.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
    canvas.image.copy(QRect(grown.topLeft() * canvas.scale, grown.size() * canvas.scale)).save(str(path))
    return error(finding.rule, finding.where, f"{finding.says} (see {path.name})")
