"""Tables and lists: what is heard on the way through them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableView, QWidget

from accessibility.finding import Finding, error
from accessibility.tree import Tree, model_of, path_of

ItemRole = Qt.ItemDataRole
MOST_ROWS = 60  # rows read from the top of the view: what one screen shows


def _views(window: QWidget) -> Iterator[QAbstractItemView]:
    for view in window.findChildren(QAbstractItemView):
        if view.isVisible() and not isinstance(view, QHeaderView) and not isinstance(view.parentWidget(), QComboBox):
            yield view


def headers_are_named(tree: Tree) -> Iterator[Finding]:
    """A screen reader says the column's name on each move to the side: a header must be there and whole."""
    for table in _views(tree.window):
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
    for view in _views(tree.window):
        model = model_of(view)
        if model is None or view.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        if model.rowCount(view.rootIndex()) and not view.currentIndex().isValid():
            yield error("no-current-item", path_of(view), "the view has rows but no current item")


def cells_have_words(tree: Tree) -> Iterator[Finding]:
    """A cell that is only a picture has words of its own, and no cell hides its text behind an empty one."""
    for view in _views(tree.window):
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
    for view in _views(tree.window):
        if isinstance(view, QTableView) and view.tabKeyNavigation():
            yield error("table-keeps-tab", path_of(view), "Tab walks its cells: setTabKeyNavigation(False)")
