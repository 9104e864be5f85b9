"""How words to read and to write at length are set, as a person chose it: font, and what stands between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

__all__ = ["ReadingStyle", "choose", "chosen", "dressed", "set_apart"]

_CHOSEN = "crimint.reading-style"
_USUAL = 100
_WORDS_TO_LETTERS = 4 / 3
"""Words stand apart by a third more than letters do: 0.16 to 0.12 of the letters' height, as WCAG 1.4.12 has it."""


@dataclass(frozen=True, slots=True)
class ReadingStyle:
    """``family`` empty means the system's font; ``lines`` in per cent of the font's own distance; what is added between
    letters and between paragraphs in hundredths of the letters' height."""

    family: str = ""
    lines: int = _USUAL
    letters: int = 0
    paragraphs: int = 0


def chosen() -> ReadingStyle:
    """Give what holds now."""
    application = QApplication.instance()
    found = application.property(_CHOSEN) if application is not None else None
    return found if isinstance(found, ReadingStyle) else ReadingStyle()


def choose(style: ReadingStyle) -> None:
    """Let every area for reading and writing follow ``style`` from now on."""
    application = QApplication.instance()
    if not isinstance(application, QApplication) or chosen() == style:
        return
    application.setProperty(_CHOSEN, style)
    for widget in application.allWidgets():
        _follow(widget)


def _follow(widget: QWidget) -> None:
    follow = getattr(widget, "follow_style", None)
    if callable(follow):
        follow()


def dressed(font: QFont) -> QFont:
    """Give ``font`` in the chosen family, with the chosen room between letters and words."""
    style = chosen()
    if style.family:
        font.setFamilies([style.family, *font.families()])
    if style.letters:
        from PySide6.QtGui import QFontInfo  # not before the first window

        apart = QFontInfo(font).pixelSize() * style.letters / 100
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, apart)
        font.setWordSpacing(apart * _WORDS_TO_LETTERS)
    return font


def set_apart(document: QTextDocument, size: int) -> None:
    """Set lines and paragraphs of ``document`` apart as chosen; ``size`` is the letters' height in pixels.

    Only another choice sets them anew, not another size of text; what was typed before it can then no longer be undone.
    """
    from PySide6.QtGui import QTextBlockFormat, QTextCursor  # slow to load while the first window waits

    style = chosen()
    at = document.firstBlock().blockFormat()
    stands = (at.lineHeight() or float(_USUAL), at.bottomMargin() > 0)
    if document.property(_CHOSEN) in (style, None) and stands == (float(style.lines), style.paragraphs > 0):
        return
    wanted = QTextBlockFormat()
    wanted.setLineHeight(float(style.lines), QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    wanted.setBottomMargin(size * style.paragraphs / 100)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    remembers = document.isUndoRedoEnabled()
    document.setUndoRedoEnabled(False)
    cursor.mergeBlockFormat(wanted)
    document.setUndoRedoEnabled(remembers)
    document.setProperty(_CHOSEN, style)
