"""One clashing part: Before, Mine and Theirs side by side or one above the other, and the choice beneath each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, name
from crimint_desktop.ui.choices import RadioButton
from crimint_desktop.ui.conflict.wording import is_text, rule_of, value_in_words
from crimint_desktop.ui.differences import Difference, DifferenceTable, runs_told
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.page import Section
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.reading import ReadingText, Set, Stretch
from crimint_desktop.ui.tables import Column
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.codes import CodeLists
from crimint_domain.merge import Clash
from crimint_domain.parts import Value
from crimint_domain.wording import changes_between, spoken_changes

_THREE_FROM = 46
_HOW: Final[Mapping[str, Set]] = MappingProxyType({"same": Set.PLAIN, "added": Set.ADDED, "removed": Set.REMOVED})
MINE, THEIRS, THIRD = "mine", "theirs", "third"


@dataclass(frozen=True, slots=True)
class Sides:
    """Who made which version, and when, in words."""

    before: str
    mine: str
    theirs: str


class PartView(Section):
    """Nothing is chosen beforehand; choosing never moves the keyboard."""

    chosen = Signal()
    """A choice was made or its text changed."""

    def __init__(self, number: int, title: str, clash: Clash, sides: Sides, codes: CodeLists) -> None:
        """Show the three versions of ``clash``."""
        super().__init__(f"{number}  {title}", identifier=f"conflict.part{number}", note="")
        self.part_name = title
        self.clash = clash
        self._codes = codes
        self._choice = ""
        self._one_column = False
        self._state = Words("Not chosen yet", role=Type.STRONG)
        self._head.add(self._state)
        self.body.addWidget(Words(rule_of(clash.part), quiet=True, wrap=True))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(u(4))
        self._grid.setVerticalSpacing(u(1.6))
        self.body.addLayout(self._grid)
        self._group = QButtonGroup(self)
        prefix = f"conflict.part{number}"
        self._columns = (
            self._column("Before", sides.before, clash.before, None, f"{prefix}.before"),
            self._column("Mine", sides.mine, clash.mine, MINE, f"{prefix}.mine"),
            self._column("Theirs", sides.theirs, clash.theirs, THEIRS, f"{prefix}.theirs"),
        )
        self._lay_out()  # before what stands beneath: Tab goes in the order in which things are put in
        self.differences = DifferenceTable(
            Column("Whose", 6), title=f"{title}, what each of you changed", identifier=f"{prefix}.differences"
        )
        self.differences.set_differences(self._differences())
        self.body.addWidget(self.differences)
        self._third = TextArea()
        name(self._third, f"{title}, third text", identifier=f"{prefix}.third-text")
        self._third.textChanged.connect(self._third_changed)
        if is_text(clash.part):
            self.body.addWidget(self._radio("Write a third text from both…", THIRD, f"{prefix}.third"))
            self.body.addWidget(self._third)
        self._third.hide()

    # the choice

    @property
    def is_chosen(self) -> bool:
        """Whether a version has been chosen."""
        return bool(self._choice)

    def value(self) -> Value:
        """The value chosen; raises ValueError while nothing is."""
        if self._choice == THIRD:
            return self._third.text()
        if not self._choice:
            raise ValueError("nothing is chosen yet")
        return self.clash.mine if self._choice == MINE else self.clash.theirs

    def choose(self, which: str) -> None:
        """Choose mine, theirs or, for words, a third text."""
        for button in self._group.buttons():
            if button.property("which") == which:
                button.setChecked(True)

    def focus(self) -> None:
        """Put the keyboard on the choices."""
        checked = self._group.checkedButton() or self._group.buttons()[0]
        checked.setFocus(Qt.FocusReason.OtherFocusReason)

    def state_in_words(self) -> str:
        """Say what is chosen."""
        return {"": "Not chosen yet", MINE: "Mine", THEIRS: "Theirs", THIRD: "A third text"}[self._choice]

    def _picked(self, which: str, *, on: bool) -> None:
        if not on:
            return
        self._choice = which
        self._state.setText(self.state_in_words())
        if which == THIRD and not self._third.text():
            self._third.set_text(str(self.clash.theirs or ""))
        self._third.setVisible(which == THIRD)
        announce(self, f"{self.part_name}: {self.state_in_words()}")
        self.chosen.emit()

    def _third_changed(self) -> None:
        if self._choice == THIRD:
            self.chosen.emit()

    # how it is built

    def _column(self, heading: str, who: str, value: Value, which: str | None, identifier: str) -> QWidget:
        column = QWidget()
        column.setObjectName(identifier)
        rows = QVBoxLayout(column)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(1))
        rows.addWidget(Words(heading, role=Type.STRONG))
        rows.addWidget(Words(who, quiet=True, wrap=True))
        rows.addWidget(self._shown(heading, value, f"{identifier}.value"))
        rows.addStretch(1)
        if which is None:
            rows.addWidget(Words("Kept in history", quiet=True))
        else:
            rows.addWidget(self._choice_of(which, value, identifier), 0, Qt.AlignmentFlag.AlignLeft)
        return column

    def _choice_of(self, which: str, value: Value, identifier: str) -> RadioButton:
        words = "Use mine" if which == MINE else "Use theirs"
        button = self._radio(words, which, f"{identifier}.use")
        button.setAccessibleDescription(value_in_words(self.clash.part, value, self._codes))
        return button

    def _radio(self, words: str, which: str, identifier: str) -> RadioButton:
        button = name(RadioButton(words), f"{self.part_name}: {words.rstrip('…')}", identifier=identifier)
        button.setProperty("which", which)
        self._group.addButton(button)
        button.toggled.connect(lambda on, picked=which: self._picked(picked, on=on))
        return button

    def _shown(self, heading: str, value: Value, identifier: str) -> QWidget:
        text = name(ReadingText(framed=True), f"{self.part_name}, {heading}", identifier=identifier)
        if not is_text(self.clash.part) or heading == "Before" or value is None:
            code, _, words = value_in_words(self.clash.part, value, self._codes).rpartition(": ")
            text.show_words(*((Stretch(f"{code}  ", Set.STRONG), words) if code else (words,)))
            text.setAccessibleDescription("")  # the words say it all
            return text
        runs = changes_between(str(self.clash.before or ""), str(value))
        text.show_words(*(Stretch(run.text, _HOW[run.kind]) for run in runs))
        text.setAccessibleDescription(spoken_changes(runs))
        return text

    def _differences(self) -> Iterator[Difference]:
        for whose, value in (("Mine", self.clash.mine), ("Theirs", self.clash.theirs)):
            for how, words in self._hows(value):
                yield Difference(whose, how, words)

    def _hows(self, value: Value) -> Iterator[tuple[str, str]]:
        """Tell a text by its words; anything else is settled whole, and so is told as one removed and one added."""
        before = self.clash.before
        if is_text(self.clash.part) and before is not None and value is not None:
            yield from runs_told(changes_between(str(before), str(value)))
            return
        for how, each in (("removed", before), ("added", value)):
            if each is not None:
                yield how, value_in_words(self.clash.part, each, self._codes)

    def set_one_column(self, one: bool) -> None:
        """Put the versions one above the other, whatever the width."""
        self._one_column = one
        self._lay_out()

    def _lay_out(self) -> None:
        beside = not self._one_column and self.width() >= ems(_THREE_FROM)
        for at, column in enumerate(self._columns):
            self._grid.removeWidget(column)
            self._grid.addWidget(column, 0 if beside else at, at if beside else 0)
            self._grid.setColumnStretch(at, 1 if beside or at == 0 else 0)

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Stand side by side where there is room."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        self._lay_out()
