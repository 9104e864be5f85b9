"""One axis of a grade: a named group of choices, each saying its meaning in words; nothing is ever preselected."""

from __future__ import annotations

from types import MappingProxyType

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGroupBox, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.choices import RadioButton
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words
from crimint_domain.codes import CodeList


class AxisGroup(QGroupBox):
    """The choices of one axis; one Tab stop, entered at the chosen one."""

    chosen = Signal(str)
    """A person chose this code."""
    entered = Signal(str)
    """The keyboard came into this axis."""

    def __init__(self, title: str, choices: CodeList, *, identifier: str, parent: QWidget | None = None) -> None:
        """Offer the codes of ``choices`` under ``title``."""
        super().__init__(parent)
        self.axis = choices.axis
        name(self, title, identifier=identifier)
        self._group = QButtonGroup(self)
        self._radios: dict[str, RadioButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(u(3.6), u(2.4), u(3), u(2.4))
        column.setSpacing(0)
        column.addWidget(Words(title, role=Type.STRONG))
        column.addSpacing(u(0.8))
        # Alone in their parent: a screen reader counts the title beside them as one of the choices ("2 of 4").
        choice_rows = QWidget()
        rows = QVBoxLayout(choice_rows)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        for code in choices.codes:
            radio = RadioButton(f"{code.code}  {code.label}".replace("&", "&&"))
            name(
                radio, f"{code.code}, {code.label[:1].lower()}{code.label[1:]}", identifier=f"{identifier}.{code.code}"
            )
            radio.clicked.connect(lambda _on=False, picked=code.code: self._picked(picked))
            radio.installEventFilter(self)
            self._group.addButton(radio)
            self._radios[code.code] = radio
            rows.addWidget(radio)
        column.addWidget(choice_rows)
        column.addStretch(1)
        self._tab_stop()

    def code(self) -> str:
        """Give the chosen code, empty when none is."""
        return next((code for code, radio in self._radios.items() if radio.isChecked()), "")

    def set_code(self, code: str) -> None:
        """Show ``code`` as chosen, or none when empty; tells nobody."""
        if code == self.code():
            return
        self._group.setExclusive(False)
        for mine, radio in self._radios.items():
            radio.setChecked(mine == code)
        self._group.setExclusive(True)
        self._tab_stop()

    def choice(self, code: str) -> RadioButton:
        """Give the radio button of ``code``; raises KeyError if this axis has no such code."""
        return self._radios[code]

    def focus(self) -> None:
        """Put the keyboard on the chosen one, or on the first."""
        found = self._radios.get(self.code()) or next(iter(self._radios.values()))
        found.setFocus(Qt.FocusReason.OtherFocusReason)

    def _picked(self, code: str) -> None:
        self._tab_stop()
        self.chosen.emit(code)

    def _asked_for(self, event: QKeyEvent) -> RadioButton | None:
        """Give the choice a key means: its own letter or digit, or the next one once something is chosen.

        Qt would choose before it moves the focus, and the new grade would be spoken before the choice itself.
        """
        step = _STEPS.get(Qt.Key(event.key()), 0)
        if step and self.code():
            codes = list(self._radios)
            return self._radios[codes[(codes.index(self.code()) + step) % len(codes)]]
        return self._radios.get(event.text().upper()) if event.text() else None

    def _tab_stop(self) -> None:
        """Let Tab enter at the chosen one: with a choice set by the program Qt would enter at the first."""
        stop = self.code() or next(iter(self._radios), "")
        for code, radio in self._radios.items():
            radio.setFocusPolicy(Qt.FocusPolicy.StrongFocus if code == stop else Qt.FocusPolicy.ClickFocus)

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose by the code's own letter or digit while the axis has the keyboard."""
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit(self.axis)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
            radio = self._asked_for(event) if not held else None
            if radio is not None:
                radio.setFocus(Qt.FocusReason.ShortcutFocusReason)
                if not radio.isChecked():
                    radio.click()
                return True
        return super().eventFilter(watched, event)

    def paintEvent(self, event: object) -> None:
        """Paint nothing: the group is for the ear and the keyboard, the frame around all three is the control's."""


_STEPS = MappingProxyType({Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1})
