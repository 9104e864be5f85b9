"""WCAG's arithmetic of contrast."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QColor


def luminance(rgb: int) -> float:
    """Relative luminance (WCAG 2.2) of 0xRRGGBB, from 0 for black to 1 for white."""
    red, green, blue = (_linear((rgb >> shift & 0xFF) / 255) for shift in (16, 8, 0))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


@lru_cache(maxsize=65536)
def ratio_of(one: int, two: int) -> float:
    """Contrast ratio of two 0xRRGGBB colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def rgb_of(colour: QColor, below: int = 0) -> int:
    """A colour as 0xRRGGBB; a see-through one as it looks over ``below``."""
    part = colour.alphaF()
    mixed = 0
    for shift, own in ((16, colour.red()), (8, colour.green()), (0, colour.blue())):
        mixed |= round(own * part + (below >> shift & 0xFF) * (1 - part)) << shift
    return mixed


def hexed(rgb: int) -> str:
    """A colour as people write it: ``#rrggbb``."""
    return f"#{rgb:06x}"


def near(one: int, two: int, by: int = 10) -> bool:
    """Whether two colours differ by no more than ``by`` in each part: what is left of anti-aliasing at scale 2."""
    return all(abs((one >> shift & 0xFF) - (two >> shift & 0xFF)) <= by for shift in (16, 8, 0))
