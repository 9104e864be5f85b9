"""Defects of tables and lists."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from accessibility.planted.defect import Defect, change, patched
from crimint_desktop.ui.home import lines
from crimint_desktop.ui.tables import RowModel, Table

ItemRole = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
_said = RowModel.data
_row_of_needs = lines._row


def _says_nothing(model: RowModel, index: Index, role: int = ItemRole.DisplayRole) -> object:
    return "" if role == ItemRole.AccessibleTextRole else _said(model, index, role)


def _says_the_same(model: RowModel, index: Index, role: int = ItemRole.DisplayRole) -> object:
    return _said(model, model.index(0, index.column()), role)


def _tip_only(model: RowModel, index: Index, role: int = ItemRole.DisplayRole) -> object:
    return "Sent by somebody else" if role == ItemRole.ToolTipRole else _said(model, index, role)


def _why_by_icon_only(key: str, title: str, icon: str, _why: tuple[str, str], *, strong: bool = True) -> lines.Row:
    return _row_of_needs(key, title, icon, ("", ""), strong=strong)


TABLES = (
    Defect("no-headers", "a table whose columns nobody names", "Conflicts: two wait", "audit", "header-missing",
           patch=patched(RowModel, "headerData", lambda *_given: None)),
    Defect("header-cut-off", "a column too narrow for its own heading", "Conflicts: two wait",
           "audit", "text-clipped", change("conflicts.table", lambda table: table.setColumnWidth(2, 8), Table)),
    Defect("silent-cells", "cells whose spoken text is empty", "Conflicts: two wait", "audit", "cell-without-words",
           patch=patched(RowModel, "data", _says_nothing)),
    Defect("state-by-icon-only", "why something waits is told by its icon only", "Home: something waits",
           "audit", "mark-unsaid", patch=patched(lines, "_row", _why_by_icon_only)),
    Defect("rows-that-sound-alike", "each row is heard as the first one", "Conflicts: two wait",
           "audit", "rows-alike", patch=patched(RowModel, "data", _says_the_same)),
    Defect("cell-on-hover-only", "who sent a change stands in a tip only", "Conflicts: two wait",
           "audit", "hover-only", patch=patched(RowModel, "data", _tip_only)),
    Defect("rows-to-be-dragged", "rows whose order only a mouse can change", "Conflicts: two wait",
           "audit", "drag-only", change("conflicts.table", lambda table: table.setDragEnabled(True), Table)),
)  # fmt: skip
