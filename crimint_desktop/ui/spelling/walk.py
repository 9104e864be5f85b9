"""F7: from one misspelt word to the next, through every field of prose on the page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crimint_desktop.actions.spelling import Misspelt
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.spelling.acts import SpellingActs
from crimint_desktop.ui.spelling.marks import Marks
from crimint_desktop.ui.spelling.prose import is_prose, prose_in, put, start_of, text_in
from crimint_desktop.ui.spelling.window import SpellingWindow
from crimint_desktop.ui.text_area import TextArea

__all__ = ["SpellingWalk"]

_Field = TextArea | QLineEdit


class SpellingWalk(QObject):
    """One for each window. Text areas are underlined from the moment the keyboard comes to them."""

    def __init__(self, window: QWidget, acts: SpellingActs, jobs: Jobs) -> None:
        """Serve the fields of ``window``."""
        super().__init__(window)
        self._window = window
        self._may = acts
        self._jobs = jobs
        self._fields: list[_Field] = []
        self._last: _Field | None = None
        self._from = 0
        self._until: int | None = None
        self._misspelt = 0
        self._shown: Misspelt | None = None
        self.dialog: SpellingWindow | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._watch)

    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(now, TextArea) and is_prose(now) and self._window.isAncestorOf(now) and not _marks_of(now):
            Marks(now, self._may, self._jobs)

    def look_again(self) -> None:
        """Look at every field anew, as after a word was added or underlines were chosen."""
        for marks in self._window.findChildren(Marks):
            marks.look()

    # the walk

    def go(self, page: QWidget) -> None:
        """Go to the next misspelt word of ``page`` from where the keyboard is; begins again at its first field."""
        if self.dialog is not None:
            self.dialog.skipped.emit()
            return
        fields = prose_in(page)
        here = QApplication.focusWidget()
        at = next((at for at, field in enumerate(fields) if field is here), 0)
        if not fields:
            announce(page, "There is no text to check here")
            return
        self._fields = [*fields[at:], *fields[:at]]
        # The field that has the keyboard comes twice: from the caret on now, and from its beginning at the end.
        self._from = start_of(fields[at]) if fields[at] is here else 0
        self._until = self._from or None
        if self._until:
            self._fields.append(fields[at])
        self._misspelt, self._last = 0, fields[at]
        self._look()

    def _look(self) -> None:
        if not self._fields:
            self._finish("No more misspelt words" if self._misspelt else "No misspelt words")
            return
        field = self._fields[0]
        text = text_in(field)
        self._jobs.when(field, self._may.look(text), lambda found: self._found(field, text, found))

    def _found(self, field: _Field, text: str, found: tuple[Misspelt, ...]) -> None:
        end = self._until if self._until is not None and len(self._fields) == 1 else len(text)
        first = next((each for each in found if self._from <= each.at < end), None)
        if first is None or text_in(field) != text:
            self._fields, self._from = self._fields[1:], 0
            self._look()
            return
        self._jobs.when(field, self._may.suggest(first.word), lambda words: self._show(field, text, first, words))

    def _show(self, field: _Field, text: str, found: Misspelt, suggestions: tuple[str, ...]) -> None:
        if text_in(field) != text:
            return
        self._misspelt += 1
        self._shown, self._last = found, field
        put(field, found.at, len(found.word))
        if self.dialog is None:
            self.dialog = self._opened()
        end = found.at + len(found.word)
        self.dialog.show_word(found.word, text[: found.at], text[end:], suggestions)

    def _opened(self) -> SpellingWindow:
        made = SpellingWindow(self._window, can_add=self._may.add is not None)
        made.used.connect(self._use)
        made.skipped.connect(self._skip)
        made.ignored.connect(lambda: self._tell(self._may.ignore, "ignored from now on"))
        made.added.connect(lambda: self._tell(self._may.add, "added to your words"))
        made.finished.connect(lambda _code: self._closed())
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()
        return made

    def _use(self, word: str) -> None:
        found = self._shown
        if found is not None:
            put(self._fields[0], found.at, len(found.word), word)
            if self._until is not None and self._fields[0] is self._fields[-1] and found.at < self._until:
                self._until += len(word) - len(found.word)
            announce(self._window, f"{found.word} is now {word}")
            self._go_on(len(word))

    def _tell(self, act: object, said: str) -> None:
        found = self._shown
        if found is None or not callable(act):
            return

        def done(_none: object) -> None:
            announce(self._window, f"{found.word} {said}")
            self.look_again()
            self._go_on()

        self._jobs.when(self, act(found.word), done)

    def _skip(self) -> None:
        self._go_on()

    def _go_on(self, length: int | None = None) -> None:
        found = self._shown
        if found is not None:
            self._from = found.at + (len(found.word) if length is None else length)
            self._shown = None
            self._look()

    def _finish(self, says: str) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        announce(self._window, says)

    def _closed(self) -> None:
        self.dialog, self._shown = None, None
        if self._last is not None:
            self._window.window().activateWindow()
            self._last.setFocus(Qt.FocusReason.OtherFocusReason)


def _marks_of(area: TextArea) -> Marks | None:
    return area.findChild(Marks)
