"""The table of the list: columns drop from the right where there is no room for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QAbstractItemModel, QEvent
from PySide6.QtGui import QResizeEvent

from crimint_desktop.ui.metrics import ems
from crimint_desktop.ui.reports.rows import COLUMNS, LEAST_TITLE
from crimint_desktop.ui.tables import Column, Table

_TITLE: Final = 1
_ALWAYS: Final = 3
"""The columns up to this one are never dropped."""


class ReportTable(Table):
    """In the list: event, title, grading and state always; operation, unit, priority and reference where they fit."""

    def __init__(
        self, model: QAbstractItemModel, columns: Sequence[Column] = COLUMNS, *, title: str = "Reports",
        identifier: str = "reports.table",
    ) -> None:  # fmt: skip
        """Show the rows of ``model``."""
        super().__init__(columns, title=title, identifier=identifier, framed=False, main=_TITLE, model=model)

    def _fit_columns(self) -> None:
        room = self.viewport().width() - ems(LEAST_TITLE)
        for at, column in enumerate(self._columns):
            if column.width is not None:
                room -= ems(column.width)
                hidden = room < 0 and at > _ALWAYS
                if hidden != self.isColumnHidden(at):
                    self.setColumnHidden(at, hidden)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the columns what room there is."""
        super().resizeEvent(event)
        self._fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.model() is not None:
            self._fit_columns()
