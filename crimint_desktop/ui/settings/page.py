"""Settings: one page, nothing to confirm, every choice holds at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.columns import is_one_column
from crimint_desktop.ui.fields import Entry, check_box, combo_field
from crimint_desktop.ui.jobs import Jobs
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Page, Scroll, Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.settings.acts import Chosen, Held, SettingsActs
from crimint_desktop.ui.settings.passphrase import PassphraseForm
from crimint_desktop.ui.settings.reading_section import ReadingSection
from crimint_desktop.ui.settings.spelling_section import SpellingSection
from crimint_desktop.ui.settings.wording import (
    here_rows,
    minutes_in_words,
    offered_minutes,
    offered_scales,
    scale_in_words,
)
from crimint_desktop.ui.tables import Column, Table
from crimint_desktop.ui.theme import named_schemes

_TWO_COLUMNS_FROM = 66
_COLUMN = 34


class SettingsPage(Page):
    """What is chosen by keys elsewhere (Ctrl and +, the View menu) is shown here again whenever the page is shown."""

    def __init__(self, acts: SettingsActs, jobs: Jobs) -> None:
        """Show what is chosen now; what is kept here is asked for when the page is shown."""
        super().__init__("Settings", identifier="settings", sentence="Every choice holds at once and is kept for you")
        self._may = acts
        self._jobs = jobs
        self._telling = False
        self._make_fields()
        self.reading = ReadingSection(self._change)
        self.spelling = SpellingSection(self._change, acts.words, jobs)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(u(8))
        self._sides = tuple(
            _column(*sections)
            for sections in (
                (self._look(), self.reading, self._reading(), self._keys()),
                (self._locking(), self.spelling, self._here(), self._versions()),
            )
        )
        for side in self._sides:
            self._halves.addWidget(side, 1, Qt.AlignmentFlag.AlignTop)
        self._halves.addStretch(0)
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(u(4), u(4), u(4), u(4))
        rows.addLayout(self._halves)
        rows.addStretch(1)
        self.set_body(Scroll(content, identifier="settings.scroll"))
        self._lay_out()
        self.show_chosen()
        self.show_held(Held())

    # what is shown

    def show_chosen(self) -> None:
        """Show what is chosen now, wherever it was chosen."""
        chosen = self._may.chosen()
        self._telling = True
        self._size.set_value(str(chosen.text_scale))
        if self._size.currentData() == str(chosen.text_scale):
            self._size.setItemText(self._size.currentIndex(), scale_in_words(chosen.text_scale))
        self._scheme.set_value(chosen.scheme)
        self._compact.setChecked(chosen.compact)
        self._one_column.setChecked(chosen.one_column)
        self._single_keys.setChecked(chosen.single_keys)
        self.reading.show_chosen(chosen)
        self.spelling.show_chosen(chosen)
        self._minutes.set_value(str(min(chosen.idle_minutes, self._may.longest_idle_minutes)))
        self._telling = False

    def show_held(self, held: Held) -> None:
        """Show what this device keeps, or why it keeps nothing."""
        self._table.set_rows(
            [Row(what, (Cell(what, quiet=True), Cell(words))) for what, words in here_rows(held, self._may.local)]
        )
        self._nothing_kept.setText(held.nothing_kept)
        self._nothing_kept.setVisible(bool(held.nothing_kept))
        self._table.setVisible(not held.nothing_kept)
        self.passphrase.setVisible(not held.nothing_kept)

    def refresh(self) -> None:
        """Ask again what is chosen and what is kept here."""
        self.show_chosen()
        self.spelling.refresh()
        self._jobs.when(self, self._may.held(), self.show_held)

    # what is chosen

    def _change(self, change: Callable[[Chosen], Chosen]) -> None:
        before = self._may.chosen()
        if not self._telling and change(before) != before:
            self._may.choose(change(before))

    def _choose(self) -> None:
        if self._telling:
            return
        before = self._may.chosen()
        chosen = replace(
            before,
            text_scale=int(self._size.value()),
            scheme=self._scheme.value(),
            compact=self._compact.isChecked(),
            one_column=self._one_column.isChecked(),
            single_keys=self._single_keys.isChecked(),
            idle_minutes=int(self._minutes.value()),
        )
        if chosen == before:
            return
        self._may.choose(chosen)
        if chosen.text_scale != before.text_scale:
            announce(self, f"Text size is now {scale_in_words(chosen.text_scale, within=True)}")
        elif chosen.scheme != before.scheme:
            announce(self, f"Colours are now: {self._scheme.currentText()}")
        elif chosen.idle_minutes != before.idle_minutes:
            announce(self, f"Locks after {minutes_in_words(chosen.idle_minutes)} now")

    # how it is built

    def _make_fields(self) -> None:
        sizes = tuple(Entry(str(scale), scale_in_words(scale)) for scale in offered_scales())
        minutes = tuple(Entry(str(m), minutes_in_words(m)) for m in offered_minutes(self._may.longest_idle_minutes))
        self._size_field, self._size = combo_field(
            "Text size", sizes, identifier="settings.text-size", width=16, changed=lambda _value: self._choose()
        )
        schemes = tuple(Entry(name, words) for name, words in named_schemes())
        self._scheme_field, self._scheme = combo_field(
            "Colours", schemes, identifier="settings.colours", width=16, changed=lambda _value: self._choose()
        )
        self._minutes_field, self._minutes = combo_field(
            "Lock when nobody has touched it for", minutes, identifier="settings.lock-after", width=10,
            changed=lambda _value: self._choose(),
        )  # fmt: skip
        self._compact = check_box(
            "Rows closer together", identifier="settings.compact", changed=lambda _on: self._choose()
        )
        self._one_column = check_box(
            "One column instead of two or three", identifier="settings.one-column", changed=lambda _on: self._choose()
        )
        self._single_keys = check_box(
            "M, T and W choose in a conflict", identifier="settings.single-keys", changed=lambda _on: self._choose()
        )
        self.passphrase = PassphraseForm(self._may.change_passphrase, self._jobs)
        self._nothing_kept = Words("", wrap=True)
        self._table = Table(
            (Column("What", 9), Column("On this device")), title="What is kept on this device",
            identifier="settings.here.table", whole=True, heading=False,
        )  # fmt: skip

    def _look(self) -> Section:
        section = Section("Text and colours", identifier="settings.look")
        section.body.addWidget(self._size_field)
        section.body.addWidget(Words("Ctrl and + or - changes it anywhere, Ctrl+0 goes back.", quiet=True, wrap=True))
        section.body.addWidget(self._scheme_field)
        section.body.addWidget(
            Words("A contrast theme of the system is always followed, unless you choose here.", quiet=True, wrap=True)
        )
        return section

    def _reading(self) -> Section:
        section = Section("Lists and pages", identifier="settings.reading")
        section.body.addWidget(self._compact)
        section.body.addWidget(self._one_column)
        section.body.addWidget(
            Words("Lists, reports, grades and versions then stand one above the other, always.", quiet=True, wrap=True)
        )
        return section

    def _keys(self) -> Section:
        section = Section("Keys", identifier="settings.keys")
        section.add_action(
            Button("Show and change keys…", self._may.open_keys, identifier="settings.open-keys", flat=True)
        )
        section.body.addWidget(self._single_keys)
        section.body.addWidget(
            Words(
                "Switch it off if a speech program or a switch types letters you did not mean.", quiet=True, wrap=True
            )
        )
        return section

    def _locking(self) -> Section:
        section = Section("Locking", identifier="settings.locking")
        section.body.addWidget(self._minutes_field)
        longest = minutes_in_words(self._may.longest_idle_minutes)
        section.body.addWidget(
            Words(f"At most {longest}: your force decides. You are warned a minute before.", quiet=True, wrap=True)
        )
        section.body.addWidget(self.passphrase)
        return section

    def _here(self) -> Section:
        section = Section("Kept on this device", identifier="settings.here")
        section.add_action(
            Button("Choose what is kept…", self._may.open_offline, identifier="settings.open-offline", flat=True)
        )
        section.body.addWidget(self._nothing_kept)
        section.body.addWidget(self._table)
        return section

    def _versions(self) -> Section:
        section = Section("Versions", identifier="settings.versions")
        table = Table(
            (Column("What", 9), Column("Version")), title="Versions of the program and its parts",
            identifier="settings.versions.table", whole=True, heading=False,
        )  # fmt: skip
        table.set_rows([Row(what, (Cell(what, quiet=True), Cell(which))) for what, which in self._may.versions])
        section.body.addWidget(table)
        return section

    def _lay_out(self) -> None:
        beside = self.width() >= ems(_TWO_COLUMNS_FROM) and not is_one_column()
        self._halves.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._halves.setSpacing(u(8 if beside else 5))
        for side in self._sides:
            side.setMaximumWidth(ems(_COLUMN))

    # what the window asks

    def shown(self) -> None:
        """Show what is chosen and kept now."""
        self.refresh()

    def focus_first(self) -> None:
        """Put the keyboard on the first choice."""
        self._size.setFocus(Qt.FocusReason.OtherFocusReason)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand in two columns where there is room."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font, and show a text size that was chosen by keys."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_sides"):
            self._lay_out()
            self.show_chosen()


def _column(*sections: Section) -> QWidget:
    column = QWidget()
    rows = QVBoxLayout(column)
    rows.setContentsMargins(0, 0, 0, 0)
    rows.setSpacing(u(6))
    for section in sections:
        rows.addWidget(section)
    rows.addStretch(1)
    return column
