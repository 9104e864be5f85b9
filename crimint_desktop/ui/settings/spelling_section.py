"""Spelling in Settings: whether misspelt words are underlined, and the words a person added, to take one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.fields import check_box
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.page import Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.settings.acts import Chosen, WordsActs
from crimint_desktop.ui.tables import Column, Table

__all__ = ["SpellingSection"]


class SpellingSection(Section):
    """Words that were added stand in a table; taking one back can be undone."""

    def __init__(self, choose: Callable[[Callable[[Chosen], Chosen]], object], acts: WordsActs, jobs: Jobs) -> None:
        """``choose`` is given what changes a person's choices."""
        super().__init__("Spelling", identifier="settings.spelling-part")
        self._may = acts
        self._jobs = jobs
        self._gone = ""
        self._underline = check_box("Underline misspelt words", identifier="settings.spelling")
        self._underline.clicked.connect(lambda on: choose(lambda was: replace(was, spelling=bool(on))))
        self._table = Table(
            (Column("Word"),), title="Words you added", identifier="settings.words.table", whole=True, heading=False
        )
        self._remove = flat("Remove word", self._press_remove, identifier="settings.words.remove")
        self._undo = flat("Undo", self._press_undo, identifier="settings.words.undo", spoken="Undo: add it again")
        self.body.addWidget(self._underline)
        self.body.addWidget(Words("F7 goes from one misspelt word to the next.", quiet=True, wrap=True))
        self._heading = Words("Words you added")
        for widget in (self._heading, self._table, self._remove, self._undo):
            self.body.addWidget(widget, 0, Qt.AlignmentFlag(0) if widget is self._table else Qt.AlignmentFlag.AlignLeft)
        self._undo.hide()
        self._show(())

    def show_chosen(self, chosen: Chosen) -> None:
        """Show what is chosen now, and ask which words were added."""
        self._underline.setChecked(chosen.spelling)

    def refresh(self) -> None:
        """Ask which words were added."""
        self._jobs.when(self, self._may.added(), self._show)

    def _show(self, words: tuple[str, ...]) -> None:
        self._table.set_rows([Row(word, (Cell(word),)) for word in words])
        for widget in (self._heading, self._table, self._remove):
            widget.setVisible(bool(words))

    def _press_remove(self) -> None:
        word = self._table.current_key()
        if word:
            self._gone = word
            self._jobs.when(self, self._may.forget(word), lambda _none: self._changed(f"{word} removed"))
            self._undo.setText(f"{word} removed. Undo")
            self._undo.setAccessibleName(f"{word} removed. Undo")
            self._undo.show()
            self._undo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press_undo(self) -> None:
        word, self._gone = self._gone, ""
        self._jobs.when(self, self._may.add(word), lambda _none: self._changed(f"{word} is back"))
        self._underline.setFocus(Qt.FocusReason.OtherFocusReason)
        self._undo.hide()

    def _changed(self, says: str) -> None:
        announce(self, says)
        self.refresh()
