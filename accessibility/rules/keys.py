"""Alt keys and shortcuts: each means one thing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QMenuBar, QTabBar, QWidget

from accessibility.finding import Finding, error
from accessibility.tree import Tree, step_name

WIDE = frozenset({Qt.ShortcutContext.WindowShortcut, Qt.ShortcutContext.ApplicationShortcut})


def mnemonics_are_unique(tree: Tree) -> Iterator[Finding]:
    """With two owners, Alt and the letter only moves focus between them and presses neither."""
    owners: dict[str, list[str]] = {}
    for widget in tree.window.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled():
            for text in _texts_with_mnemonics(widget):
                key = QKeySequence.mnemonic(text).toString()
                if key:
                    owners.setdefault(key, []).append(text.replace("&", ""))
    for key, texts in owners.items():
        if len(texts) > 1:
            yield error(
                "mnemonic-not-unique", step_name(tree.window), f"{key} belongs to {', '.join(map(repr, texts))}"
            )


def _texts_with_mnemonics(widget: QWidget) -> list[str]:
    if isinstance(widget, QLabel):
        return [widget.text()] if widget.buddy() is not None else []
    if isinstance(widget, QAbstractButton):
        return [widget.text()]
    if isinstance(widget, QGroupBox):
        return [widget.title()]
    if isinstance(widget, QTabBar):
        return [widget.tabText(number) for number in range(widget.count())]
    if isinstance(widget, QMenuBar):
        return [action.text() for action in widget.actions()]
    return []


def shortcuts_are_unique(tree: Tree) -> Iterator[Finding]:
    """Qt calls a shortcut with two owners ambiguous and does nothing at all."""
    owners: dict[str, list[str]] = {}
    window = tree.window
    for action in window.findChildren(QAction):
        if action.shortcutContext() in WIDE and action.isEnabled():
            for sequence in action.shortcuts():
                owners.setdefault(sequence.toString(), []).append(action.text().replace("&", ""))
    for shortcut in window.findChildren(QShortcut):
        if shortcut.context() in WIDE and shortcut.isEnabled():
            for sequence in QShortcut.keys(shortcut):
                owners.setdefault(sequence.toString(), []).append(shortcut.objectName() or "a shortcut")
    for keys, names in owners.items():
        if keys and len(names) > 1:
            yield error("shortcut-not-unique", step_name(window), f"{keys} belongs to {', '.join(map(repr, names))}")
