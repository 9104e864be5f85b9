"""What only a pointer finds out or can do: nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtGui import Qt, QTextDocumentFragment
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLabel, QWidget

from accessibility.finding import Finding, error
from accessibility.rules.views import MOST_ROWS, views_of
from accessibility.tree import Tree, model_of, path_of, plain, visible_label

ItemRole = Qt.ItemDataRole


def nothing_on_hover_only(tree: Tree) -> Iterator[Finding]:
    """WCAG 1.4.13, 2.1.1: a tip says nothing that is not said on the screen or in the name too.

    Words cut short for want of room are another matter: their tip holds them whole, and ``text-clipped`` tells of them.
    """
    for widget in (tree.window, *tree.window.findChildren(QWidget)):
        if not widget.isVisible() or not widget.toolTip() or hasattr(widget, "text_in_full"):
            continue
        said = " ".join((_text_of(widget), visible_label(widget), widget.accessibleName()))
        if not _holds(said, widget.toolTip()):
            yield error("hover-only", path_of(widget), f"only its tip says {_plainly(widget.toolTip())!r}")
    for view in views_of(tree.window):
        yield from _tips_of_cells(view)


def _tips_of_cells(view: QAbstractItemView) -> Iterator[Finding]:
    model = model_of(view)
    root = view.rootIndex()
    for row in range(min(model.rowCount(root), MOST_ROWS) if model is not None else 0):
        for column in range(model.columnCount(root) if model is not None else 0):
            index = view.model().index(row, column, root)
            tip = str(index.data(ItemRole.ToolTipRole) or "")
            roles = (ItemRole.DisplayRole, ItemRole.AccessibleTextRole, ItemRole.AccessibleDescriptionRole)
            if tip and not _holds(" ".join(str(index.data(role) or "") for role in roles), tip):
                yield error("hover-only", path_of(view), f"row {row + 1}: only its tip says {_plainly(tip)!r}")
                return


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QLabel):
        return widget.text()
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""


def _holds(said: str, tip: str) -> bool:
    return _words(_plainly(tip)) <= _words(plain(said))


def _plainly(tip: str) -> str:
    return QTextDocumentFragment.fromHtml(tip).toPlainText() if Qt.mightBeRichText(tip) else tip


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def nothing_only_dragged(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.5.7: what can be dragged says with the dynamic property ``instead_of_dragging`` which keys do the same."""
    for widget in (tree.window, *tree.window.findChildren(QWidget)):
        if not widget.isVisible() or widget.property("instead_of_dragging"):
            continue
        moved = isinstance(widget, QHeaderView) and widget.sectionsMovable()
        dragged = isinstance(widget, QAbstractItemView) and widget.dragEnabled()
        if moved or dragged or (isinstance(widget, QAbstractItemView) and _takes_drops(widget)):
            yield error("drag-only", path_of(widget), "can be dragged, and no key is named that does the same")


def _takes_drops(view: QAbstractItemView) -> bool:
    return view.acceptDrops() and view.dragDropMode() != QAbstractItemView.DragDropMode.NoDragDrop
