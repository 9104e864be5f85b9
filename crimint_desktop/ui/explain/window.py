"""The explanation of one field, over the page it stands on; Esc goes back to the field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.explain.words import Explained
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.reading import ReadingText

__all__ = ["ExplainWindow"]

_WIDTH, _HEIGHT = 26, 8


class ExplainWindow(QDialog):
    """The keyboard is in the words; all of them are said at once."""

    def __init__(self, explained: Explained, more: Callable[[], object] | None, parent: QWidget | None = None) -> None:
        """Explain one field; ``more`` shows the page of help to which it belongs, where pages can be shown."""
        super().__init__(parent)
        self.setObjectName("explain")
        self.setAccessibleIdentifier("explain")
        self.setWindowTitle("What is this?")
        self.setAccessibleName("What is this?")
        self._more = more
        self.text = ReadingText(framed=True, grows=False)
        self.text.show_words(explained.words)
        name(self.text, explained.name or "Explanation", identifier="explain.text")
        QTimer.singleShot(0, self, self.say)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(u(5), u(4), u(5), u(4))
        rows.setSpacing(u(2.4))
        rows.addWidget(Words(explained.name, role=Type.SECTION, wrap=True))
        rows.addWidget(self.text, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(u(2))
        buttons.addWidget(Button("Close", self.accept, identifier="explain.close", default=True))
        if more is not None:
            buttons.addWidget(Button("More help", self._show_more, identifier="explain.more"))
        buttons.addStretch(1)
        rows.addLayout(buttons)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(ems(_WIDTH), ems(_HEIGHT) + self.sizeHint().height() // 2)
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self) -> None:
        """Say all of the words, as when the window was opened."""
        announce(self.text, self.text.toPlainText())

    def _show_more(self) -> None:
        self.accept()
        if self._more is not None:
            self._more()
