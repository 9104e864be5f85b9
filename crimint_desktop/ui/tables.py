"""Tables: one solid row shows where the keys go, hairlines separate, Enter opens, moving opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QFrame, QHeaderView, QTableView, QWidget

from crimint_desktop.ui.a11y import name
from crimint_desktop.ui.metrics import ems, target
from crimint_desktop.ui.plain import plain_tip
from crimint_desktop.ui.rows import Row, RowDelegate, RowRole
from crimint_desktop.ui.type_ahead import TypeAhead

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_COMPACT = "crimint.compact"
_LEAST_HEIGHT = 4.5
_LEAST = 9
"""Ems: a column that takes what is left is never narrower."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and its width in ems; without a width it takes the room that is left."""

    heading: str
    width: float | None = None
    figures: bool = False


def is_compact() -> bool:
    """Say whether a person chose rows that stand closer together."""
    application = QApplication.instance()
    return bool(application is not None and application.property(_COMPACT))


def choose_compact(compact: bool) -> None:
    """Let the rows of every table stand closer together, or apart again, from now on."""
    application = QApplication.instance()
    if isinstance(application, QApplication) and is_compact() != compact:
        application.setProperty(_COMPACT, compact)
        for widget in application.allWidgets():
            if isinstance(widget, Table):
                widget.measure()


