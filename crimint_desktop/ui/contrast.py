"""Contrast between two colours as WCAG 2.2 measures it, and mixing of two colours."""

from __future__ import annotations

from PySide6.QtGui import QColor

_LINEAR_BELOW = 0.04045
"""Where sRGB changes from a straight line to a curve (IEC 61966-2-1)."""


def luminance(colour: QColor) -> float:
    """Give the relative luminance of an opaque colour, 0 (black) to 1 (white)."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def ratio(one: QColor, other: QColor) -> float:
    """Give the contrast ratio of two opaque colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(over: QColor, under: QColor, share: float) -> QColor:
    """Give ``share`` (0 to 1) of ``over`` mixed with the rest of ``under``, opaque."""
    return QColor.fromRgbF(
        over.redF() * share + under.redF() * (1 - share),
        over.greenF() * share + under.greenF() * (1 - share),
        over.blueF() * share + under.blueF() * (1 - share),
    )
