"""A list of rows on the window's ground: navigation, contents of a report, parts of a conflict."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyleOptionViewItem, QWidget

from crimint_desktop.ui import icons
from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.metrics import em, ems, target, u
from crimint_desktop.ui.rows import Cell, Row, RowDelegate, RowRole, current_text, paint_current
from crimint_desktop.ui.tables import Column, RowModel


class ListDelegate(RowDelegate):
    """Rows without lines between them, of one height; as a rail only the icons."""

    lines = False

    def __init__(self, parent: QWidget, height: float, edge: float) -> None:
        super().__init__(parent)
        self.height = height
        self.edge = edge
        self.rail = False

    def _left(self, column: int, view: object) -> int:
        return u(self.edge)

    # Qt's overrides

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one row."""
        if not self.rail:
            super().paint(painter, option, index)
            return
        cell = index.data(RowRole.CELL)
        if not isinstance(cell, Cell):
            return
        view = option.widget
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = view is not None and view.hasFocus() and view.isActiveWindow()
        if current:
            paint_current(painter, option.rect, option.palette, focused=focused, first=True, last=True)
        side = round(1.1 * em())
        box = option.rect.adjusted(0, (option.rect.height() - side) // 2, 0, 0)
        box.setHeight(side)
        icons.paint(painter, box, cell.icon, current_text(option.palette, current=current, focused=focused))

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Show the words of a row as its tip while only its icon is seen."""
        return super().helpEvent(event, view, option, index) if self.rail else True

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give each row the same height."""
        return QSize(ems(2), target(self.height))


class RowList(QListView):
    """One Tab stop; arrows move, Enter or a click chooses; the row shown as current without focus is the chosen one."""

    chosen = Signal(str)
    """The key of the row a person chose with Enter, Space or a click."""

    def __init__(
        self, *, title: str, identifier: str, height: float = 1.75, edge: float = 4, parent: QWidget | None = None
    ) -> None:
        """Name the list; ``height`` of a row in ems (2.65 for two lines), ``edge`` before the words in quarter ems."""
        super().__init__(parent)
        self._kept = ""
        name(self, title, identifier=identifier)
        self._model = RowModel((Column(title),), self)
        self.setModel(self._model)
        self._delegate = ListDelegate(self, height, edge)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setUniformItemSizes(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.clicked.connect(self._choose)

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the chosen row stays chosen while it is there."""
        kept = self._kept
        at = self.currentIndex().row()
        self._model.set_rows(rows)
        self.set_chosen(kept)
        if self.hasFocus() and 0 <= at < len(rows):
            self.setCurrentIndex(self._model.index(at, 0))

    def set_chosen(self, key: str) -> None:
        """Show the row with ``key`` as the chosen one; the first when there is none."""
        rows = range(self._model.rowCount())
        at = next((at for at in rows if self._model.row(at).key == key), 0)
        if self._model.rowCount():
            self._kept = self._model.row(at).key
            self.setCurrentIndex(self._model.index(at, 0))

    def chosen_key(self) -> str:
        """Give the key of the chosen row."""
        return self._kept

    def set_rail(self, rail: bool) -> None:
        """Show icons only; names are still spoken, and shown as tips."""
        self._delegate.rail = rail
        # A bar would take the room of the icons; arrows and the wheel scroll all the same.
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if rail else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(bar)
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self._kept = self._model.row(index.row()).key
            self.chosen.emit(self._kept)

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter and Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.modifiers():
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show again what is chosen, not where the arrows went."""
        super().focusOutEvent(event)
        self.set_chosen(self._kept)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.doItemsLayout()
