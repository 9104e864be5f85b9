"""A block of the form: a titled section that shows part of the report and tells every edit by its part."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from crimint_desktop.ui.fields import Field
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.page import Section
from crimint_domain.parts import Value
from crimint_domain.report import Report

__all__ = ["Block", "row_of"]


class Block(Section):
    """Fills from a report, tells edits, shows problems, and puts the keyboard where a part is edited."""

    edited = Signal(str, object)
    """A part and its new value, as in the document."""
    left = Signal()
    """The keyboard left a field: a good moment to save."""

    def __init__(self, title: str, *, identifier: str, note: str = "") -> None:
        super().__init__(title, identifier=identifier, note=note)
        self.words = title
        self.fields: dict[str, Field] = {}

    def add(self, part: str, field: Field) -> Field:
        """Let a field show and edit a part."""
        self.fields[part] = field
        return field

    def fill(self, report: Report) -> None:
        """Show the report's part of this block."""
        raise TypeError(f"{type(self).__name__} does not say how it is filled")

    def tell(self, part: str, value: Value) -> None:
        """Tell an edit."""
        self.edited.emit(part, value)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Show what is wrong under each field; fields without a problem show none."""
        for part, field in self.fields.items():
            field.show_problem(problems.get(part, ""))

    def owns(self, part: str) -> bool:
        """Whether a part is edited here."""
        return part in self.fields

    def focus_part(self, part: str) -> None:
        """Put the keyboard where a part is edited; the first field if it is not here."""
        field = self.fields.get(part) or next(iter(self.fields.values()), None)
        if field is not None:
            field.control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed, or everything."""
        for field in self.fields.values():
            field.control.setEnabled(not read_only)


def row_of(*fields: QWidget, stretch: bool = True) -> QHBoxLayout:
    """Put fields side by side, aligned at their labels."""
    row = QHBoxLayout()
    row.setSpacing(u(4))
    for field in fields:
        row.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
    if stretch:
        row.addStretch(1)
    return row
