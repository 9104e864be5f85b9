"""Radio buttons and check boxes whose words break into lines where there is no room for one: Qt's cut them off."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QStyle, QWidget

from crimint_desktop.ui.metrics import target, u

__all__ = ["CheckBox", "RadioButton"]

_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextWordWrap


class RadioButton(QRadioButton):
    """One of several choices, as many lines high as its words need."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Offer the choice ``words``."""
        super().__init__(words, parent)
        let_wrap(self)

    def hasHeightForWidth(self) -> bool:
        """Be higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of the words in lines no longer than ``width`` leaves."""
        return _height(self, width)

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the longest word."""
        return _least(self)


class CheckBox(QCheckBox):
    """Something to say yes or no to, as many lines high as its words need."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """Offer to say yes to ``words``."""
        super().__init__(words, parent)
        let_wrap(self)

    def hasHeightForWidth(self) -> bool:
        """Be higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of the words in lines no longer than ``width`` leaves."""
        return _height(self, width)

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the longest word."""
        return _least(self)


def let_wrap(choice: QAbstractButton) -> None:
    """Let a layout make ``choice`` narrower than its words in one line, and no wider."""
    policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
    policy.setHeightForWidth(True)
    choice.setSizePolicy(policy)


def _mark(choice: QAbstractButton) -> int:
    """Pixels that the mark and the gap after it take."""
    radio = isinstance(choice, QRadioButton)
    metric = QStyle.PixelMetric
    wide = metric.PM_ExclusiveIndicatorWidth if radio else metric.PM_IndicatorWidth
    gap = metric.PM_RadioButtonLabelSpacing if radio else metric.PM_CheckBoxLabelSpacing
    style = choice.style()
    return style.pixelMetric(wide, None, choice) + style.pixelMetric(gap, None, choice) + u(1)


def _height(choice: QAbstractButton, width: int) -> int:
    room = QRect(0, 0, max(1, width - _mark(choice)), 1 << 16)
    words = choice.fontMetrics().boundingRect(room, int(_FLAGS), choice.text())
    return max(target(1.45), words.height() + u(0.6))


def _least(choice: QAbstractButton) -> QSize:
    longest = max((choice.fontMetrics().horizontalAdvance(word) for word in choice.text().split()), default=0)
    wide = min(choice.sizeHint().width(), _mark(choice) + longest + u(1))
    return QSize(wide, target(1.45))
