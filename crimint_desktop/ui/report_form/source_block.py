"""Source: how it is known, and a reference to the source. Who the source is has no place in a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, describe, name
from crimint_desktop.ui.choices import RadioButton
from crimint_desktop.ui.fields import ErrorLine, line_field
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.report_form.block import Block, FieldRow
from crimint_desktop.ui.spelling.prose import mark_prose
from crimint_domain.report import HOW_KNOWN, Report

__all__ = ["HowKnownGroup", "SourceBlock"]

HOW: Final = "source/how_known"
_REQUIRED: Final = "How do you know? (required)"


class HowKnownGroup(QWidget):
    """One Tab stop; a digit chooses, arrows move once something is chosen; nothing is chosen beforehand."""

    chosen = Signal(str)
    """A person chose how it is known."""

    def __init__(self) -> None:
        super().__init__()
        name(self, _REQUIRED, identifier="form.how-known")
        self._group = QButtonGroup(self)
        self._radios: dict[str, RadioButton] = {}
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(0.6))
        rows.addWidget(Words(_REQUIRED))
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(u(5))
        self._grid.setVerticalSpacing(0)
        choices = QWidget()
        choices.setLayout(self._grid)
        rows.addWidget(choices)
        for number, (value, words) in enumerate(HOW_KNOWN, 1):
            radio = name(RadioButton(f"{number}  {words}"), f"{number}, {words}", identifier=f"form.how-known.{value}")
            radio.clicked.connect(lambda _on=False, picked=value: self._picked(picked))
            radio.installEventFilter(self)
            self._group.addButton(radio)
            self._radios[value] = radio
        self.error = ErrorLine("form.how-known.error")
        rows.addWidget(self.error)
        self._columns = 0
        self._lay_out()
        self._tab_stop()

    def value(self) -> str:
        """What is chosen, empty while nothing is."""
        return next((value for value, radio in self._radios.items() if radio.isChecked()), "")

    def set_value(self, value: str) -> None:
        """Show what is chosen; tells nobody."""
        self._group.setExclusive(False)
        for mine, radio in self._radios.items():
            radio.setChecked(mine == value)
        self._group.setExclusive(True)
        self._tab_stop()

    def focus(self) -> None:
        """Put the keyboard on the chosen one, or on the first."""
        found = self._radios.get(self.value()) or next(iter(self._radios.values()))
        found.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_problem(self, words: str) -> None:
        """Show what is missing."""
        self.error.show_words(words)
        for radio in self._radios.values():
            describe(radio, f"Error: {words}" if words else "")

    def _picked(self, value: str) -> None:
        self._tab_stop()
        self.chosen.emit(value)

    def _tab_stop(self) -> None:
        stop = self.value() or next(iter(self._radios))
        for value, radio in self._radios.items():
            radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if value == stop else Qt.FocusPolicy.ClickFocus)

    def _lay_out(self) -> None:
        columns = max(1, min(len(self._radios), self.width() // max(1, ems(11))))
        if columns != self._columns:
            self._columns = columns
            for at, radio in enumerate(self._radios.values()):
                self._grid.removeWidget(radio)
                self._grid.addWidget(radio, at // columns, at % columns)
            for column in range(len(self._radios) + 1):
                self._grid.setColumnStretch(column, 1 if column == columns else 0)

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Stand in as many columns as there is room for."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        self._lay_out()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose by digit while the group has the keyboard."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text().isdigit():
            radios = list(self._radios.values())
            number = int(event.text())
            if 1 <= number <= len(radios) and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                was_there = radios[number - 1].hasFocus()
                radios[number - 1].setFocus(Qt.FocusReason.ShortcutFocusReason)
                radios[number - 1].click()
                if was_there:  # nothing moves, so nothing else tells what was chosen
                    announce(self, f"{radios[number - 1].accessibleName()}, chosen")
                return True
        return super().eventFilter(watched, event)


class SourceBlock(Block):
    """How it is known, the source reference, a note."""

    def __init__(self) -> None:
        super().__init__("Source", identifier="form.source", note="A reference only: never who the source is")
        self.how = HowKnownGroup()
        self.how.chosen.connect(lambda value: self.tell(HOW, value))
        isr, self._isr = line_field(
            "Source reference (ISR)", identifier="form.isr", changed=lambda text: self.tell("source/isr", text)
        )
        note, self._note_edit = line_field(
            "Note on the source", identifier="form.source-note",
            hint="Nothing from which it could be guessed",
            changed=lambda text: self.tell("source/note", text),
        )  # fmt: skip
        mark_prose(self._note_edit)
        self.add("source/isr", isr)
        self.add("source/note", note)
        for edit in (self._isr, self._note_edit):
            edit.editingFinished.connect(self.left)
        self.body.addWidget(self.how)
        self.body.addWidget(FieldRow((isr, 9), (note, 28)))

    def fill(self, report: Report) -> None:
        """Show the report's source."""
        self.how.set_value(report.source.how_known)
        for edit, text in ((self._isr, report.source.isr), (self._note_edit, report.source.note)):
            if edit.text() != text:
                edit.setText(text)

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        return part == HOW or super().owns(part)

    def target(self, part: str) -> QWidget:
        """Where a part is edited."""
        return self.how if part == HOW else super().target(part)

    def focus_part(self, part: str) -> None:
        """Put the keyboard on the choices, or on the field of a part."""
        if part in self.fields:
            super().focus_part(part)
        else:
            self.how.focus()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is missing."""
        super().show_problems(problems)
        self.how.show_problem(problems.get(HOW, ""))

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        super().set_read_only(read_only)
        self.how.setEnabled(not read_only)
