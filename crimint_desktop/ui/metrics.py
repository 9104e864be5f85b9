"""The two units every size is made of, and the type roles: sizes follow the application font, never pixels."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QApplication

from crimint_desktop.ui import reading_style

MIN_TARGET = 24
"""Pixels: nothing that can be pressed is smaller (WCAG 2.5.8)."""


@dataclass(frozen=True, slots=True)
class TypeRole:
    """How a kind of words is set: size as a factor of the application font, weight, and extra letter spacing in %."""

    factor: float
    weight: QFont.Weight = QFont.Weight.Normal
    spacing: float = 0


class Type(Enum):
    """The type roles of the program; nothing is ever smaller than the application font."""

    BODY = TypeRole(1)
    STRONG = TypeRole(1, QFont.Weight.DemiBold)
    READING = TypeRole(1.11)
    SECTION = TypeRole(1.22, QFont.Weight.DemiBold)
    TITLE = TypeRole(1.55, QFont.Weight.DemiBold)
    GRADE = TypeRole(1.22, QFont.Weight.DemiBold)
    INSTRUMENT = TypeRole(2.9, QFont.Weight.Bold)
    MARKING = TypeRole(1, QFont.Weight.Bold, 6)


def em() -> int:
    """Give the height of a line in the application font, in logical pixels: the unit of every width and height."""
    return QFontMetrics(QApplication.font()).height()


def u(count: float = 1) -> int:
    """Give ``count`` quarter ems in logical pixels: the unit of every margin and gap."""
    return round(count * em() / 4)


def ems(count: float) -> int:
    """Give ``count`` ems in logical pixels."""
    return round(count * em())


def target(count: float) -> int:
    """Give ``count`` ems, but never less than the smallest allowed target."""
    return max(MIN_TARGET, ems(count))


def font(role: Type) -> QFont:
    """Give the application font set for ``role``."""
    made = QFont(QApplication.font())
    made.setPointSizeF(made.pointSizeF() * role.value.factor)
    made.setWeight(role.value.weight)
    if role.value.spacing:
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 100 + role.value.spacing)
    return reading_style.dressed(made) if role is Type.READING else made
