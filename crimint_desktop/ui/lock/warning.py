"""The warning before the program locks: a bar that takes no focus away, said once, with a button to stay."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import Button
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import Type, u
from crimint_desktop.ui.plain import Words


class LockWarning(QWidget):
    """Any key stays unlocked too; the button is for voice, switch and mouse."""

    def __init__(self, stay: Callable[[], object]) -> None:
        """Stand hidden; ``stay`` is called when somebody presses to stay unlocked."""
        super().__init__()
        self.setObjectName("lock.warning")
        self._words = Words("", role=Type.STRONG, wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(u(2.6), u(1.6), u(2.6), u(1.6))
        row.setSpacing(u(1.6))
        row.addWidget(IconLabel("lock"))
        row.addWidget(self._words, 1)
        row.addWidget(Button("Stay unlocked", stay, identifier="lock.stay"))
        self.hide()

    def warn(self, seconds: int) -> None:
        """Say once how long it takes, and show it until it is taken back."""
        says = f"Locks in {seconds} seconds. Press any key to stay unlocked."
        self._words.setText(says)
        self.show()
        announce(self, says)

    def text(self) -> str:
        """Give what is shown."""
        return self._words.text()
