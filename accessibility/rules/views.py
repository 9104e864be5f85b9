"""Tables and lists: what is heard on the way through them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QListView, QTableView, QWidget

from accessibility.finding import Finding, error
from accessibility.tree import Tree, model_of, path_of
from crimint_desktop.ui.rows import Cell, RowRole

ItemRole = Qt.ItemDataRole
MOST_ROWS = 60  # rows read from the top of the view: what one screen shows
MARK_WORDS: Mapping[str, str] = MappingProxyType(  # what a row with this icon must be heard to say
    {
        "arrow-left": "returned", "check": "evaluated|complete|held|merged|chosen|settled|agreed", "clock": "waiting",
        "conflicts": "conflict|to settle|not chosen", "draft": "draft", "edit": "draft|edit",
        "history": "archived|history", "minus": "only", "plus": "new", "refresh": "in step", "sending": "to be sent",
        "warning": "refused|missing|not|problem|kept for you", "evaluate": "evaluat", "home": "home",
        "reports": "reports", "retention": "retention|disposal", "settings": "settings",
    }
)  # fmt: skip


def views_of(window: QWidget) -> Iterator[QAbstractItemView]:
    """The tables, lists and trees that can be seen, without those inside combo boxes."""
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible() and not isinstance(view, QHeaderView) and not isinstance(view.parentWidget(), QComboBox):
            yield view


def headers_are_named(tree: Tree) -> Iterator[Finding]:
    """A screen reader says the column's name on each move to the side: a header must be there and whole."""
    for table in views_of(tree.window):
        model = model_of(table)
        if not isinstance(table, QTableView) or model is None:
            continue
        header = table.horizontalHeader()
        for column in range(model.columnCount(table.rootIndex())):
            if table.isColumnHidden(column):
                continue
            words = model.headerData(column, Qt.Orientation.Horizontal, ItemRole.AccessibleTextRole)
            title = model.headerData(column, Qt.Orientation.Horizontal, ItemRole.DisplayRole)
            text = str(title or "").strip()
            if not text and not str(words or "").strip():
                yield error("header-missing", path_of(table), f"column {column + 1} has no header")
            elif text == str(column + 1):
                yield error("header-missing", path_of(table), f"column {column + 1} is only numbered")
            elif header.isVisible() and header.fontMetrics().horizontalAdvance(text) > header.sectionSize(column):
                yield error("text-clipped", path_of(header), f"the header {text!r} is cut off")


def has_a_current_item(tree: Tree) -> Iterator[Finding]:
    """Without a current item Tab into a view says nothing, and a magnifier jumps to the middle of it."""
    for view in views_of(tree.window):
        model = model_of(view)
        if model is None or view.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if model.rowCount(view.rootIndex()) and not view.currentIndex().isValid():
            yield error("no-current-item", path_of(view), "the view has rows but no current item")


def cells_have_words(tree: Tree) -> Iterator[Finding]:
    """A cell that is only a picture has words of its own, and no cell hides its text behind an empty one."""
    for view in views_of(tree.window):
        model = model_of(view)
        if model is None:
            continue
        root = view.rootIndex()
        for row in range(min(model.rowCount(root), MOST_ROWS)):
            for column in range(model.columnCount(root)):
                lack = _wordless(model.index(row, column, root))
                if lack:
                    yield error("cell-without-words", path_of(view), f"row {row + 1}, column {column + 1}: {lack}")
                    break


def _wordless(index: QModelIndex) -> str:
    shown = str(index.data(ItemRole.DisplayRole) or "").strip()
    spoken = index.data(ItemRole.AccessibleTextRole)
    pictured = index.data(ItemRole.DecorationRole) is not None
    ticked = index.data(ItemRole.CheckStateRole) is not None
    if spoken is not None and not str(spoken).strip() and (shown or pictured):
        return "its AccessibleTextRole is empty"
    if (pictured or ticked) and not shown and not str(spoken or "").strip():
        return "an icon or tick without words"
    return ""


def one_tab_stop(tree: Tree) -> Iterator[Finding]:
    """A table is one Tab stop: Tab through every cell would be a trap of a thousand presses."""
    for view in views_of(tree.window):
        if isinstance(view, QTableView) and view.tabKeyNavigation():
            yield error("table-keeps-tab", path_of(view), "Tab walks its cells: setTabKeyNavigation(False)")


def rows_are_told_apart(tree: Tree) -> Iterator[Finding]:
    """ListItemSiblingsUnique: two rows that sound the same cannot be told apart, or called by voice."""
    for view in views_of(tree.window):
        model = model_of(view)
        if model is None:
            continue
        heard: dict[str, int] = {}
        for row in range(min(model.rowCount(view.rootIndex()), MOST_ROWS)):
            cells = (model.index(row, column, view.rootIndex()) for column in range(_columns_seen(view, model)))
            words = ", ".join(_said(index) for index in cells)
            if words.strip(", ") and words in heard:
                yield error("rows-alike", path_of(view), f"rows {heard[words] + 1} and {row + 1} both say {words!r}")
            heard[words] = row


def marks_are_said(tree: Tree) -> Iterator[Finding]:
    """WCAG 1.4.1, 1.3.1: what an icon or a colour says of some rows of a column is in the words of these rows.

    An icon that each row of a column has in the same way says nothing of one row and needs no words.
    """
    for view in views_of(tree.window):
        model = model_of(view)
        if model is None:
            continue
        rows = range(min(model.rowCount(view.rootIndex()), MOST_ROWS))
        for column in range(_columns_seen(view, model)):
            cells = [model.index(row, column, view.rootIndex()) for row in rows]
            marks = {_mark_of(index) for index in cells}
            silent = next((index for index in cells if len(marks) > 1 and _unsaid(index)), None)
            if silent is not None:
                says = f"row {silent.row() + 1}, column {column + 1}: {_mark_of(silent)!r} is not in the words"
                yield error("mark-unsaid", path_of(view), f"{says} {_said(silent)!r}")


def _columns_seen(view: QAbstractItemView, model: QAbstractItemModel) -> int:
    return 1 if isinstance(view, QListView) else model.columnCount(view.rootIndex())


def _said(index: QModelIndex | QPersistentModelIndex) -> str:
    roles = (ItemRole.AccessibleTextRole, ItemRole.DisplayRole)
    words = next((str(index.data(role)) for role in roles if index.data(role)), "")
    return f"{words} {index.data(ItemRole.AccessibleDescriptionRole) or ''}".strip()


def _mark_of(index: QModelIndex | QPersistentModelIndex) -> str:
    """What of a cell only the eye sees: its icon by name, or its colours."""
    cell = index.data(RowRole.CELL)
    if isinstance(cell, Cell):
        return cell.icon
    colours = (index.data(role) for role in (ItemRole.ForegroundRole, ItemRole.BackgroundRole))
    inks = (ink.color() if isinstance(ink, QBrush) else ink for ink in colours)
    return ", ".join(ink.name() for ink in inks if isinstance(ink, QColor))


def _unsaid(index: QModelIndex | QPersistentModelIndex) -> bool:
    mark = _mark_of(index)
    if not mark:
        return False
    model = index.model()
    cells = (model.index(index.row(), column, index.parent()) for column in range(model.columnCount(index.parent())))
    row = " ".join(_said(cell) for cell in cells).casefold()
    wanted = MARK_WORDS.get(mark)
    if wanted is not None:
        return re.search(wanted, row) is None
    return _said(index) == str(index.data(ItemRole.DisplayRole) or "").strip()
