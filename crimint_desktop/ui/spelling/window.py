"""One misspelt word: what may have been meant, and what else can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.explain.keys import HelpKeys
from crimint_desktop.ui.fields import line_field
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Scroll
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row

__all__ = ["SpellingWindow"]

_OF_SCREEN = 0.9
_AROUND = 60
"""Characters on each side of the word that are shown."""


class SpellingWindow(QDialog):
    """Stands open while F7 goes from word to word; Esc leaves it, and everything it did can be undone in the text."""

    used = Signal(str)
    """Write this instead."""
    skipped = Signal()
    """Leave this one as it is."""
    ignored = Signal()
    """Leave the word as it is, everywhere, until the program ends."""
    added = Signal()
    """It is a word."""

    def __init__(self, parent: QWidget | None = None, *, can_add: bool = True) -> None:
        """Stand empty; where no words of one's own can be kept, as before the copy is open, none can be added."""
        super().__init__(parent)
        self.setObjectName("spelling")
        self.setAccessibleIdentifier("spelling")
        self.setWindowTitle("Spelling")
        self.setAccessibleName("Spelling")
        self._about = ""
        self._word = Words("", role=Type.SECTION, wrap=True)
        self._context = Words("", wrap=True)
        self._none = Words("Nothing like it is known. Write what you meant, or leave it as it is.", wrap=True)
        self._list_label = Words("Suggestions")
        self.suggestions = RowList(title="Suggestions", identifier="spelling.suggestions", edge=1.6)
        self.suggestions.setMaximumWidth(ems(18))  # no wider than words are: a magnifier shows its middle
        self.suggestions.chosen.connect(self.used)
        self._own_field, self.own = line_field("Or write it yourself", identifier="spelling.own", width=18)
        self._can_add = can_add
        self._build()
        HelpKeys(self, check_spelling=self.skipped.emit)  # F7 goes on, as it began

    def _build(self) -> None:
        self._content = QWidget()
        rows = QVBoxLayout(self._content)
        rows.setContentsMargins(u(5), u(4), u(5), u(4))
        rows.setSpacing(u(2.4))
        for widget in (self._word, self._context, self._none, self._list_label):
            rows.addWidget(widget)
        self._list_label.setBuddy(self.suggestions)
        rows.addWidget(self.suggestions, 1)
        rows.addWidget(self._own_field)
        buttons = QGridLayout()
        buttons.setSpacing(u(2))
        made = (
            ("Use", self._use, "use", ""),
            ("Leave it", self.skipped.emit, "leave", ""),
            ("Ignore from now on", self.ignored.emit, "ignore", ""),
            *((("Add to my words", self.added.emit, "add", ""),) if self._can_add else ()),
            ("Close", self.reject, "close", "Close spelling"),
        )
        for at, (words, act, key, spoken) in enumerate(made):
            button = Button(words, act, identifier=f"spelling.{key}", default=key == "use", spoken=spoken)
            buttons.addWidget(button, at // 2, at % 2, Qt.AlignmentFlag.AlignLeft)
        rows.addLayout(buttons)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        # Under large text all of it is higher than a screen: then it scrolls.
        around.addWidget(Scroll(self._content, identifier="spelling.scroll"))
        self.setMinimumWidth(ems(20))

    def show_word(self, word: str, before: str, after: str, suggestions: tuple[str, ...]) -> None:
        """Show one word, and say it with what may have been meant."""
        self._about = word
        self._word.setText(f"Misspelt: {word}")
        start = "…" if len(before) > _AROUND else ""
        end = "…" if len(after) > _AROUND else ""
        self._context.setText(" ".join(f"{start}{before[-_AROUND:]}“{word}”{after[:_AROUND]}{end}".split()))
        self.suggestions.set_rows([Row(each, (Cell(each),)) for each in suggestions])
        self.suggestions.set_chosen(suggestions[0] if suggestions else "")
        for widget in (self.suggestions, self._list_label):
            widget.setVisible(bool(suggestions))
        self._none.setVisible(not suggestions)
        self.own.setText(word)
        self.own.selectAll()
        (self.suggestions if suggestions else self.own).setFocus(Qt.FocusReason.OtherFocusReason)
        meant = f"Suggestions: {', '.join(suggestions)}" if suggestions else "No suggestions"
        announce(self, f"Misspelt: {word}. {meant}")

    def word(self) -> str:
        """Give what is shown."""
        return self._word.text()

    def _use(self) -> None:
        written = self.own.text().strip()
        if written and written != self._about:
            self.used.emit(written)
        elif self.own.hasFocus() or not self.suggestions.isVisibleTo(self):
            self.skipped.emit()
        else:
            self.used.emit(str(self.suggestions.currentIndex().data()))

    # Qt's overrides

    def sizeHint(self) -> QSize:
        """Ask for the room that everything takes, and no more than the screen has."""
        room = self.screen().availableGeometry().size() * _OF_SCREEN
        return self._content.sizeHint().expandedTo(QSize(ems(26), ems(20))).boundedTo(room)
