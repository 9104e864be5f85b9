"""The accessible tree of a live window, read once and handed to the rules.

The rows of tables, lists and trees are not walked here (there may be thousands): ``rules.views`` asks the model for
what is on screen instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QGroupBox,
    QLabel,
    QScrollArea,
    QWidget,
)

Role = QAccessible.Role

# What the Windows bridge of Qt 6.11 makes of a role. Whatever is absent becomes UI Automation's "Custom", about which
# Narrator can say nothing.
CONTROL_TYPES = {
    Role.TitleBar: "TitleBar", Role.MenuBar: "MenuBar", Role.ScrollBar: "ScrollBar", Role.Grip: "Thumb",
    Role.AlertMessage: "Window", Role.Window: "Window", Role.Client: "Group", Role.PopupMenu: "Menu",
    Role.MenuItem: "MenuItem", Role.ToolTip: "ToolTip", Role.Document: "Document", Role.Pane: "Pane",
    Role.Dialog: "Window", Role.Grouping: "Group", Role.Separator: "Separator", Role.ToolBar: "ToolBar",
    Role.StatusBar: "StatusBar", Role.Table: "Table", Role.ColumnHeader: "Header", Role.RowHeader: "Header",
    Role.Column: "HeaderItem", Role.Row: "HeaderItem", Role.Cell: "DataItem", Role.Link: "Hyperlink",
    Role.HelpBalloon: "ToolTip", Role.List: "List", Role.ListItem: "ListItem", Role.Tree: "Tree",
    Role.TreeItem: "TreeItem", Role.PageTab: "TabItem", Role.Graphic: "Image", Role.StaticText: "Text",
    Role.EditableText: "Edit", Role.Button: "Button", Role.CheckBox: "CheckBox", Role.Switch: "Button",
    Role.RadioButton: "RadioButton", Role.ComboBox: "ComboBox", Role.ProgressBar: "ProgressBar",
    Role.Slider: "Slider", Role.SpinBox: "Spinner", Role.ButtonDropDown: "Button", Role.ButtonMenu: "Button",
    Role.ButtonDropGrid: "Button", Role.PageTabList: "Tab", Role.Paragraph: "Text", Role.WebDocument: "Document",
    Role.Heading: "Text", Role.BlockQuote: "Group", Role.LayeredPane: "Pane",
}  # fmt: skip
ITEM_ROLES = frozenset({Role.Table, Role.List, Role.Tree})


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One accessible object. ``widget`` is None for parts of a widget (a tab, a header section)."""

    interface: QAccessibleInterface
    parent: Node | None
    path: str
    role: QAccessible.Role
    name: str
    description: str
    widget: QWidget | None
    rect: QRect
    focusable: bool

    @property
    def control_type(self) -> str:
        """The control type that UI Automation would report."""
        return CONTROL_TYPES.get(self.role, "Custom")


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """A window and every visible accessible object in it, parents before children."""

    window: QWidget
    nodes: tuple[Node, ...]

    def controls(self) -> Iterator[tuple[Node, QWidget]]:
        """The nodes that are widgets which Tab or a click can focus."""
        for node in self.nodes:
            if node.widget is not None and node.focusable:
                yield node, node.widget


def read_tree(window: QWidget) -> Tree:
    """Read the accessible tree of a window that is being shown, on any platform plug-in."""
    QAccessible.setActive(True)
    root = QAccessible.queryAccessibleInterface(window)
    return Tree(window, tuple(_walk(root, None))) if root is not None else Tree(window, ())


def _walk(interface: QAccessibleInterface, parent: Node | None) -> Iterator[Node]:
    found = interface.object()
    state = interface.state()
    is_part = parent is not None and found is not None and parent.interface.object() is found
    widget = found if isinstance(found, QWidget) and not is_part else None
    step = step_name(widget) if widget is not None else interface.role().name
    node = Node(
        interface=interface,
        parent=parent,
        path=path_of(widget) if widget is not None else f"{parent.path}/{step}" if parent else step,
        role=interface.role(),
        name=windows_name(interface),
        description=interface.text(QAccessible.Text.Description),
        widget=widget,
        rect=interface.rect(),
        focusable=_takes_focus(widget) if widget is not None else bool(state.focusable and not state.disabled),
    )
    yield node
    if node.role in ITEM_ROLES or isinstance(found, (QAbstractItemView, QComboBox)):
        return
    for number in range(interface.childCount()):
        child = interface.child(number)
        if child is not None and child.isValid() and not child.state().invisible:
            yield from _walk(child, node)


def _takes_focus(widget: QWidget) -> bool:
    # A scroll area takes focus by default only to be scrolled by key; what stands inside it is the control.
    return (
        widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and widget.isEnabled()
        and not widget.isWindow()
        and type(widget) is not QScrollArea
    )


def step_name(widget: QWidget) -> str:
    """A widget's step in a path: its object name, else its class."""
    return widget.objectName() or type(widget).__name__


def path_of(widget: QWidget) -> str:
    """The path of a widget from its window down, as findings print it."""
    steps = [step_name(widget)]
    parent = widget.parentWidget()
    while parent is not None and not widget.isWindow():
        if not parent.objectName().startswith("qt_"):
            steps.append(step_name(parent))
        widget, parent = parent, parent.parentWidget()
    return "/".join(reversed(steps))


def windows_name(interface: QAccessibleInterface) -> str:
    """The name that Narrator would hear.

    On Linux Qt gives a combo box its value as its name; on Windows it is the accessible name or the buddy label.
    """
    found = interface.object()
    if isinstance(found, QComboBox):
        label = buddy_of(found)
        return found.accessibleName() or (plain(label.text()) if label else "")
    return interface.text(QAccessible.Text.Name)


def buddy_of(widget: QWidget) -> QLabel | None:
    """The visible label whose buddy is this widget, if there is one."""
    for label in widget.window().findChildren(QLabel):
        if label.buddy() is widget and label.isVisible():
            return label
    return None


def visible_label(widget: QWidget) -> str:
    """The words on screen that name a control: its own text, its buddy label, or the group box it fills."""
    if isinstance(widget, QAbstractButton):
        return plain(widget.text())
    label = buddy_of(widget)
    if label is not None:
        return plain(label.text())
    parent = widget.parentWidget()
    return plain(parent.title()) if isinstance(parent, QGroupBox) else ""


def plain(text: str) -> str:
    """A text without its mnemonic marks."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&").strip()


def settle() -> None:
    """Let a window finish laying itself out, including what it puts off to the next turns of the event loop."""
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()
    QTest.qWait(5)


def rect_in_window(widget: QWidget) -> QRect:
    """Where a widget stands in its window, in logical pixels."""
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def model_of(view: QAbstractItemView) -> QAbstractItemModel | None:
    """A view's model; None while it has none, which Qt's type stubs do not say."""
    return view.model()


def seen_rect(widget: QWidget) -> QRect:
    """The part of a widget that can be seen, in its own pixels. Qt leaves out what the view inside a frame covers."""
    region = widget.visibleRegion()
    if isinstance(widget, QAbstractScrollArea):
        inside = widget.viewport()
        region = region.united(inside.visibleRegion().translated(inside.pos()))
    return region.boundingRect()
