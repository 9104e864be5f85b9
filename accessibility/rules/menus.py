"""Menus: what stands in them is named, and each Alt letter in one menu means one thing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from accessibility.finding import Finding, error
from accessibility.tree import Tree, path_of, plain


def entries_are_named(tree: Tree) -> Iterator[Finding]:
    """An entry with an icon only, or with nothing, is silent in every menu."""
    for owner, path, actions in _menus(tree):
        for action in actions:
            if not action.isSeparator() and not plain(action.text()):
                yield error("menu-entry-without-words", path, f"{owner!r} has an entry without words")


def letters_are_unique(tree: Tree) -> Iterator[Finding]:
    """Of two entries with one letter the first press only marks one: nothing is done until Enter."""
    for owner, path, actions in _menus(tree):
        owners: dict[str, list[str]] = {}
        for action in actions:
            key = QKeySequence.mnemonic(action.text()).toString()
            if key and action.isVisible():
                owners.setdefault(key, []).append(plain(action.text()))
        for key, words in owners.items():
            if len(words) > 1:
                yield error("menu-letter-not-unique", path, f"in {owner!r} {key} belongs to {', '.join(words)}")


def _menus(tree: Tree) -> Iterator[tuple[str, str, list[QAction]]]:
    for bar in tree.window.findChildren(QMenuBar):
        if bar.isVisible():
            yield "the menu bar", path_of(bar), bar.actions()
    for menu in tree.window.findChildren(QMenu):
        yield plain(menu.title()), path_of(menu), menu.actions()
