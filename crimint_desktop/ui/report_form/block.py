"""A block of the form: a titled section that shows part of the report and tells every edit by its part."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QTextEdit, QWidget

from crimint_desktop.ui.fields import Field
from crimint_desktop.ui.metrics import ems, u
from crimint_desktop.ui.page import Section
from crimint_domain.parts import Value
from crimint_domain.report import Report

__all__ = ["Block", "FieldRow", "holds", "lock"]


class Block(Section):
    """Fills from a report, tells edits, shows problems, and puts the keyboard where a part is edited."""

    edited = Signal(object)
    """Parts that were changed together, with their new values as in the document."""
    left = Signal()
    """The keyboard left a field: a good moment to save."""
    faulted = Signal()
    """Something typed can no longer be taken as it is, or can be taken again."""

    def __init__(self, title: str, *, identifier: str, note: str = "") -> None:
        super().__init__(title, identifier=identifier, note=note)
        self.words = title
        self.fields: dict[str, Field] = {}
        self._faults: dict[str, str] = {}

    def add(self, part: str, field: Field) -> Field:
        """Let a field show and edit a part."""
        self.fields[part] = field
        return field

    def fill(self, report: Report) -> None:
        """Show the report's part of this block."""
        raise TypeError(f"{type(self).__name__} does not say how it is filled")

    def tell(self, part: str, value: Value) -> None:
        """Tell an edit."""
        self.edited.emit({part: value})

    # what is wrong

    @property
    def faults(self) -> Mapping[str, str]:
        """What stands in a field but cannot be taken as it is: why, by part. It stays there until it is mended."""
        return self._faults

    def set_fault(self, part: str, says: str, *, aloud: bool = True) -> None:
        """Say why what stands in a field cannot be taken; empty when it can."""
        if self._faults.get(part, "") == says:
            return
        self._faults.pop(part, None)
        if says:
            self._faults[part] = says
        self.fields[part].show_problem(says, aloud=aloud)
        self.faulted.emit()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong under each field; fields without a problem show none."""
        for part, field in self.fields.items():
            field.show_problem(self._faults.get(part) or problems.get(part, ""))

    # where it is

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        return part in self.fields

    def target(self, part: str) -> QWidget:
        """Where a part is edited: what holds the keyboard while somebody mends it."""
        field = self.fields.get(part)
        return field if field is not None else self

    def focus_part(self, part: str) -> None:
        """Put the keyboard where a part is edited; the first field if it is not here."""
        field = self.fields.get(part) or next(iter(self.fields.values()), None)
        if field is not None:
            field.control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def is_empty(self) -> bool:
        """Whether nothing was entered where nothing need be."""
        return False

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything; words can still be read and copied."""
        for field in self.fields.values():
            lock(field.control, read_only)


def holds(block: QWidget, widget: QWidget | None) -> bool:
    """Whether a widget is a block or stands in it."""
    return widget is not None and (widget is block or block.isAncestorOf(widget))


def lock(control: QWidget, read_only: bool) -> None:
    """Refuse edits in a control: words stay within reach of the keyboard, what is only chosen does not."""
    if isinstance(control, QLineEdit | QTextEdit):
        control.setReadOnly(read_only)
    else:
        control.setEnabled(not read_only)


_ANY = 16_777_215
"""Pixels: Qt's own largest size."""
_AT_FOOT = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft


class FieldRow(QWidget):
    """Fields side by side, each as wide as what it holds; beneath each other, and narrower, where they do not fit."""

    def __init__(self, *fields: tuple[QWidget, float]) -> None:
        """Show fields, and what acts on them, with their widths in ems."""
        super().__init__()
        self._fields = fields
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for field, width in fields:
            self._row.addWidget(field, round(width), Qt.AlignmentFlag(0) if isinstance(field, Field) else _AT_FOOT)
        self._row.addStretch(0)
        self._fit()

    def _fit(self) -> None:
        needed = sum(ems(width) for _field, width in self._fields) + u(4) * (len(self._fields) - 1)
        stacked = self.width() < needed
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(u(2) if stacked else u(4))
        for field, width in self._fields:
            # Beneath each other the fields take the whole width, so that a hint is given the height it is asked for
            # at that width; only what is typed into stays as wide as what it holds.
            field.setMaximumWidth(_ANY if stacked else ems(width))
            layout = field.layout()
            if isinstance(field, Field) and layout is not None:
                widest = min(ems(width), self.width())
                field.control.setMinimumWidth(widest if stacked else 0)
                field.control.setMaximumWidth(widest if stacked else _ANY)
                layout.setAlignment(field.control, Qt.AlignmentFlag.AlignLeft if stacked else Qt.AlignmentFlag(0))

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack or unstack."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_row"):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """Be as narrow as one column of narrow fields."""
        return QSize(ems(6), super().minimumSizeHint().height())
