"""Two dates between which something happened, typed as people type them."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from crimint_desktop.ui.fields import Field
from crimint_desktop.ui.flow import Flow
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.report_form.moments import read

__all__ = ["BetweenDates"]

_HINT = "For example 20/11/2026, today or yesterday"
_TURNED = "This is before the first date. Change one of the two."
_WIDE = 20
"""Ems."""


class BetweenDates(QWidget):
    """The first and the last day; either may be left empty. A last day without a time counts to its end."""

    changed = Signal()
    """Somebody left a date that they had changed."""

    def __init__(self, scope: str, parent: QWidget | None = None) -> None:
        """Nothing is typed yet; ``scope`` stands in front of the identifiers."""
        super().__init__(parent)
        self.setObjectName(f"{scope}.between")
        self.first, self.last = QLineEdit(), QLineEdit()
        self._first = Field("From", self.first, identifier=f"{scope}.from", hint=_HINT, width=_WIDE)
        self._last = Field("To", self.last, identifier=f"{scope}.to", hint=_HINT, width=_WIDE)
        row = Flow(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(u(2))
        for field in (self._first, self._last):
            row.add(field)
        self._told = ("", "")
        for edit in (self.first, self.last):
            edit.editingFinished.connect(self._left)

    def span(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """Give the moments between which it lies, in UTC; None for an end that is open. What cannot be read is said at
        its field, and leaves that end open."""
        since, until = _read(self.first, self._first, now), _read(self.last, self._last, now)
        local = until.astimezone() if until is not None else None
        if until is not None and local is not None and not (local.hour or local.minute):
            until += timedelta(days=1, seconds=-1)
        if since is not None and until is not None and until < since:
            self._last.show_problem(_TURNED, aloud=True)
            return since, None
        return since, until

    def clear(self) -> None:
        """Take away what was typed."""
        for edit in (self.first, self.last):
            edit.clear()
        self._told = ("", "")
        for field in (self._first, self._last):
            field.show_problem("")

    def focus_first(self) -> None:
        """Put the keyboard on the first date."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _left(self) -> None:
        told = (self.first.text().strip(), self.last.text().strip())
        if told != self._told:
            self._told = told
            self.changed.emit()


def _read(edit: QLineEdit, field: Field, now: datetime) -> datetime | None:
    try:
        found = read(edit.text(), now)
    except ValueError as fault:
        field.show_problem(str(fault), aloud=True)
        return None
    field.show_problem("")
    return found
