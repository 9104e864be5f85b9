"""Words shown as they are. Qt guesses rich text and then opens the files it names; nothing here ever guesses.

Record text may hold ``<img src=…>``: a plain QLabel, tool tip or message box would open that file or send the
user's password hash to another machine. Every label, tip and message of the program comes from this module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QPalette, QResizeEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from crimint_desktop.ui.metrics import Type, font

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

_LONG = 16_777_215
"""Pixels: Qt's own largest size, as long as there is room."""


class Words(QLabel):
    """A label of plain words in one of the type roles; ``quiet`` is the second voice."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        role: Type = Type.BODY,
        quiet: bool = False,
        wrap: bool = False,
        selectable: bool = False,
    ) -> None:
        """Show ``text``; ``wrap`` words that fill lines, others stay in one line while there is room for it."""
        super().__init__(parent)
        self._role = role
        self._one_line = not wrap
        self._setting = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        if wrap:
            self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if selectable:
            self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.set_quiet(quiet)
        self.setText(text)
        self._dress()

    def set_quiet(self, quiet: bool) -> None:
        """Use the second voice, or the first."""
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText if quiet else QPalette.ColorRole.WindowText)

    def set_type(self, role: Type) -> None:
        """Set the words in another type role."""
        self._role = role
        self._dress()

    def _dress(self) -> None:
        wanted = font(self._role)
        if not self._setting and self._role is not Type.BODY and self.font() != wanted:
            self._setting = True
            self.setFont(wanted)
            self._setting = False
        elif self._role is Type.BODY and self.testAttribute(Qt.WidgetAttribute.WA_SetFont):
            self.setFont(font(Type.BODY))

    def _natural(self) -> QSize:
        """The room that the words take in one line."""
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, self.text())

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        if event.type() == QEvent.Type.FontChange and not self._setting:
            self._dress()
        super().changeEvent(event)

    def heightForWidth(self, width: int) -> int:
        """Give the height of the words in lines no longer than ``width``."""
        if not self._one_line:
            return super().heightForWidth(width)
        natural = self._natural()
        if width >= natural.width():
            return natural.height()
        room = QRect(0, 0, max(1, width), 1 << 16)
        flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextShowMnemonic
        return self.fontMetrics().boundingRect(room, int(flags), self.text()).height()

    def sizeHint(self) -> QSize:
        """Ask for one line, however many the words stand in now."""
        return self._natural() if self._one_line and self.pixmap().isNull() else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as the longest word."""
        if not self._one_line or not self.pixmap().isNull():
            return super().minimumSizeHint()
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in self.text().split()), default=0)
        natural = self._natural()
        return QSize(min(longest + 1, natural.width()), natural.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the words into lines where they do not fit into one, and join them again where they do."""
        super().resizeEvent(event)
        if self._one_line:
            self.setWordWrap(self.width() < self._natural().width())


class Elided(Words):
    """One line of words that ends in an ellipsis where there is no room; the whole stands in its tip and its name."""

    def setText(self, text: str) -> None:
        """Show ``text``, shortened if need be."""
        self._whole = text
        self._fit()

    def text_in_full(self) -> str:
        """Give the words as they were set."""
        return self._whole

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            QLabel.setText(self, shown)
        self.setAccessibleName(self._whole)
        tool_tip(self, self._whole if shown != self._whole else "")

    # Qt's overrides

    def sizeHint(self) -> QSize:
        """Ask for the room that all the words take."""
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 2, self._natural().height())

    def minimumSizeHint(self) -> QSize:
        """Make do with very little."""
        return QSize(self.fontMetrics().averageCharWidth() * 3, self._natural().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:
        """Shorten again."""
        self._fit()


def tool_tip(widget: QWidget, text: str) -> None:
    """Give ``widget`` a tip of plain words; never the only place where something is said."""
    widget.setToolTip(plain_tip(text))


def plain_tip(text: str) -> str:
    """Give ``text`` such that a tip shows it as it is, whatever it holds."""
    # Only words that Qt would take for markup are wrapped: a tip also serves as the spoken description.
    if not Qt.mightBeRichText(text):
        return text
    from html import escape  # seldom needed, and slow to load while the first window waits

    return f"<p>{escape(text)}</p>"


class Hairline(QWidget):
    """A line between panes (``Mid``) or rows (``Midlight``), one pixel thick."""

    def __init__(self, parent: QWidget | None = None, *, upright: bool = False, faint: bool = False) -> None:
        """Lie, or stand when ``upright``."""
        super().__init__(parent)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Midlight if faint else QPalette.ColorRole.Mid)
        self.set_upright(upright)

    def set_upright(self, upright: bool) -> None:
        """Stand, or lie."""
        self.setMinimumSize(1, 1)
        self.setMaximumSize(1 if upright else _LONG, _LONG if upright else 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question: its words, and whether it is what Enter and Esc choose."""

    words: str
    default: bool = False
    escape: bool = False


def ask(parent: QWidget, title: str, text: str, choices: tuple[Choice, ...], *, detail: str = "") -> int:
    """Ask and wait for an answer; gives the index in ``choices``. Words are plain, whatever they hold."""
    box = question(parent, title, text, choices, detail=detail)
    box.exec()
    return answered(box)


def question(parent: QWidget, title: str, text: str, choices: tuple[Choice, ...], *, detail: str = "") -> QMessageBox:
    """Make the box that ``ask`` shows, for one who shows it without waiting."""
    from PySide6.QtWidgets import QMessageBox, QPushButton  # slow to load while the first window waits

    box = QMessageBox(parent)
    box.setObjectName("message")
    box.setAccessibleName(title)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"{text}\n\n{detail}" if detail else text)
    for at, choice in enumerate(choices):
        button = QPushButton(choice.words.replace("&", "&&"), box)
        button.setObjectName(f"choice{at}")
        button.setAccessibleIdentifier(f"message.choice{at}")
        button.setAccessibleName(choice.words)
        button.setAutoDefault(False)
        box.addButton(button, QMessageBox.ButtonRole.ActionRole)
        if choice.default:
            box.setDefaultButton(button)
        if choice.escape:
            box.setEscapeButton(button)
    _plain_labels(box)
    return box


def answered(box: QMessageBox) -> int:
    """Give the index of the choice that closed ``box``; the escape choice when it was closed otherwise."""
    clicked = box.clickedButton() or box.escapeButton()
    for at, button in enumerate(box.buttons()):
        if clicked is not None and button.objectName() == clicked.objectName():
            return at
    return len(box.buttons()) - 1


def tell(parent: QWidget, title: str, text: str, *, detail: str = "") -> None:
    """Say something that must be read before going on."""
    ask(parent, title, text, (Choice("Close", default=True, escape=True),), detail=detail)


def _plain_labels(box: QMessageBox) -> None:
    for label in box.findChildren(QLabel):
        if label.text():
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setAccessibleIdentifier("message.text")
