"""Before you create a new one: what the register already has under this name, and why it matches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.actions.reading import Match
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.rows import Cell, Row
from crimint_desktop.ui.tables import Column, Table
from crimint_domain.card import Card
from crimint_domain.mention import Kind

__all__ = ["ICONS", "Chosen", "MatchList", "known_as"]

ICONS: Final[Mapping[str, str]] = MappingProxyType({
    "person": "person", "vehicle": "vehicle", "location": "place", "organisation": "organisation",
    "communication": "phone", "object": "object",
})  # fmt: skip
WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "person": "Nominal", "vehicle": "Vehicle", "location": "Location", "organisation": "Organisation",
    "communication": "Phone or account", "object": "Object",
})  # fmt: skip
_NEW, _NAME_ONLY = "new", "name-only"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a person chose: a card that is there, a new card, or the name alone (both None and ``new`` false)."""

    card: Card | None
    new: bool = False


def known_as(match: Match) -> str:
    """Say what a card is known as: ``Nominal, born 1988, in 6 other reports``."""
    born = next(iter(match.card.values("born")), "")
    words = [WORDS.get(match.card.kind, match.card.kind), *([f"born {born}"] if born else [])]
    reports = "in 1 report" if match.reports == 1 else f"in {match.reports} reports"
    return ", ".join([*words, reports if match.reports else "in no report yet"])


class MatchList(QWidget):
    """Shows matches for a typed name; Enter on a row links it. The last two rows make a new card, or only name it."""

    chosen = Signal(object)
    """The row a person chose, as :class:`Chosen`."""
    closed = Signal()
    """Esc: back to the field."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self._matches: tuple[Match, ...] = ()
        self.about = ""
        self.table = Table(
            (Column("Already in the register"), Column("Why it matches", 17)),
            title="Before you create a new one", identifier=f"{identifier}.matches", two_lines=True, whole=True,
        )  # fmt: skip
        self.table.on_open(self._opened)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(u(1))
        rows.addWidget(Words("Before you create a new one", role=Type.STRONG))
        rows.addWidget(self.table)
        self.hide()

    def show_matches(self, matches: Sequence[Match], typed: str, kind: Kind) -> None:
        """Show what was found for ``typed``."""
        self._matches = tuple(matches)
        self.about = typed
        rows = [
            Row(
                match.card.id,
                (
                    Cell(match.card.title, icon=ICONS.get(match.card.kind, "object"), second=known_as(match)),
                    Cell(match.why, second=match.card.unit.capitalize()),
                ),
            )
            for match in self._matches
        ]
        new = f"New {WORDS[kind].lower()} “{typed}”"
        rows.append(
            Row(_NEW, (Cell(new, icon="plus", second="Makes a card in your unit"), Cell("Not in the register")))
        )
        only = Cell("Name only", icon="minus", second="Named as reported, an evaluator may link it")
        rows.append(Row(_NAME_ONLY, (only, Cell("Decide later"))))
        self.table.set_rows(rows)
        self.show()
        count = len(self._matches)
        found = "1 match" if count == 1 else f"{count} matches"
        does = "Enter links the first, Down arrow goes to them." if count else "Enter makes a new card."
        announce(self.table, f"{found if count else 'No match'}. {does}")

    def go(self) -> None:
        """Put the keyboard on the first row."""
        self.table.set_current_key(self._matches[0].card.id if self._matches else _NEW)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def choose_first(self) -> None:
        """Choose what Enter in the field means: the first match, or a new card where there is none."""
        self._opened(self._matches[0].card.id if self._matches else _NEW)

    def match_of(self, card: str) -> Match | None:
        """The match of a card that is shown."""
        return next((match for match in self._matches if match.card.id == card), None)

    def _opened(self, key: str) -> None:
        match = self.match_of(key)
        self.chosen.emit(Chosen(match.card if match else None, new=key == _NEW))

    # Qt's overrides

    def keyPressEvent(self, event: object) -> None:
        """Esc goes back to the field."""
        if event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]  # a QKeyEvent, named loosely
            self.closed.emit()
            return
        super().keyPressEvent(event)  # type: ignore[arg-type]  # as above
