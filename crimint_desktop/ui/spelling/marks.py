"""Underlines beneath misspelt words: a wave, so that it is not colour that says it, set aside from the words."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QTextCharFormat

from crimint_desktop.actions.spelling import Misspelt
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_desktop.ui.spelling.prose import cursor_at
from crimint_desktop.ui.text_area import TextArea

__all__ = ["Marks"]

_PAUSE_MS = 400
_MOST = 500
"""So many words are underlined at most: text pasted in another language would be one wave."""


class Marks(QObject):
    """Looks at one text area after each pause in typing; a key press only sets a timer."""

    def __init__(self, area: TextArea, acts: SpellingActs, jobs: Jobs) -> None:
        """Begin at once."""
        super().__init__(area)
        self._area = area
        self._may = acts
        self._jobs = jobs
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.look)
        area.textChanged.connect(self._timer.start)
        self.look()

    def look(self) -> None:
        """Look at the words as they stand."""
        self._timer.stop()
        if not self._may.underlines() or self._area.isReadOnly():
            self._area.setExtraSelections([])
            return
        text = self._area.text()
        self._jobs.when(self, self._may.look(text), lambda found: self._show(text, found))

    def _show(self, text: str, found: tuple[Misspelt, ...]) -> None:
        if self._area.text() != text:
            return  # more was typed meanwhile: the next pause looks again
        here = self._area.textCursor().position()
        marked = []
        for each in found[:_MOST]:
            cursor = cursor_at(self._area, text, each.at, len(each.word))
            if self._area.hasFocus() and cursor.selectionEnd() == here:
                continue  # the word that is being typed
            made = TextArea.ExtraSelection()
            made.cursor = cursor
            made.format = _wave()
            marked.append(made)
        self._area.setExtraSelections(marked)

    def marked(self) -> tuple[str, ...]:
        """Give the words that are underlined."""
        return tuple(each.cursor.selectedText() for each in self._area.extraSelections())


def _wave() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    return made
