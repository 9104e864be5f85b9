"""Things side by side that go on in a further line where one is too narrow, as words do: nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QSpacerItem, QWidget, QWidgetItem

__all__ = ["Flow"]

_Line = list[tuple[QLayoutItem, int]]


class Flow(QLayout):
    """Lines of widgets, each line as high as its highest. What stretches takes the room that the others leave, and
    needs ``basis`` pixels at least to stand beside them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Hold nothing yet."""
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._basis: dict[int, int] = {}
        self._strut = 0
        self.setContentsMargins(0, 0, 0, 0)

    def add(self, widget: QWidget, *, basis: int | None = None) -> None:
        """Put a widget after the others; with a ``basis`` it stretches."""
        if basis is not None:
            self._basis[len(self._items)] = basis
        self.addChildWidget(widget)
        # Made here, not by Qt: what Qt makes is taken for deleted by Python together with any widget before it in the
        # order of Tab, once somebody has walked that order; the next measuring then ended the program.
        self.addItem(QWidgetItem(widget))

    def add_layout(self, layout: QLayout, *, basis: int) -> None:
        """Put a layout that stretches after the others."""
        self._basis[len(self._items)] = basis
        self.addChildLayout(layout)
        self.addItem(layout)

    def set_basis(self, at: int, basis: int) -> None:
        """Let the item at ``at``, which stretches, need so many pixels beside others."""
        if self._basis.get(at) != basis:
            self._basis[at] = basis
            self.invalidate()

    def set_strut(self, pixels: int) -> None:
        """Let no line be lower."""
        self._strut = pixels
        self.invalidate()

    def push(self) -> None:
        """Push what comes after it to the right end of its line."""
        self._basis[len(self._items)] = 0
        self.addItem(QSpacerItem(0, 0))

    def _shown(self) -> Iterator[tuple[int, QLayoutItem]]:
        for at, item in enumerate(self._items):
            if isinstance(item, QSpacerItem) or not item.isEmpty():
                yield at, item

    def _lines(self, width: int) -> list[_Line]:
        """The items of each line with their widths."""
        lines: list[list[tuple[int, QLayoutItem, int]]] = [[]]
        left = width
        for at, item in self._shown():
            wanted = self._basis.get(at, item.sizeHint().width())
            needs = min(width, max(wanted, item.minimumSize().width()))
            if lines[-1] and needs > left:
                lines.append([])
                left = width
            lines[-1].append((at, item, needs))
            left -= needs + (self.spacing() if not isinstance(item, QSpacerItem) else 0)
        return [self._stretched(line, width) for line in lines]

    def _stretched(self, line: list[tuple[int, QLayoutItem, int]], width: int) -> _Line:
        gaps = sum(1 for _at, item, _wide in line if not isinstance(item, QSpacerItem)) - 1
        spare = max(0, width - sum(wide for _at, _item, wide in line) - max(0, gaps) * self.spacing())
        stretching = [at for at, _item, _wide in line if at in self._basis]
        share = spare // len(stretching) if stretching else 0
        return [
            (item, min(item.maximumSize().width(), wide + share) if at in self._basis else wide)
            for at, item, wide in line
        ]

    def _place(self, room: QRect, *, only_measure: bool) -> int:
        """Give the height of all lines within ``room``; put the items there unless only measuring."""
        top = room.top()
        for line in self._lines(room.width()):
            heights = [_height(item, wide) for item, wide in line]
            high = max([self._strut, *heights])
            left = room.left()
            for (item, wide), own in zip(line, heights, strict=True):
                if not only_measure:
                    item.setGeometry(QRect(QPoint(left, top + (high - own) // 2), QSize(wide, own)))
                left += wide + (0 if isinstance(item, QSpacerItem) else self.spacing())
            top += high + self.spacing() // 2
        return max(0, top - self.spacing() // 2 - room.top())

    # Qt's overrides

    def addItem(self, item: QLayoutItem) -> None:
        """Take an item."""
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        """Count the items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Give an item, None where there is none."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Give an item and keep it no longer."""
        if not 0 <= index < len(self._items):
            return None
        self._basis = {at - (at > index): basis for at, basis in self._basis.items() if at != index}
        return self._items.pop(index)

    def expandingDirections(self) -> Qt.Orientation:
        """Ask for no more height than the lines take."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Be higher where it is narrower."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Give the height of the lines."""
        edges = self.contentsMargins()
        room = QRect(0, 0, max(1, width - edges.left() - edges.right()), 0)
        return self._place(room, only_measure=True) + edges.top() + edges.bottom()

    def setGeometry(self, rect: QRect) -> None:
        """Put every item into its place."""
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), only_measure=False)

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        wide, high, count = 0, self._strut, 0
        for at, item in self._shown():
            hint = item.sizeHint()
            wide += max(self._basis.get(at, 0), item.minimumSize().width()) if at in self._basis else hint.width()
            high = max(high, hint.height())
            count += not isinstance(item, QSpacerItem)
        edges = self.contentsMargins()
        wide += max(0, count - 1) * self.spacing()
        return QSize(wide + edges.left() + edges.right(), high + edges.top() + edges.bottom())

    def minimumSize(self) -> QSize:
        """Be as narrow as the widest of all, and as high as the highest."""
        wide = max((item.minimumSize().width() for _at, item in self._shown()), default=0)
        high = max([self._strut, *(item.minimumSize().height() for _at, item in self._shown())])
        edges = self.contentsMargins()
        return QSize(wide + edges.left() + edges.right(), high + edges.top() + edges.bottom())


def _height(item: QLayoutItem, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return item.sizeHint().height()