class RowModel(QAbstractTableModel):
    """Rows as given; screens with a million rows bring a model of their own that answers the same roles."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        """Start with no rows."""
        super().__init__(parent)
        self._columns = tuple(columns)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def row(self, at: int) -> Row:
        """Give the row at ``at``."""
        return self._rows[at]

    # Qt's overrides

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer the roles that the delegate and assistive technology ask for."""
        row = self._rows[index.row()]
        cell = row.cells[index.column()]
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: cell.text,
            Qt.ItemDataRole.AccessibleTextRole: cell.aloud,
            Qt.ItemDataRole.AccessibleDescriptionRole: cell.second,
            Qt.ItemDataRole.ToolTipRole: plain_tip(cell.text),
            RowRole.CELL: cell,
            RowRole.ROW: row,
        }
        if self._columns[index.column()].figures:
            answers[Qt.ItemDataRole.TextAlignmentRole] = int(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
        return answers.get(role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer with the columns' headings."""
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self._columns[section].heading
            if role == Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if self._columns[section].figures else Qt.AlignmentFlag.AlignLeft
                return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class Table(QTableView):
    """A table of whole rows: one Tab stop, arrows move, Enter opens; it always has a current row when it has rows."""

    opened = Signal(QModelIndex)
    """Enter or a double click on a row: the moment to log and show."""

    def __init__(  # noqa: PLR0913 - one named argument per thing a table can be
        self,
        columns: Sequence[Column],
        *,
        title: str,
        identifier: str,
        two_lines: bool = False,
        compact: bool = False,
        whole: bool = False,
        framed: bool = True,
        heading: bool = True,
        main: int = 0,
        model: QAbstractItemModel | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """Name the table ``title``; ``whole`` shows every row without scrolling, ``framed`` makes it an instrument.

        ``main`` is the column in which the keys begin: some screen readers say of a row that cell alone.
        """
        super().__init__(parent)
        self._columns = tuple(columns)
        self._two_lines = two_lines
        self._compact = compact
        self._whole = whole
        self._main = main
        self._sideways = False
        name(self, title, identifier=identifier)
        self.setModel(model if model is not None else RowModel(columns, self))
        self.setItemDelegate(RowDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.StyledPanel if framed else QFrame.Shape.NoFrame)
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setVisible(heading)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self.opened)
        # The words of a row stand where there is most room; dates and codes are found by them after that.
        by_room = sorted(range(len(self._columns)), key=lambda at: self._columns[at].width is not None)
        self._type_ahead = TypeAhead(self, by_room)
        self.model().modelReset.connect(self._filled)
        self.measure()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the current row stays the one with the same key, else the first."""
        key = self.current_key()
        model = self.model()
        assert isinstance(model, RowModel)  # noqa: S101 - a table with its own model is filled through that model
        model.set_rows(rows)
        self.set_current_key(key)

    def current_key(self) -> str:
        """Give the key of the current row, empty without one."""
        found = self.currentIndex().data(RowRole.ROW)
        return found.key if isinstance(found, Row) else ""

    def set_current_key(self, key: str) -> None:
        """Make the row with ``key`` current, the first when there is none; opens nothing."""
        model = self.model()
        for at in range(model.rowCount() if key else 0):
            found = model.index(at, 0).data(RowRole.ROW)
            if isinstance(found, Row) and found.key == key:
                self.go_to_row(at)
                return
        self._filled()

    def go_to_row(self, at: int) -> None:
        """Make this row current, the keys in the column that tells most; opens nothing."""
        self.setCurrentIndex(self.model().index(at, self._main))

    def set_two_lines(self, two_lines: bool) -> None:
        """Give every row room for a second line, or take it away."""
        if two_lines != self._two_lines:
            self._two_lines = two_lines
            self.measure()

    def on_open(self, opened: Callable[[str], object]) -> None:
        """Call ``opened`` with the row's key on Enter or a double click."""
        self.opened.connect(lambda index: opened(index.data(RowRole.ROW).key))

    def _filled(self) -> None:
        if self.model().rowCount() and not self.currentIndex().isValid():
            self.go_to_row(0)
        if self._whole:
            self._show_whole()

    def _show_whole(self) -> None:
        rows = self.model().rowCount()
        head = self.horizontalHeader().sizeHint().height() if self.horizontalHeader().isVisibleTo(self) else 0
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bar = self.horizontalScrollBar().sizeHint().height() if self._sideways else 0
        high = head + rows * self.verticalHeader().defaultSectionSize() + 2 * self.frameWidth() + bar
        self.setFixedHeight(high)

    def measure(self) -> None:
        """Take the heights and widths that the font and the choice of density ask for."""
        tight = self._compact or is_compact()
        height = ems(2.65) if self._two_lines else (ems(1.2) if tight else target(1.3))
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(height)
        rows.setDefaultSectionSize(height)
        head = self.horizontalHeader()
        head.setMinimumHeight(target(1.5))
        self._share_width()
        if self._whole:
            self._show_whole()

    def _share_width(self) -> None:
        """Share out the width; where words would have no room left, the table scrolls to the side instead."""
        head = self.horizontalHeader()
        shown = [at for at in range(len(self._columns)) if not self.isColumnHidden(at)]
        needs = sum(self._columns[at].width or self._least(at) for at in shown)
        self._sideways = self.viewport().width() < ems(needs)
        never, needed = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(needed if self._sideways else never)
        for at, column in enumerate(self._columns):
            if column.width is None and not self._sideways:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
            else:
                head.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
                head.resizeSection(at, ems(column.width or self._least(at)))

    def _least(self, at: int) -> float:
        """Ems that a column without a width of its own is given at least."""
        return max(_LEAST, len(self._columns[at].heading) * 0.6 + 1.5)

    # Qt's overrides

    def minimumSizeHint(self) -> QSize:
        """Leave room for the headings and two rows, however low the window is."""
        return QSize(ems(6), max(super().minimumSizeHint().height(), ems(_LEAST_HEIGHT)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share out the width anew."""
        super().resizeEvent(event)
        before = self._sideways
        self._share_width()
        if self._whole and before != self._sideways:
            self._show_whole()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the current row on Enter; let Esc and letters with Ctrl go on to the page."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Go to the row that begins with what is typed."""
        self._type_ahead.search(search)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the application's font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_columns"):
            self.measure()

    def focusInEvent(self, event: object) -> None:
        """Have a current row as soon as the keys arrive, so that something is spoken."""
        super().focusInEvent(event)  # type: ignore[arg-type]  # a QFocusEvent, named loosely
        self._filled()
        self.viewport().update()
