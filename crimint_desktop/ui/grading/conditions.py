"""What has to be said when an item may be shared only under conditions: appears in place while handling is C."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from crimint_desktop.ui.fields import REQUIRED, Combo, Entry, Field
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words
from crimint_desktop.ui.text_area import TextArea
from crimint_domain.codes import CodeList, CodeLists
from crimint_domain.grading import CURRENT_SCHEME
from crimint_domain.handling import ACTION_AXIS, SANITISATION_AXIS, WITH_CONDITIONS, Handling

_ACTION, _SANITISATION, _INSTRUCTIONS = "Action code", "Sanitisation code", "Handling instructions"
_STACKS_BELOW = 34
"""Ems: a narrower control puts the instructions beneath the two codes."""


class Conditions(QWidget):
    """Action code, sanitisation code and written handling instructions."""

    changed = Signal()

    def __init__(self, codes: CodeLists, *, identifier: str, parent: QWidget | None = None) -> None:
        """Offer the codes of the current scheme; nothing is chosen."""
        super().__init__(parent)
        self.setObjectName(identifier)
        self.setAccessibleName("Conditions of sharing")
        self.action, action = self._combo(codes, ACTION_AXIS, _ACTION, f"{identifier}.action")
        self.sanitisation, sanitisation = self._combo(
            codes, SANITISATION_AXIS, _SANITISATION, f"{identifier}.sanitisation"
        )
        self.instructions = TextArea(lines=(2, 8))
        self._written = Field(_INSTRUCTIONS, self.instructions, identifier=f"{identifier}.instructions", required=True)
        self.instructions.textChanged.connect(self.changed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(u(3.6), u(2.4), u(3.6), u(3))
        whole.setSpacing(u(2))
        whole.addWidget(Words(f"Conditions of sharing, because handling is {WITH_CONDITIONS}", role=Type.STRONG))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(u(4))
        left = QVBoxLayout()
        left.setSpacing(u(2))
        left.addWidget(action)
        left.addWidget(sanitisation)
        left.addStretch(1)
        self._row.addLayout(left)
        self._row.addWidget(self._written, 1)
        whole.addLayout(self._row)

    def call(self, item: str) -> None:
        """Let every name say which item it belongs to."""
        self.setAccessibleName(f"{item} conditions of sharing")
        controls: tuple[QWidget, ...] = (self.action, self.sanitisation, self.instructions)
        for control, words in zip(controls, (_ACTION, _SANITISATION, f"{_INSTRUCTIONS}{REQUIRED}"), strict=True):
            control.setAccessibleName(f"{item} {words[:1].casefold()}{words[1:]}")
        # Screen readers say a label rather than the name, and it does not tell which item.
        self._written.label.setBuddy(self._written)

    def handling(self, scheme: str) -> Handling:
        """Give what is said here as a Handling with conditions."""
        return Handling(
            scheme,
            WITH_CONDITIONS,
            self.action.value(),
            self.sanitisation.value(),
            self.instructions.text(),
        )

    def set_handling(self, handling: Handling) -> None:
        """Show what ``handling`` says; tells nobody."""
        self.action.set_value(handling.action)
        self.sanitisation.set_value(handling.sanitisation)
        blocked = self.instructions.blockSignals(True)
        self.instructions.set_text(handling.conditions)
        self.instructions.blockSignals(blocked)

    def show_problem(self, words: str) -> None:
        """Show what is missing under the instructions; empty takes it away."""
        self._written.show_problem(words)

    def _combo(self, codes: CodeLists, axis: str, label: str, identifier: str) -> tuple[Combo, Field]:
        known: CodeList | None = codes.find(CURRENT_SCHEME, axis) if codes.has(CURRENT_SCHEME, axis) else None
        entries = [Entry(code.code, f"{code.code}  {code.label}") for code in (known.codes if known else ())]
        combo = Combo(entries, unset="Not chosen")
        combo.activated.connect(lambda _at: self.changed.emit())
        return combo, Field(label, combo, identifier=identifier, width=13)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack where there is no room side by side."""
        super().resizeEvent(event)
        narrow = self.width() < ems(_STACKS_BELOW)
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
