"""A button that catches the next keys pressed, for somebody who would rather press keys than spell them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button

__all__ = ["KeyCatcher"]

_HELD = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_LEAVES = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_WORDS, _NOW = "Press new keys…", "Press them now, or Esc"


class KeyCatcher(Button):
    """Waits once it was pressed; Esc, Tab and leaving it stop the waiting, so that nobody is caught in it."""

    caught = Signal(str)
    """The keys, as the keymap writes them."""

    def __init__(self, *, identifier: str) -> None:
        """Catch nothing yet."""
        super().__init__(_WORDS, self._begin, identifier=identifier)
        self._waiting = False

    @property
    def is_waiting(self) -> bool:
        """Whether the next keys will be caught."""
        return self._waiting

    def _begin(self) -> None:
        self._wait(waiting=True)
        announce(self, "Press the new keys now. Esc leaves them as they were.", assertive=True)

    def _wait(self, *, waiting: bool) -> None:
        self._waiting = waiting
        self.setText(_NOW if waiting else _WORDS)
        self.setAccessibleName(_NOW if waiting else _WORDS)

    # Qt's overrides

    def event(self, event: QEvent) -> bool:
        """Take keys that are shortcuts elsewhere in the window before they do what they do there."""
        if self._waiting and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Catch keys while waiting."""
        if not self._waiting or event.key() in _HELD:
            super().keyPressEvent(event)
            return
        self._wait(waiting=False)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if plain and event.key() in _LEAVES:
            if event.key() != Qt.Key.Key_Escape:
                super().keyPressEvent(event)
            return
        self.caught.emit(QKeySequence(_pressed(event)).toString(QKeySequence.SequenceFormat.PortableText))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Stop waiting."""
        super().focusOutEvent(event)
        self._wait(waiting=False)


def _pressed(event: QKeyEvent) -> QKeyCombination:
    """Give what was pressed; Shift that only made another sign of it, such as ! of 1, is not a key of its own."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    sign = event.text()
    if held & Qt.KeyboardModifier.ShiftModifier and sign.isprintable() and sign and not sign.isalnum():
        held &= ~Qt.KeyboardModifier.ShiftModifier
    return QKeyCombination(held, Qt.Key(event.key()))
