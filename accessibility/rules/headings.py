"""Headings and the language: how a page tells its own structure."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLocale
from PySide6.QtGui import QAccessible, QAccessibleAttributesInterface

from accessibility.finding import Finding, error
from accessibility.tree import Node, Role, Tree, step_name


def levels_descend(tree: Tree) -> Iterator[Finding]:
    """HeadingLevelDescendsWhenNested: from one heading to the next never more than one level further down."""
    before = 0
    for node in tree.nodes:
        if node.role != Role.Heading:
            continue
        level = _level(node)
        if not level:
            yield error("heading-without-level", node.path, f"the heading {node.name!r} has no level")
        elif level > before + 1:
            yield error("heading-level", node.path, f"{node.name!r} is of level {level} after one of level {before}")
        before = level or before


def _level(node: Node) -> int:
    attributes: QAccessibleAttributesInterface | None = node.interface.attributesInterface()
    if attributes is None:  # which Qt's type stubs do not say
        return 0
    found = attributes.attributeValue(QAccessible.Attribute.Level)
    return found if isinstance(found, int) else 0


def language_is_told(tree: Tree) -> Iterator[Finding]:
    """WCAG 3.1.1: the program speaks English wherever it runs, and its windows say so to a screen reader's voice."""
    if tree.window.locale().language() != QLocale.Language.English:
        told = QLocale.languageToString(tree.window.locale().language())
        yield error("language-not-told", step_name(tree.window), f"the window says its language is {told}")
