"""The large field in which a whole grade is typed: ``1ap`` becomes 1AP, a wrong character is refused, and said."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from crimint_desktop.ui.a11y import announce, describe
from crimint_desktop.ui.metrics import Type, font, u
from crimint_desktop.ui.whereabouts import tell_focus_again
from crimint_domain.codes import CodeLists
from crimint_domain.errors import Refused
from crimint_domain.grading import Grading, read_typed

UNSET = "–"
LENGTH = 3


class CodeField(QLineEdit):
    """Three characters: source, assessment, handling; a dash for what is not chosen."""

    typed = Signal(object, str)
    """What was typed so far: a Grading and a handling code, either part may be open."""
    refused = Signal(str)
    """Why the last character was not taken, as a sentence; empty when all is well again."""
    entered = Signal()
    """The keyboard came into the field."""

    def __init__(self, codes: CodeLists, parent: QWidget | None = None) -> None:
        """Check what is typed against ``codes``."""
        super().__init__(parent)
        self._codes = codes
        self._last = ""
        self._shown = ""
        self._meaning = ""
        self._been_here = False
        self._setting = False
        self.setMaxLength(LENGTH)
        self.setPlaceholderText(UNSET * LENGTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setInputMethodHints(Qt.InputMethodHint.ImhPreferUppercase | Qt.InputMethodHint.ImhNoPredictiveText)
        self.textEdited.connect(self._edited)
        self._dress()

    def means(self, words: str, *, wrong: bool = False) -> None:
        """Have ``words`` said after the code: what it means, or what is wrong with it."""
        self._meaning = words
        if wrong or not self._been_here:
            describe(self, words)
        elif self.accessibleDescription().startswith("Error"):
            describe(self, "")

    def show_code(self, code: str) -> None:
        """Show ``code``, three characters with dashes for what is open; tells nobody."""
        self._shown = "" if code == UNSET * LENGTH else code
        if self.text() != self._shown and not (self.hasFocus() and self._same(self.text(), code)):
            self.setText(self._shown)
            if self.isVisible() and not self.hasFocus():
                tell_focus_again()  # the caret that moved here is not the one that is written at
        self._last = self.text()

    def _same(self, typed: str, code: str) -> bool:
        return typed.ljust(LENGTH, UNSET).replace("-", UNSET) == code

    def _edited(self, text: str) -> None:
        upper = text.upper().replace("-", UNSET)
        try:
            grading, handling = read_typed(upper, self._codes)
        except Refused as refusal:
            at = self.cursorPosition()
            self.setText(self._last)
            self.setCursorPosition(min(max(0, at - 1), len(self._last)))
            words = refusal.problems[0].says
            describe(self, f"Error: {words}")
            self.refused.emit(words)
            announce(self, words, assertive=True)
            return
        at = self.cursorPosition()
        self.setText(upper)
        self.setCursorPosition(at)
        self._last = upper
        describe(self, "")
        self.refused.emit("")
        self.typed.emit(grading, handling)

    def is_complete(self) -> bool:
        """Say whether all three characters are typed."""
        return len(self.text()) == LENGTH and UNSET not in self.text()

    def read(self) -> tuple[Grading, str]:
        """Give what is typed, as a Grading and a handling code."""
        return read_typed(self.text(), self._codes)

    def _dress(self) -> None:
        wanted = font(Type.INSTRUMENT)
        if self.font() != wanted:
            self._setting = True
            self.setFont(wanted)
            self._setting = False
        metrics = QFontMetrics(wanted)
        self.setFixedSize(metrics.horizontalAdvance("2CC") + u(6), round(metrics.capHeight() * 1.5) + u(2))

    # Qt's overrides

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the whole code selected, so that typing replaces it, and its meaning said with it."""
        # Before the focus is told of: what changes afterwards, or just behind it, would be said once more.
        self._been_here = True
        describe(self, self._meaning)
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()
        self.entered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show dashes for what is still open."""
        super().focusOutEvent(event)
        if self.text() != self._shown:
            self.setText(self._shown)
        self._last = self.text()
        if not self.isReadOnly():
            describe(self, "")
            self.refused.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Type over a dash, so that an open place can be filled without deleting first."""
        at = self.cursorPosition()
        if event.text().strip() and not self.hasSelectedText() and self.text()[at : at + 1] == UNSET:
            self.setSelection(at, 1)
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        if event.type() == QEvent.Type.FontChange and not self._setting:
            self._dress()
        super().changeEvent(event)
