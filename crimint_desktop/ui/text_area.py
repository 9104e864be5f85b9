"""A text area for plain words: Tab leaves it, its frame shows the focus, it grows with what is written."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QTextOption
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from crimint_desktop.ui import reading_style
from crimint_desktop.ui.growth import make_room
from crimint_desktop.ui.metrics import Type, font, u

PASTE_LIMIT = 200_000
"""Characters: more than this in one paste is refused, and said."""


class TextArea(QTextEdit):
    """Many lines of plain words; typing and pasting can never bring formatting, pictures or links with them."""

    left = Signal()
    """The keyboard went elsewhere: the moment to save."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        lines: tuple[int, int] = (3, 12),
        paste_limit: int = PASTE_LIMIT,
        too_long: Callable[[int, int], None] | None = None,
        role: Type = Type.READING,
    ) -> None:
        """Grow between the two numbers of ``lines``; ``too_long(pasted, limit)`` is told of a refused paste."""
        super().__init__(parent)
        self._lines = lines
        self._paste_limit = paste_limit
        self._too_long = too_long
        self._role = role
        self._setting = False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(u(1.4))
        self._dress()
        self._grown = QTimer(self)
        self._grown.setSingleShot(True)
        self._grown.setInterval(0)
        self._grown.timeout.connect(self._fit)
        self.document().documentLayout().documentSizeChanged.connect(lambda _size: self._grown.start())
        self._fit()

    def text(self) -> str:
        """Give the words."""
        return self.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace the words, as plain text; nothing can be undone back to the earlier ones."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self._set_apart()

    def follow_style(self) -> None:
        """Set the words as a person chose."""
        self._dress()
        self._grown.start()

    def _dress(self) -> None:
        wanted = font(self._role)
        if self.font() != wanted:
            self._setting = True
            self.setFont(wanted)
            self._setting = False
        self.document().setDocumentMargin(u(1.4))
        self._set_apart()

    def _set_apart(self) -> None:
        reading_style.set_apart(self.document(), self.fontMetrics().height())

    def _height(self, lines: int) -> int:
        line = self.fontMetrics().lineSpacing() * reading_style.chosen().lines / 100
        return round(line * lines) + round(2 * self.document().documentMargin()) + u(0.6)

    def _fit(self) -> None:
        least, most = (self._height(count) for count in self._lines)
        wanted = round(self.document().size().height()) + u(0.6)
        height = min(most, max(least, wanted))
        scrolls = wanted > most
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        if height != self.height() or self.minimumHeight() != height:
            self.setFixedHeight(height)
            make_room(self)

    # Qt's overrides

    def setReadOnly(self, read_only: bool) -> None:
        """Let nothing be changed; the keys still move the caret, for whoever reads by it."""
        super().setReadOnly(read_only)
        if read_only:
            flag = Qt.TextInteractionFlag
            self.setTextInteractionFlags(flag.TextSelectableByMouse | flag.TextSelectableByKeyboard)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain words only, and not more than the limit."""
        if not source.hasText():
            return
        pasted = source.text()
        if len(pasted) > self._paste_limit:
            if self._too_long is not None:
                self._too_long(len(pasted), self._paste_limit)
            return
        self.textCursor().insertText(pasted)
        self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take words; refuse pictures and files."""
        return source.hasText()

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy plain words only."""
        made = QMimeData()
        made.setText(self.textCursor().selection().toPlainText())
        return made

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus in the frame."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is gone, and say so."""
        super().focusOutEvent(event)
        self.update()
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        if event.type() == QEvent.Type.FontChange and not self._setting:
            self._dress()
            self._grown.start()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        """Take the height that the words need."""
        return QSize(super().sizeHint().width(), self.height())
