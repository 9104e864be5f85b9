"""The rows of the list: asked for a page at a time, kept while near, asked for again when scrolled back to.

A million rows cost eight bytes each; their words are kept only around where the reader is.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from crimint_desktop.actions.reading import Hit, Page
from crimint_desktop.ui.plain import plain_tip
from crimint_desktop.ui.reports.rows import COLUMNS
from crimint_desktop.ui.rows import Cell, Row, RowRole

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

BLOCK = 200
"""Rows asked for at once."""
_BLOCKS_KEPT = 50
_AHEAD = 100
_FAR, _FAR_BLOCK = 5000, 1000
"""Rows: who has scrolled this far gets so many more at once, because each arrival costs the view a little."""
_NOT_HERE = Row("", tuple(Cell("…" if at == 1 else "") for at in range(len(COLUMNS))))

Asking = Callable[[int, int | None, int], object]


class ReportRows(QAbstractTableModel):
    """Answers from what it has and asks for what it lacks; never waits.

    ``ask(first, before, limit)`` is called for rows that are needed; the answer comes back through :meth:`take`.
    """

    def __init__(self, make: Callable[[Hit], Row], ask: Asking, parent: QObject | None = None) -> None:
        """Make lines with ``make``; start with none."""
        super().__init__(parent)
        self._make = make
        self._ask = ask
        self._hits: list[Hit | None] = []
        self._places = array("q")
        self._more = False
        self._asked: set[int] = set()
        self._near: OrderedDict[int, None] = OrderedDict()
        self._made: dict[int, Row] = {}

    # filling

    def show_page(self, page: Page) -> None:
        """Show another list from its beginning. Rows that stay keep their indexes, so nothing jumps."""
        self._asked.clear()
        self._near.clear()
        self._made.clear()
        if self._same_rows(page.hits):
            self._hits = list(page.hits)
            if self._hits:
                self.dataChanged.emit(self.index(0, 0), self.index(len(self._hits) - 1, self.columnCount() - 1))
        else:
            self._drop_from(self._known_until(page.next_place))
            self._remove_gone({(hit.row.id, hit.place) for hit in page.hits})
            self._insert_new(page.hits)
        self._more = page.next_place is not None
        self._near.update(dict.fromkeys(range(0, len(self._hits), BLOCK)))

    def start_over(self, page: Page) -> None:
        """Show the answer to another question; nothing of the old one stays."""
        self.beginResetModel()
        self._asked.clear()
        self._near.clear()
        self._made.clear()
        self._hits = list(page.hits)
        self._places = array("q", (hit.place for hit in page.hits))
        self._more = page.next_place is not None
        self._near.update(dict.fromkeys(range(0, len(self._hits), BLOCK)))
        self.endResetModel()

    def take(self, first: int, page: Page) -> bool:
        """Take the rows from ``first`` on; False if they are not the ones that were here, and all is stale."""
        self._asked.discard(first)
        if first == len(self._hits):
            self._more = page.next_place is not None
            if page.hits:
                self.beginInsertRows(_NOWHERE, first, first + len(page.hits) - 1)
                self._hits.extend(page.hits)
                self._places.extend(hit.place for hit in page.hits)
                self.endInsertRows()
                self._keep(first, len(page.hits))
            return True
        expected = self._places[first : first + len(page.hits)]
        if first > len(self._hits) or list(expected) != [hit.place for hit in page.hits]:
            return False
        self._hits[first : first + len(page.hits)] = page.hits
        for at in range(first, first + len(page.hits)):
            self._made.pop(at, None)
        self._keep(first, len(page.hits))
        self.dataChanged.emit(self.index(first, 0), self.index(first + len(page.hits) - 1, self.columnCount() - 1))
        return True

    def failed(self, first: int) -> None:
        """Be told that rows could not be had; they are asked for again when needed."""
        self._asked.discard(first)

    # asking

    def hit(self, at: int) -> Hit | None:
        """Give what stands in a row, None while it is not here."""
        return self._hits[at] if 0 <= at < len(self._hits) else None

    def row_of(self, record: str) -> int:
        """Give the row in which a record stands, -1 if it is not here now."""
        return next((at for at, hit in enumerate(self._hits) if hit is not None and hit.row.id == record), -1)

    @property
    def has_more(self) -> bool:
        """Whether more rows follow the last one that is known."""
        return self._more

    def _want(self, first: int, limit: int) -> None:
        if first not in self._asked:
            self._asked.add(first)
            self._ask(first, self._places[first - 1] if first else None, limit)

    def _keep(self, first: int, count: int) -> None:
        for block in range(first - first % BLOCK, first + count, BLOCK):
            self._near[block] = None
            self._near.move_to_end(block)
        while len(self._near) > _BLOCKS_KEPT:
            far, _ = self._near.popitem(last=False)
            until = min(far + BLOCK, len(self._hits))
            self._hits[far:until] = [None] * (until - far)
            for at in range(far, until):
                self._made.pop(at, None)

    def _row(self, at: int) -> Row:
        made = self._made.get(at)
        if made is None:
            hit = self._hits[at]
            if hit is None:
                block = at - at % BLOCK
                self._want(block, min(BLOCK, len(self._hits) - block))
                return _NOT_HERE
            if len(self._made) > BLOCK * 2:
                self._made.clear()
            made = self._made[at] = self._make(hit)
        if self._more and at >= len(self._hits) - _AHEAD:
            self.fetchMore()
        return made

    # changing in place

    def _same_rows(self, hits: Sequence[Hit]) -> bool:
        return len(hits) == len(self._hits) and all(map(_is_same, self._hits, hits))

    def _known_until(self, next_place: int | None) -> int:
        """The first row behind the page that was asked for again: it and what follows is asked for when needed."""
        if next_place is None:
            return len(self._hits)
        return next((at for at, place in enumerate(self._places) if place < next_place), len(self._hits))

    def _drop_from(self, first: int) -> None:
        if first < len(self._hits):
            self.beginRemoveRows(_NOWHERE, first, len(self._hits) - 1)
            del self._hits[first:], self._places[first:]
            self.endRemoveRows()

    def _remove_gone(self, staying: set[tuple[str, int]]) -> None:
        stays = [hit is not None and (hit.row.id, hit.place) in staying for hit in self._hits]
        last = len(stays) - 1
        while last >= 0:
            first = last
            while first >= 0 and not stays[first]:
                first -= 1
            if first < last:  # neighbours go together: the view is told once
                self.beginRemoveRows(_NOWHERE, first + 1, last)
                del self._hits[first + 1 : last + 1], self._places[first + 1 : last + 1]
                self.endRemoveRows()
            last = first - 1

    def _insert_new(self, hits: Sequence[Hit]) -> None:
        at = 0
        while at < len(hits):
            old = self._hits[at] if at < len(self._hits) else None
            until = at
            while until < len(hits) and not _is_same(old, hits[until]):
                until += 1
            if until > at:  # as above
                self.beginInsertRows(_NOWHERE, at, until - 1)
                self._hits[at:at] = hits[at:until]
                self._places[at:at] = array("q", (hit.place for hit in hits[at:until]))
                self.endInsertRows()
            if until < len(hits):
                self._hits[until] = hits[until]
            at = until + 1
        if self._hits:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._hits) - 1, self.columnCount() - 1))

    # Qt's overrides

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer the words first: they are asked for most."""
        row = self._row(index.row())
        cell = row.cells[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        answers: dict[int, object] = {
            RowRole.CELL: cell,
            RowRole.ROW: row,
            Qt.ItemDataRole.AccessibleTextRole: cell.aloud,
            Qt.ItemDataRole.AccessibleDescriptionRole: cell.second.strip(),
            Qt.ItemDataRole.ToolTipRole: plain_tip(cell.text),
        }
        return answers.get(role)

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the rows that are known so far."""
        return 0 if parent.isValid() else len(self._hits)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Answer with the columns' headings."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def canFetchMore(self, parent: _Index = _NOWHERE) -> bool:
        """Say whether more rows follow."""
        return not parent.isValid() and self._more

    def fetchMore(self, parent: _Index = _NOWHERE) -> None:
        """Ask for the rows that follow; they arrive later."""
        self._want(len(self._hits), _FAR_BLOCK if len(self._hits) >= _FAR else BLOCK)


def _is_same(old: Hit | None, new: Hit) -> bool:
    return old is not None and (old.row.id, old.place) == (new.row.id, new.place)
