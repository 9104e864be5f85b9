"""What a control is called. Ids in comments are those of axe-windows, where a rule has one there."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton

from accessibility.finding import Finding, advice, error
from accessibility.tree import Node, Role, Tree, visible_label

LONGEST_NAME = 512  # characters; NameReasonableLength
TYPE_WORDS = {
    "Button": r"button",
    "CheckBox": r"check ?box",
    "RadioButton": r"radio button",
    "ComboBox": r"combo ?box|drop-?down",
    "Edit": r"edit(?: field| box)|text ?(?:box|field)",
    "Table": r"table|grid",
    "Slider": r"slider",
    "Spinner": r"spinner|spin ?box",
    "Tree": r"tree",
    "List": r"list",
}
SPOKEN_GROUPS = frozenset({Role.Grouping, Role.Dialog, Role.PageTabList})
ALWAYS_NAMED = frozenset({Role.ProgressBar, Role.Graphic})


def named(tree: Tree) -> Iterator[Finding]:
    """NameNotEmpty, NameNotWhiteSpace: what can be focused or shows progress has a name."""
    for node in tree.nodes:
        if not node.focusable and node.role not in ALWAYS_NAMED:
            continue
        if not node.name.strip():
            blank = "only white space for a name" if node.name else "no name"
            icon = isinstance(node.widget, QAbstractButton) and not node.widget.icon().isNull()
            yield error("name-missing", node.path, f"{'icon-only ' if icon else ''}{node.control_type} has {blank}")


def speakable(tree: Tree) -> Iterator[Finding]:
    """NameReasonableLength, NameExcludesPrivateUnicodeCharacters: a name can be said."""
    for node in tree.nodes:
        if len(node.name) > LONGEST_NAME:
            yield error("name-too-long", node.path, f"{len(node.name)} characters")
        if any(unicodedata.category(letter) == "Co" for letter in node.name + node.description):
            yield error("name-private-characters", node.path, f"{node.name!r} has characters of a private font")


def informative(tree: Tree) -> Iterator[Finding]:
    """NameExcludesControlType, NameIsInformative: the role is spoken anyway; a class name tells nobody anything."""
    for node in tree.nodes:
        words = TYPE_WORDS.get(node.control_type)
        if node.focusable and words and re.search(rf"\b(?:{words})$", node.name.strip(), re.IGNORECASE):
            yield error("name-says-type", node.path, f"{node.name!r} ends with what is spoken as its type")
        if re.fullmatch(
            r"Q[A-Z][A-Za-z]+|PySide6\..+|[a-z]+(?:[_.][a-z0-9]+)+|(?:text|value|field|item) ?\d*", node.name
        ):
            yield error("name-not-informative", node.path, f"{node.name!r} is a widget's word, not a person's")


def not_said_twice(tree: Tree) -> Iterator[Finding]:
    """HelpTextNotEqualToName: a description or tool tip that repeats the name is heard twice."""
    for node in tree.nodes:
        name, description = node.name.strip().casefold(), node.description.strip().casefold().rstrip(".")
        if node.widget is None or not name or not description:
            continue
        if description == name:
            say = error if node.focusable else advice
            yield say("description-repeats-name", node.path, f"{node.name!r} is said twice")
        elif node.focusable and description.startswith(name + " ") and len(name.split()) > 1:
            yield advice("description-repeats-name", node.path, f"{node.description!r} begins with the name again")


def help_says_more(tree: Tree) -> Iterator[Finding]:
    """HelpTextNotEqualToName, for the help proper: it explains, and neither the name nor the description does."""
    for node in tree.nodes:
        explained = node.interface.text(QAccessible.Text.Help).strip().casefold().rstrip(".")
        if node.widget is None or not explained:
            continue
        for what, words in (("name", node.name), ("description", node.description)):
            if explained == words.strip().casefold().rstrip("."):
                yield error("help-repeats", node.path, f"its help only repeats its {what}: {words!r}")


def unique_in_the_window(tree: Tree) -> Iterator[Finding]:
    """Two controls of one type and name in one window must stand in groups that are named and named differently."""
    seen: dict[tuple[str, str], list[Node]] = {}
    for node, _widget in tree.controls():
        if node.name:
            seen.setdefault((node.name.casefold(), node.control_type), []).append(node)
    for (name, control_type), nodes in seen.items():
        if len({_groups_of(node) for node in nodes}) < len(nodes):
            where = ", ".join(node.path.rsplit("/", 1)[-1] for node in nodes)
            yield error("name-not-unique", nodes[0].path, f"{len(nodes)} × {control_type} {name!r}: {where}")


def _groups_of(node: Node) -> tuple[str, ...]:
    """The names of the groups round a control, as they are spoken when one enters them."""
    names = []
    parent = node.parent
    while parent is not None and parent.parent is not None:
        if parent.role in SPOKEN_GROUPS and parent.name:
            names.append(parent.name)
        parent = parent.parent
    return tuple(names)


def unique_among_siblings(tree: Tree) -> Iterator[Finding]:
    """SiblingUniqueAndFocusable: two neighbours of one type and name cannot be told apart, or said to Voice Access."""
    groups: dict[int, Counter[tuple[str, str]]] = {}
    paths: dict[int, str] = {}
    for node in tree.nodes:
        if node.parent is None:
            continue
        if node.focusable and node.name and node.widget is not None:
            key = id(node.parent)
            groups.setdefault(key, Counter())[node.name.casefold(), node.control_type] += 1
            paths[key] = node.parent.path
        same = node.parent.name == node.name and node.parent.control_type == node.control_type
        if node.name and same and node.widget is not None and node.focusable:
            yield error("name-of-parent", node.path, f"has its parent's name and type: {node.name!r}")
    for key, counted in groups.items():
        for (name, control_type), times in counted.items():
            if times > 1:
                yield error("name-not-unique", paths[key], f"{times} controls of type {control_type} called {name!r}")


def visible_words_are_the_name(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.5.3: whoever says the words on the screen to Voice Access reaches the control."""
    for node, widget in tree.controls():
        seen = _spoken(visible_label(widget))
        if seen and node.name and seen not in _spoken(node.name):
            yield error("label-in-name", node.path, f"on screen {seen!r}, by name {node.name!r}")


def _spoken(text: str) -> str:
    return " ".join(re.findall(r"[\w'’+]+", re.sub(r"\(.*?\)", "", text))).casefold()


def identified(tree: Tree) -> Iterator[Finding]:
    """AutomationId: every control has an identifier of its own, so that scripts survive a change of words."""
    seen: dict[str, str] = {}
    for node, widget in tree.controls():
        identifier = widget.accessibleIdentifier()
        if not identifier:
            yield error(
                "identifier-missing", node.path, f"{node.control_type} {node.name!r} has no accessibleIdentifier"
            )
        elif identifier in seen:
            yield error("identifier-not-unique", node.path, f"{identifier!r} is also on {seen[identifier]}")
        else:
            seen[identifier] = node.path


def window_has_a_title(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.4.2: the title is the first thing spoken when the window comes to the front."""
    if tree.window.isWindow() and not tree.window.windowTitle().strip():
        yield error("window-title-missing", tree.nodes[0].path if tree.nodes else "window", "the window has no title")
