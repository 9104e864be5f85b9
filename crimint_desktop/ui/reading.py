"""Words to read, with parts of them set apart: only through character formats, never through markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from crimint_desktop.ui import reading_style
from crimint_desktop.ui.growth import make_room
from crimint_desktop.ui.metrics import Type, font, u


class Set(Enum):
    """How a stretch of words is set apart, and the word by which it is announced."""

    PLAIN = ""
    STRONG = "important:"
    HIT = "found:"
    ADDED = "added:"
    REMOVED = "removed:"
    POINTED_AT = "pointed at:"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words and how they are set apart."""

    text: str
    how: Set = Set.PLAIN


def spoken(stretches: tuple[Stretch, ...]) -> str:
    """Give the words as they are heard, additions and removals said as such."""
    return " ".join(f"{part.how.value} {part.text.strip()}".strip() for part in stretches if part.text.strip())


def text_format(how: Set) -> QTextCharFormat:
    """Give the character format for ``how``: weight, underline and strike only, no colour."""
    made = QTextCharFormat()
    if how in (Set.STRONG, Set.HIT, Set.ADDED, Set.POINTED_AT):
        made.setFontWeight(QFont.Weight.DemiBold)
    if how in (Set.HIT, Set.ADDED):
        made.setFontUnderline(True)
    if how is Set.REMOVED:
        made.setFontStrikeOut(True)
    if how is Set.POINTED_AT:
        made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    return made


class ReadingText(QTextEdit):
    """Words that can be read, selected and moved through by keyboard, but not changed."""

    def __init__(self, parent: QWidget | None = None, *, framed: bool = False, grows: bool = True) -> None:
        """Stand without a frame unless ``framed``; take the height of the words when it ``grows``."""
        super().__init__(parent)
        self._grows = grows
        self._setting = False
        self._making_room = False
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.StyledPanel if framed else QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(u(1.4) if framed else 0)
        if grows:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._fit())
        self._dress()

    def show_words(self, *stretches: Stretch | str) -> None:
        """Show these words from the beginning."""
        parts = tuple(part if isinstance(part, Stretch) else Stretch(part) for part in stretches)
        self.clear()
        cursor = QTextCursor(self.document())
        for part in parts:
            cursor.insertText(part.text, text_format(part.how))
        self._set_apart()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        if any(part.how is not Set.PLAIN for part in parts):
            self.setAccessibleDescription(spoken(parts))

    def follow_style(self) -> None:
        """Set the words as a person chose."""
        self._dress()
        self._set_apart()

    def _set_apart(self) -> None:
        reading_style.set_apart(self.document(), self.fontMetrics().height())

    def _dress(self) -> None:
        wanted = font(Type.READING)
        if self.font() != wanted:
            self._setting = True
            self.setFont(wanted)
            self._setting = False

    def _fit(self) -> None:
        height = round(self.document().size().height()) + 2 * self.frameWidth()
        least = self.fontMetrics().lineSpacing() + 2 * self.frameWidth()
        if max(least, height) != self.height():
            self.setFixedHeight(max(least, height))
            if not self._making_room:  # making room may change the width, and with it the height, once more
                self._making_room = True
                make_room(self)
                self._making_room = False

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        if event.type() == QEvent.Type.FontChange and not self._setting:
            self._dress()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines anew."""
        super().resizeEvent(event)
        # Making room may have made this narrower while Qt was still breaking lines for the width before.
        wide = self.viewport().width()
        if self._grows and round(self.document().textWidth()) != wide:
            self.document().setTextWidth(wide)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus in the frame."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone."""
        super().focusOutEvent(event)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Shrink sideways as far as needed."""
        return QSize(u(16), super().minimumSizeHint().height() if not self._grows else self.height())
