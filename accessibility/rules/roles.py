"""What a control is, and whether assistive technology can do with it what a mouse can."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QComboBox, QTabBar, QToolBar

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
    interface = node.interface
    if node.role in BUTTONS:
        action = interface.actionInterface()
        return "" if action is not None and action.actionNames() else "action"
    if node.role in TICKED and not interface.state().checkable:
        return "ticked state"
    if node.role == Role.EditableText and interface.textInterface() is None:
        return "text"
    if node.role in VALUED and interface.valueInterface() is None:
        return "value"
    return ""


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
