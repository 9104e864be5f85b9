"""The items of the form, in their order: added, removed, brought back and moved without losing the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crimint_desktop.ui.a11y import announce
from crimint_desktop.ui.buttons import flat
from crimint_desktop.ui.metrics import u
from crimint_desktop.ui.report_form import place as places
from crimint_desktop.ui.report_form.item_block import ItemActs, ItemBlock
from crimint_desktop.ui.report_form.writing import Removed, Writing

__all__ = ["Items"]


class Items(QWidget):
    """A block for each item. A block whose item keeps its number stays as it is, with everything half done in it."""

    changed = Signal()
    """An item came, went or moved."""

    def __init__(self, writing: Writing, make: Callable[[int, ItemActs], ItemBlock]) -> None:
        """Show the items of ``writing``; ``make`` builds the block of the item with a number, counted from 1."""
        super().__init__()
        self.writing = writing
        self._make = make
        self._removed: list[Removed] = []
        self.blocks: list[ItemBlock] = []
        self.is_changing = False
        self.undo = flat("Undo", self.bring_back, identifier="form.undo", spoken="Bring the removed item back")
        self.undo.hide()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(u(5))
        self._rows.addWidget(self.undo, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_items()

    def show_items(self) -> None:
        """Show the items as they are now."""
        self.is_changing = True
        kept = {(block.item.id, block.number): block for block in self.blocks}
        items = self.writing.report.items
        places_now = [(item.id, number) for number, item in enumerate(items, 1)]
        acts = ItemActs(self.shift, self.remove)
        blocks = [kept.pop(at) if at in kept else self._make(at[1], acts) for at in places_now]
        for gone in kept.values():
            gone.hide()
            self._rows.removeWidget(gone)
            gone.setParent(None)
            gone.deleteLater()
        for at, block in enumerate(blocks):
            if self._rows.indexOf(block) != at + 1:
                self._rows.insertWidget(at + 1, block)
            block.set_place(first=at == 0, last=at == len(blocks) - 1)
        self._chain(blocks)
        self.blocks = blocks
        self.is_changing = False

    def _chain(self, blocks: list[ItemBlock]) -> None:
        """Let Tab go through the items in their order, whichever was made last."""
        stops: list[QWidget] = [self.undo]
        for block in blocks:
            stops.extend(_in_tab_order(block))
        for stop, following in pairwise(stops):
            QWidget.setTabOrder(stop, following)

    def block_of(self, item: str) -> ItemBlock:
        """The block of an item."""
        return next(block for block in self.blocks if block.item.id == item)

    def add(self) -> None:
        """Add an item at the end and put the keyboard into its words."""
        item = self.writing.add_item()
        self._show_changed()
        self.block_of(item).text.setFocus(Qt.FocusReason.ShortcutFocusReason)
        announce(self, f"Item {len(self.blocks)} added")

    def remove(self, item: str) -> None:
        """Remove an item and its links; all that were removed can be brought back, the last first."""
        if len(self.blocks) == 1:
            announce(self, "A report needs at least one item", assertive=True)
            return
        self._removed.append(self.writing.remove_item(item))
        self._show_changed()
        self._offer_undo()
        self.undo.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, f"Item {self._removed[-1].number} removed. Press Space to bring it back")

    def bring_back(self) -> None:
        """Undo the last removal."""
        if self._removed:
            removed = self._removed.pop()
            self.writing.bring_back(removed)
            self._show_changed()
            self._offer_undo()
            self.block_of(removed.item).text.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, f"Item {removed.number} is back")

    def _offer_undo(self) -> None:
        self.undo.setVisible(bool(self._removed))
        if self._removed:
            words = f"Item {self._removed[-1].number} removed. Undo"
            self.undo.setText(words)
            self.undo.setAccessibleName(words)

    def shift(self, item: str, step: int) -> None:
        """Move an item by one place; the keyboard and the caret stay in the field they were in."""
        block = self.block_of(item)
        here = places.of(block)
        before = f"{block.objectName()}."
        if not self.writing.move_item(item, step):
            announce(self, f"Item {block.number} is the {'first' if step < 0 else 'last'} already")
            return
        self._show_changed()
        moved = self.block_of(item)
        field = str(here.get("field", ""))
        if field.startswith(before):
            places.restore(moved, {**here, "field": f"{moved.objectName()}.{field.removeprefix(before)}"})
        else:
            moved.text.setFocus(Qt.FocusReason.OtherFocusReason)
        moved.say_moved()

    def _show_changed(self) -> None:
        self.show_items()
        self.changed.emit()


def _in_tab_order(block: ItemBlock) -> list[QWidget]:
    """The block's own stops in the order in which Tab goes through them now."""
    found: list[QWidget] = []
    at = block.nextInFocusChain()
    while at is not None and at is not block:
        if block.isAncestorOf(at) and at.focusPolicy() != Qt.FocusPolicy.NoFocus:
            found.append(at)
        at = at.nextInFocusChain()
    return found
