"""Labelled fields: the label above, the field no wider than what it holds, the error in words beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce, describe, name
from crimint_desktop.ui.choices import CheckBox
from crimint_desktop.ui.icons import IconLabel
from crimint_desktop.ui.metrics import Type, ems, u
from crimint_desktop.ui.plain import Words

REQUIRED = " (required)"
_ANY = 16_777_215
"""Pixels: Qt's own largest size."""
_NARROWEST = 6
"""Ems."""


class Field(QWidget):
    """A field with its label above it, an optional hint, and room for one error in words."""

    def __init__(
        self,
        label: str,
        control: QWidget,
        *,
        identifier: str,
        hint: str = "",
        required: bool = False,
        width: float | None = None,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Label ``control``; ``width`` in ems fixes how wide it is, without one it stretches."""
        super().__init__(parent)
        self.setObjectName(f"{identifier}.field")
        self.control = control
        self.label = Words(role=Type.STRONG if strong else Type.BODY)
        self._hint = hint
        self._words = label
        self._problem = ""
        self._width = width
        self._room = _ANY
        spoken = (label + (REQUIRED if required else "")).replace("&", "")
        self.label.setText(spoken)
        self.label.setBuddy(control)
        name(control, spoken, identifier=identifier, description=hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(u(0.6))
        layout.addWidget(self.label)
        layout.addWidget(control)
        self.hint = Words(hint, quiet=True, wrap=True)
        layout.addWidget(self.hint)
        # Only now that it has a parent: a label shown without one is a window that takes the keyboard away.
        self.hint.setVisible(bool(hint))
        self._error = ErrorLine(f"{identifier}.error")
        layout.addWidget(self._error)
        layout.addStretch(0)
        # The height not "Maximum": Qt would hold it to that of unwrapped words, and squeeze what is wrapped.
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding if width is None else QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred
        )
        self._measure()

    @property
    def problem(self) -> str:
        """Give the error that stands under the field, empty when there is none."""
        return self._problem

    def show_problem(self, words: str, *, aloud: bool = False) -> None:
        """Show ``words`` under the field and in its description; empty takes them away. ``aloud`` says them at once."""
        self._problem = words
        self._error.show_words(words)
        parts = [f"Error: {words}" if words else "", self._hint]
        describe(self.control, ". ".join(part.rstrip(".") for part in parts if part))
        if words and aloud:
            announce(self.control, words, assertive=True)

    def set_required(self, required: bool) -> None:
        """Say in the label whether something has to be entered."""
        spoken = self._words + (REQUIRED if required else "")
        self.label.setText(spoken)
        self.control.setAccessibleName(spoken)

    def _measure(self) -> None:
        if self._width is not None:
            self.control.setFixedWidth(min(ems(self._width), self._room))

    # Qt's overrides

    def changeEvent(self, event: object) -> None:
        """Follow the application's font."""
        super().changeEvent(event)  # type: ignore[arg-type]  # typed loosely so that no Qt event class is needed here
        if hasattr(self, "_width"):
            self._measure()

    def resizeEvent(self, event: object) -> None:
        """Let what is typed into be no wider than there is room."""
        super().resizeEvent(event)  # type: ignore[arg-type]  # a QResizeEvent, named loosely
        self._room = self.width()
        self._measure()

    def sizeHint(self) -> QSize:
        """Ask for the width that was given, and for one line of its label, however narrow it stands now."""
        wanted = super().sizeHint()
        if self._width is None:
            return wanted
        return wanted.expandedTo(QSize(max(ems(self._width), self.label.sizeHint().width()), 0))

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as a window under four times the text."""
        least = super().minimumSizeHint()
        return least if self._width is None else QSize(min(least.width(), ems(_NARROWEST)), least.height())


class ErrorLine(QWidget):
    """Icon and words of one error; takes no room while there is none."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        """Stand hidden until there is something to say."""
        super().__init__(parent)
        self.setObjectName(identifier)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(u(1.6))
        self._icon = IconLabel("warning")
        self._words = Words(role=Type.STRONG, wrap=True)
        self._shown = ""
        # They name the sign beside them. Loose words in a group are read whenever the keyboard comes into it, and
        # these are said when they appear and with their field.
        self._words.setBuddy(self._icon)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._words, 1)
        self.hide()

    def show_words(self, words: str) -> None:
        """Show ``words``, or nothing when empty."""
        self._shown = words
        self._words.setText(words.replace("&", "&&"))  # beside its sign a single one would underline a letter
        self.setVisible(bool(words))

    def text(self) -> str:
        """Give what is shown."""
        return self._shown


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list to choose from: what is kept, and its words."""

    value: str
    words: str


class Combo(QComboBox):
    """A list of entries to choose from; never chooses by itself and ignores the wheel unless it has the focus."""

    def __init__(self, entries: Sequence[Entry] = (), *, unset: str = "", parent: QWidget | None = None) -> None:
        """Offer ``entries``; ``unset`` is the words shown while nothing is chosen, empty means the first is chosen."""
        super().__init__(parent)
        self._unset = unset
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(3)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Offer other entries; keeps what was chosen when it is still offered."""
        kept = self.value()
        blocked = self.blockSignals(True)
        self.clear()
        if self._unset:
            self.addItem(self._unset, "")
        for entry in entries:
            self.addItem(entry.words, entry.value)
        self.set_value(kept)
        self.blockSignals(blocked)

    def value(self) -> str:
        """Give the value of the chosen entry, empty when none is chosen."""
        return str(self.currentData() or "")

    def set_value(self, value: str) -> None:
        """Choose the entry kept as ``value``; one that is not offered is shown as it is, so nothing is lost."""
        at = self.findData(value)
        if at < 0 and value:
            self.addItem(value, value)
            at = self.count() - 1
        self.setCurrentIndex(max(0, at))

    # Qt's overrides

    def showPopup(self) -> None:
        """Open wide enough for the longest entry, however narrow the field is."""
        self.view().setMinimumWidth(max(self.width(), self.view().sizeHintForColumn(0) + u(6)))
        super().showPopup()

    def wheelEvent(self, event: object) -> None:
        """Scroll the page, not the choice, unless the list has the keyboard."""
        if self.hasFocus():
            super().wheelEvent(event)  # type: ignore[arg-type]  # a QWheelEvent, named loosely
        else:
            event.ignore()  # type: ignore[attr-defined]  # a QWheelEvent, named loosely


def line_field(
    label: str,
    *,
    identifier: str,
    width: float | None = None,
    hint: str = "",
    required: bool = False,
    changed: Callable[[str], object] | None = None,
) -> tuple[Field, QLineEdit]:
    """Make a labelled one-line field; ``changed`` is told every edit."""
    edit = QLineEdit()
    if changed is not None:
        edit.textEdited.connect(changed)
    return Field(label, edit, identifier=identifier, width=width, hint=hint, required=required), edit


def combo_field(
    label: str,
    entries: Sequence[Entry],
    *,
    identifier: str,
    width: float | None = None,
    unset: str = "",
    required: bool = False,
    changed: Callable[[str], object] | None = None,
) -> tuple[Field, Combo]:
    """Make a labelled list to choose from; ``changed`` is told the value of each choice a person makes."""
    combo = Combo(entries, unset=unset)
    if changed is not None:
        combo.activated.connect(lambda _at: changed(combo.value()))
    return Field(label, combo, identifier=identifier, width=width, required=required), combo


def check_box(words: str, *, identifier: str, changed: Callable[[bool], object] | None = None) -> CheckBox:
    """Make a check box whose words are its name."""
    box = CheckBox(words)
    name(box, words.replace("&", ""), identifier=identifier)
    if changed is not None:
        box.toggled.connect(changed)
    return box
