"""What stands at the top and bottom of the window whatever is shown: the marking bands and the status bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from crimint_desktop.ui import theme
from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Elided, Words

_Role = QPalette.ColorRole


class MarkingBand(QWidget):
    """The highest marking of what is shown, in the middle; where it is and who works, at the sides."""

    SIDES_FROM = 60
    """Ems: a narrower window shows the marking alone."""

    def __init__(self, environment: str, who: str, *, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(identifier)
        self.setAccessibleName("Marking")
        self.setAutoFillBackground(True)
        self._left = Elided(environment)
        self._middle = Words(role=Type.MARKING)
        self._right = Elided(who)
        self._right.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QGridLayout(self)
        row.setContentsMargins(u(2.4), 0, u(2.4), 0)
        row.addWidget(self._left, 0, 0)
        self._middle.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._middle, 0, 1)
        row.addWidget(self._right, 0, 2)
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)
        for label in (self._left, self._right):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._dress()

    def show_marking(self, words: str) -> None:
        """Show ``words`` as the marking, in capitals."""
        self._middle.setText(words.upper())

    def set_sides(self, environment: str, who: str) -> None:
        """Show other words at the left and right."""
        self._left.setText(environment)
        self._right.setText(who)

    def marking(self) -> str:
        """Give the marking as shown."""
        return self._middle.text()

    def _dress(self) -> None:
        palette = self.palette()
        dark = palette.color(_Role.Window).lightness() < palette.color(_Role.WindowText).lightness()
        quiet = dark and not theme.contrast()
        ground = _Role.Mid if quiet else _Role.WindowText
        if self.backgroundRole() != ground:  # each setting is itself a change of palette
            self.setBackgroundRole(ground)
        for label in (self._left, self._middle, self._right):
            label.setForegroundRole(_Role.WindowText if quiet else _Role.Window)
        self.setMinimumHeight(max(ems(1.2), self._middle.sizeHint().height() + 1))

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Leave out the sides where there is no room for them."""
        wide = self.width() >= ems(self.SIDES_FROM)
        self._left.setVisible(wide)
        self._right.setVisible(wide)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_right"):
            self._dress()


class StatusBar(QWidget):
    """How things stand with the service, as icon and words, at the left; counts and keys at the right."""

    said = Signal(str)
    """New words were said aloud."""

    def __init__(self, parent: QWidget | None = None, *, keys: str = "F6 next pane     F1 help") -> None:
        """Name the ``keys`` that help here; none where there is nothing to go to."""
        super().__init__(parent)
        self.setObjectName("status")
        self.setAccessibleName("Status")
        self.setAccessibleIdentifier("status")
        self._icon = IconLabel("cloud")
        self._words = Elided()
        self._counts = Words()
        self._keys = Words(keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(u(2.6), u(0.6), u(2.6), u(0.6))
        row.setSpacing(u(1.6))
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(self._counts)
        row.addSpacing(u(2))
        row.addWidget(self._keys)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def say(self, words: str, *, icon: str = "cloud", refused: bool = False, aloud: bool = True) -> None:
        """Show ``words``, and say new ones: at once when something was refused, else when there is room."""
        self._icon.show_icon(icon)
        if words == self._words.text_in_full():
            return
        self._words.setText(words)
        self.setAccessibleDescription(words)
        if aloud:
            announce(self, words, assertive=refused)
            self.said.emit(words)

    def words(self) -> str:
        """Give what is shown at the left."""
        return self._words.text_in_full()

    def show_counts(self, words: str) -> None:
        """Show ``words`` before the keys at the right."""
        self._counts.setText(words)

    # Qt's overrides

    def resizeEvent(self, event: object) -> None:
        """Leave out the keys where there is no room for them; the menu has them."""
        self._keys.setVisible(self.width() >= ems(60))
