"""The filters above the list: one row with labels above; what does not fit stands in a second row, shown on demand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.actions.reading import ListQuery
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.fields import Combo, Entry, Field, combo_field
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.report_view.tab_order import tab_through
from crimint_desktop.ui.report_view.wording import PRIORITY_WORDS, STATE_WORDS
from crimint_desktop.ui.reports.dates import BetweenDates
from crimint_domain.codes import CodeLists
from crimint_domain.grading import ASSESSMENT_AXIS, CURRENT_SCHEME, LEGACY_SCHEME, SOURCE_AXIS
from crimint_domain.handling import HANDLING_AXIS

_SEARCH, _MORE, _GAP = 9.4, 6, 0.6
"""Ems: the least room for the search, the button for more, and the gap between two fields."""
_AXES = (SOURCE_AXIS, ASSESSMENT_AXIS, HANDLING_AXIS)
_BETWEEN = "between"
_DATES = (
    Entry("1", "Since yesterday"), Entry("7", "Last 7 days"), Entry("28", "Last 28 days"), Entry("366", "Last year"),
    Entry("older", "Over a year ago"), Entry(_BETWEEN, "Between two dates"),
)  # fmt: skip
_YEAR = 366


class Filters(QWidget):
    """Choosing applies at once; words are searched for on Enter, because each search is logged."""

    changed = Signal()
    """The list should show something else now."""
    typed = Signal(str)
    """Words stand in the search field that have not been searched for yet."""
    left = Signal()
    """Esc or Down in the search field: the keyboard wants to go to the list."""

    def __init__(
        self, codes: CodeLists, operations: Sequence[Entry], units: Sequence[Entry], parent: QWidget | None = None,
        *, label: str = "Search in this list (Ctrl+F)", scope: str = "reports",
    ) -> None:  # fmt: skip
        """Filter nothing. ``label`` stands above the search, ``scope`` in front of every identifier."""
        super().__init__(parent)
        self._scope = scope
        self.setObjectName(f"{scope}.filters")
        self._codes = codes
        self._text = ""
        self.search = _SearchLine(self)
        search = Field(label, self.search, identifier=f"{scope}.search")
        self.search.setAccessibleDescription("Enter searches. Every search is logged.")
        states = [Entry(value, words) for value, words in STATE_WORDS.items() if value != "disposed"]
        self._state, self.state = self._combo("State", states, "state", 8, "Any state")
        self._grade, self.grade = self._combo("Grading", _grades(codes), "grading", 8, "Any grading")
        self._date, self.date = self._combo("Event date", _DATES, "date", 8.4, "Any date")
        self._operation, self.operation = self._combo("Operation", operations, "operation", 8.6, "Any operation")
        self._unit, self.unit = self._combo("Unit", units, "unit", 9, "Any unit")
        priorities = [Entry(value, words) for value, words in PRIORITY_WORDS.items()]
        self._priority, self.priority = self._combo("Priority", priorities, "priority", 6.6, "Any")
        self.between = BetweenDates(scope)
        self._more = Button("Show", self._toggle, identifier=f"{scope}.more-filters")
        self._further = Field("More filters", self._more, identifier=f"{scope}.more-filters", width=6)
        self._shown = False
        self._build(search)
        self.search.textEdited.connect(lambda text: self.typed.emit(text if text.strip() != self._text else ""))
        self.search.editingFinished.connect(self._search)
        self.search.left.connect(self.left)
        self.between.changed.connect(self.changed)

    # what others ask

    def query(self, now: datetime) -> ListQuery:
        """Give what the list should show; ``now`` is the moment from which days are counted back."""
        since, until = self._span(now)
        return ListQuery(
            text=self._text, states=_one(self.state), grades=self._codes_chosen(), operations=_one(self.operation),
            units=_one(self.unit), priorities=_one(self.priority), since=since, until=until,
        )  # fmt: skip

    def is_filtering(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self._text) or any(combo.value() for combo in self._combos())

    def clear(self) -> None:
        """Let everything through again."""
        filtering = self.is_filtering()
        self._text = ""
        self.search.setText("")
        self.between.clear()
        for combo in self._combos():
            combo.set_value("")
        self._count_more()
        self.between.hide()
        if filtering:
            self.changed.emit()

    def set_choices(self, operations: Sequence[Entry], units: Sequence[Entry]) -> None:
        """Offer other operations and units."""
        self.operation.set_entries(operations)
        self.unit.set_entries(units)

    def _combos(self) -> tuple[Combo, ...]:
        return (self.state, self.grade, self.date, self.operation, self.unit, self.priority)

    # what happens

    def _search(self) -> None:
        text = self.search.text().strip()
        if text != self._text:
            self._text = text
            self.typed.emit("")
            self.changed.emit()

    def _chose(self) -> None:
        self._text = self.search.text().strip()
        self._count_more()
        between = self.date.value() == _BETWEEN
        if between != self.between.isVisibleTo(self):
            self.between.setVisible(between)
            if between:
                announce(self, "Type the two dates in the fields below the filters.")
        self.changed.emit()

    def _toggle(self) -> None:
        self._shown = not self._shown
        self._arrange()
        announce(self, "More filters shown" if self._shown else "More filters hidden")

    def _count_more(self) -> None:
        beneath = [field.control for line in self._placed[1:] for field in line]
        count = sum(1 for combo in self._combos() if combo in beneath and combo.value())
        words = f"{count} chosen" if count else "Hide" if self._shown else "Show"
        self._more.setText(words)
        self._more.setAccessibleName(f"{words} in more filters" if count else f"{words} more filters")

    def _span(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        chosen = self.date.value()
        if not chosen:
            return None, None
        if chosen == _BETWEEN:
            return self.between.span(now)
        if chosen == "older":
            return None, now - timedelta(days=_YEAR)
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=int(chosen)), None

    def _codes_chosen(self) -> tuple[str, ...]:
        scheme, _, chosen = self.grade.value().partition(":")
        axis, _, code = chosen.partition(":")
        if not code:
            return ()
        values = [(code,) if axis == each else self._codes.find(scheme, each).values for each in _AXES]
        return tuple(f"{source}{assessed}{handled}" for source in values[0] for assessed in values[1]
                     for handled in values[2])  # fmt: skip

    # how it is built

    def _combo(self, label: str, entries: Sequence[Entry], key: str, width: float, unset: str) -> tuple[Field, Combo]:
        return combo_field(
            label, entries, identifier=f"{self._scope}.{key}", width=width, unset=unset,
            changed=lambda _value: self._chose(),
        )  # fmt: skip

    def _build(self, search: Field) -> None:
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(u(4), 0, u(4), u(2.4))
        self._rows.setSpacing(u(2))
        self._lines = [QHBoxLayout()]
        self._lines[0].setSpacing(u(2))
        self._rows.addLayout(self._lines[0])
        self._rows.addWidget(self.between)
        self.between.hide()
        self._lines[0].addWidget(search, 1)
        self._lines[0].addWidget(self._further)
        self._fields = (
            (self._state, 8), (self._grade, 8), (self._date, 8.4), (self._operation, 8.6), (self._unit, 9),
            (self._priority, 6.6),
        )  # fmt: skip
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._placed: list[list[Field]] = []
        self._arrange()

    def _arrange(self) -> None:
        """Put into the first row what fits beside the search; the rest stands in rows beneath, shown on demand."""
        room = (self.width() - 2 * u(4)) / ems(1)
        fields = [field for field, _width in self._fields]
        if _SEARCH + sum(width + _GAP for _field, width in self._fields) <= room:
            placed = [fields]
        else:
            placed = _wrapped(self._fields, first=room - _SEARCH - _MORE - _GAP, others=room)
        if placed != self._placed:
            self._place(placed)
        self._further.setVisible(len(placed) > 1)
        for beneath in placed[1:]:
            for field in beneath:
                field.setVisible(self._shown)
        for field in placed[0]:
            field.setVisible(True)
        self._count_more()

    def _place(self, placed: list[list[Field]]) -> None:
        for line in self._lines:
            for field, _width in self._fields:
                line.removeWidget(field)
        while len(self._lines) < len(placed):
            line = QHBoxLayout()
            line.setSpacing(u(2))
            line.addStretch(1)
            self._lines.append(line)
            self._rows.insertLayout(self._rows.count() - 1, line)
        for line, fields in zip(self._lines, placed, strict=False):
            for at, field in enumerate(fields):
                line.insertWidget(at + (1 if line is self._lines[0] else 0), field)
        self._placed = placed
        first, *beneath = placed
        stops = [self.search, *(each.control for each in first), self._more]
        further = [each.control for line in beneath for each in line]
        tab_through(*stops, *further, self.between.first, self.between.last)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep one row where there is room for it."""
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Make do with what the search and one field need: the rest wraps."""
        return QSize(ems(_MORE + 9) + 2 * u(4), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_placed"):
            self._arrange()


class _SearchLine(QLineEdit):
    """Esc and Down go to the list."""

    left = Signal()

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave for the list on Esc and Down."""
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down) and not event.modifiers():
            self.left.emit()
            return
        super().keyPressEvent(event)


def _wrapped(fields: Sequence[tuple[Field, float]], *, first: float, others: float) -> list[list[Field]]:
    lines: list[list[Field]] = [[]]
    room = first
    for field, width in fields:
        if width + _GAP > room:
            lines.append([])
            room = others
        lines[-1].append(field)
        room -= width + _GAP
    return lines


def _one(combo: Combo) -> tuple[str, ...]:
    return (combo.value(),) if combo.value() else ()


def _grades(codes: CodeLists) -> list[Entry]:
    """The codes of today's scheme, then those of the one before it under its name: their codes mean other things."""
    return [
        Entry(f"{scheme}:{axis}:{code.code}", f"{shown}{code.code}  {code.label}")
        for scheme, shown in ((CURRENT_SCHEME, ""), (LEGACY_SCHEME, f"{LEGACY_SCHEME} "))
        for axis in _AXES
        for code in codes.find(scheme, axis).codes
    ]
