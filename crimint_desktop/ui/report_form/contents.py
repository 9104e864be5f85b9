"""The list of a report's parts: what is complete, what is missing, and the way to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import Combo, Entry
from crimint_desktop.ui.lists import RowList
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row

__all__ = ["Contents", "Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """One part: ``missing`` is how many things are, ``optional`` that nothing was entered and nothing need be."""

    key: str
    words: str
    missing: int = 0
    optional: bool = False
    code: str = ""

    @property
    def state(self) -> str:
        """The second line, in words."""
        if self.missing:
            return "1 thing missing" if self.missing == 1 else f"{self.missing} things missing"
        return "Nothing entered (optional)" if self.optional else "Complete"

    @property
    def icon(self) -> str:
        """A sign beside the words that say the same."""
        return "warning" if self.missing else ("" if self.optional else "check")


class Contents(QWidget):
    """Enter jumps to a part and puts the keyboard there; the chosen line follows the keyboard."""

    chosen = Signal(str)
    """The part a person wants to go to."""

    def __init__(self, add_item: Button) -> None:
        """Stand beside the form; ``add_item`` stands beneath the list."""
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._add_item = add_item
        self.list = RowList(title="Contents", identifier="form.contents", height=2.65)
        self.list.chosen.connect(self.chosen)
        self.combo = Combo()
        self.combo.setObjectName("form.go-to")
        self.combo.setAccessibleIdentifier("form.go-to")
        self.combo.setAccessibleName("Go to part")
        self.combo.activated.connect(lambda _at: self.chosen.emit(self.combo.value()))
        self.bar = QWidget()
        across = QVBoxLayout(self.bar)
        across.setContentsMargins(u(4), u(1), u(4), u(1))
        across.addWidget(self.combo)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, u(3), 0, u(3))
        rows.setSpacing(u(2))
        self._title = Words("Contents", role=Type.STRONG)
        self._title.setContentsMargins(u(4), 0, 0, 0)
        rows.addWidget(self._title)
        rows.addWidget(self.list, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(u(4), 0, 0, 0)
        foot.addWidget(add_item)
        rows.addLayout(foot)
        self.measure()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these parts."""
        if tuple(lines) == self._lines:
            return
        self._lines = tuple(lines)
        self.list.set_rows(
            [
                Row(
                    line.key,
                    (
                        Cell(
                            line.words, icon=line.icon, slot=True, second=line.state, count=line.code,
                            spoken=", ".join(filter(None, (line.words, line.code, line.state))),
                        ),
                    ),
                )
                for line in lines
            ]
        )  # fmt: skip
        self.combo.set_entries(tuple(Entry(line.key, f"{line.words}: {line.state}") for line in lines))

    def set_current(self, key: str) -> None:
        """Mark the part that has the keyboard."""
        self.list.set_chosen(key)
        self.combo.set_value(key)

    def set_read_only(self, read_only: bool) -> None:
        """Offer no further item, or offer one."""
        self._add_item.setVisible(not read_only)

    def measure(self) -> None:
        """Take twelve ems."""
        self.setFixedWidth(ems(12))
