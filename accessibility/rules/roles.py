"""What a control is, and whether assistive technology can do with it what a mouse can."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractButton, QComboBox, QRadioButton, QTabBar, QToolBar

from accessibility.finding import Finding, error
from accessibility.tree import Node, Role, Tree

OPERATED = frozenset(
    {
        Role.Button, Role.CheckBox, Role.RadioButton, Role.ComboBox, Role.EditableText, Role.SpinBox, Role.Slider,
        Role.Dial, Role.Link, Role.ButtonMenu, Role.ButtonDropDown, Role.Switch, Role.Table, Role.Tree, Role.List,
    }
)  # fmt: skip
BUTTONS = frozenset({Role.Button, Role.ButtonMenu, Role.ButtonDropDown, Role.Switch})
TICKED = frozenset({Role.CheckBox, Role.RadioButton})
VALUED = frozenset({Role.Slider, Role.ProgressBar, Role.Dial})
CHOSEN_FROM = frozenset({Role.Table, Role.List, Role.Tree})
MOST_CHILDREN = 40  # looked through for the first cell, after a table's headers


def has_a_role(tree: Tree) -> Iterator[Finding]:
    """LocalizedControlTypeNotCustom: a focusable widget of an unknown kind is spoken as nothing at all."""
    for node in tree.nodes:
        if node.focusable and (node.control_type == "Custom" or node.role in {Role.NoRole, Role.Client}):
            yield error("role-missing", node.path, f"role {node.role.name}: nobody is told what this is")


def can_be_operated(tree: Tree) -> Iterator[Finding]:
    """ButtonShouldHavePatterns and the ControlShouldSupport rules."""
    for node in tree.nodes:
        lack = _lack(node)
        if lack:
            yield error("not-operable", node.path, f"{node.control_type} {node.name!r} offers no {lack}")


def _lack(node: Node) -> str:
    """The first thing a node of its role should offer and does not. Each is asked only of the roles that have it."""
    offered = node.interface
    wanted: tuple[tuple[frozenset[QAccessible.Role], str, Callable[[], object]], ...] = (
        (BUTTONS, "action", lambda: offered.actionInterface() is not None and offered.actionInterface().actionNames()),
        (TICKED, "ticked state", lambda: offered.state().checkable),
        (frozenset({Role.EditableText}), "text", lambda: offered.textInterface() is not None),
        (VALUED, "value", lambda: offered.valueInterface() is not None),
        (CHOSEN_FROM, "selection", lambda: not offered.childCount() or offered.selectionInterface() is not None),
        (frozenset({Role.ComboBox}), "opening", lambda: offered.state().expandable),
    )
    return next((words for roles, words, there in wanted if node.role in roles and not there()), "")


def cells_have_places(tree: Tree) -> Iterator[Finding]:
    """ControlShouldSupportGridItem, ...TableItem: a cell knows its row and column, and which headers are its own."""
    for node in tree.nodes:
        if node.role != Role.Table or not node.interface.childCount():
            continue
        cell = next((child for child in _first_children(node) if child.role() == Role.Cell), None)
        if cell is not None and cell.tableCellInterface() is None:
            yield error("not-operable", node.path, f"the cells of {node.name!r} do not know their row and column")


def _first_children(node: Node) -> Iterator[QAccessibleInterface]:
    for number in range(min(node.interface.childCount(), MOST_CHILDREN)):
        child = node.interface.child(number)
        if child is not None and child.isValid():
            yield child


def progress_has_a_range(tree: Tree) -> Iterator[Finding]:
    """ProgressBarRangeValue: how far something has come is a number between two others."""
    for node in tree.nodes:
        value = node.interface.valueInterface() if node.role in VALUED else None
        if value is None:
            continue
        least, now, most = value.minimumValue(), value.currentValue(), value.maximumValue()
        if not least < most or not least <= now <= most:
            yield error("range-wrong", node.path, f"{node.name!r} stands at {now} between {least} and {most}")


def one_of_a_group(tree: Tree) -> Iterator[Finding]:
    """SelectionItemPatternSingleSelection: of radio buttons that belong together at most one is chosen."""
    chosen: dict[int, list[str]] = {}
    paths: dict[int, str] = {}
    for node in tree.nodes:
        if isinstance(node.widget, QRadioButton) and node.widget.isChecked():
            owner = node.widget.group() or node.widget.parentWidget()
            chosen.setdefault(id(owner), []).append(node.name)
            paths[id(owner)] = node.path
    for key, names in chosen.items():
        if len(names) > 1:
            yield error("choice-not-single", paths[key], f"{', '.join(map(repr, names))} are chosen at once")


def covers_no_other(tree: Tree) -> Iterator[Finding]:
    """BoundingRectangleCompletelyObscuresContainer: a control inside a control leaves some of it to be pressed."""
    for node, widget in tree.controls():
        owner = widget.parentWidget()
        if not isinstance(owner, QAbstractButton) or not widget.isVisible():
            continue
        if widget.geometry().contains(owner.rect()):
            yield error("covers-its-owner", node.path, f"{node.name!r} lies over all of {owner.accessibleName()!r}")


def reachable_by_key(tree: Tree) -> Iterator[Finding]:
    """IsKeyboardFocusableShouldBeTrue: what a mouse can use, a key can reach."""
    for node in tree.nodes:
        if node.role not in OPERATED or node.focusable or node.widget is None or not node.widget.isEnabled():
            continue
        if isinstance(node.widget, QTabBar) or _works_elsewhere(node):
            continue
        yield error("no-key-reaches", node.path, f"{node.control_type} {node.name!r} cannot be focused by keyboard")


def _works_elsewhere(node: Node) -> bool:
    """Tool buttons may leave focus to the same action's menu entry; parts of a combo or spin box work there."""
    widget = node.widget
    if widget is None or isinstance(widget.parentWidget(), QComboBox) or widget.focusProxy() is not None:
        return True
    own_parent = widget.parentWidget()
    if own_parent is not None and own_parent.focusProxy() is widget:
        return True
    if isinstance(widget, QAbstractButton):
        action = getattr(widget, "defaultAction", lambda: None)()
        if action is not None:
            shown = [place for place in action.associatedObjects() if place is not widget]
            return any(not isinstance(place, QToolBar) for place in shown) or not action.shortcut().isEmpty()
        # The words on it may say its key: "Help  F1".
        return bool(widget.property("alsoInMenu") or re.search(r"\b(?:F\d+|(?:Ctrl|Alt|Shift)\+\S+)$", widget.text()))
    return False


def tool_buttons_take_no_focus(tree: Tree) -> Iterator[Finding]:
    """A tool bar's buttons are also in the menus: as Tab stops they only stand in the way."""
    for node, widget in tree.controls():
        if isinstance(widget.parentWidget(), QToolBar) and isinstance(widget, QAbstractButton):
            yield error("tool-button-takes-focus", node.path, f"{node.name!r} is a Tab stop in a tool bar")
