"""Buttons: the ordinary, a page's one default, a heading's flat one; each named, none smaller than 24 pixels."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from crimint_desktop.ui import icons
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.metrics import Type, em, font, target


class Button(QPushButton):
    """A button with words, and an icon that says the same where ``icon`` names one."""

    def __init__(
        self,
        words: str,
        pressed: Callable[[], object],
        *,
        identifier: str,
        icon: str = "",
        flat: bool = False,
        default: bool = False,
        spoken: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """Call ``pressed`` when pressed; ``spoken`` is the name where the words are too short to stand alone."""
        super().__init__(words, parent)
        self._setting = False
        self.setFlat(flat)
        self.setAutoDefault(False)
        self.setDefault(default)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if icon:
            self.setIcon(icons.icon(icon))
        name(self, spoken or words.replace("&", ""), identifier=identifier)
        self.clicked.connect(lambda _checked=False: pressed())
        self._dress()

    def _dress(self) -> None:
        side = round(icons.SIZE * em())
        self.setIconSize(QSize(side, side))
        self.setMinimumHeight(target(1.6 if self.isFlat() else 1.7))
        if self.isDefault():
            self._setting = True
            self.setFont(font(Type.STRONG))
            self._setting = False

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and not self._setting:
            self._dress()


def flat(words: str, pressed: Callable[[], object], *, identifier: str, icon: str = "", spoken: str = "") -> Button:
    """Make the flat button that stands in a heading or beneath a table."""
    return Button(words, pressed, identifier=identifier, icon=icon, flat=True, spoken=spoken)
