"""Alt keys and shortcuts: each means one thing, stands in the keymap, and is nobody else's."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QMenuBar, QMessageBox, QTabBar, QWidget

from accessibility.finding import Finding, error
from accessibility.tree import Tree, step_name
from crimint_desktop.ui import keymap

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


def shortcuts_are_listed(tree: Tree) -> Iterator[Finding]:
    """A key that works is in the keymap: shown in the program, changeable, and looked over for clashes."""
    listed = {_portable(keys) for binding in keymap.load().bindings for keys in binding.keys}
    taken = {_portable(entry.keys): entry for entry in keymap.reserved()}
    for words, sequence in _sequences(tree.window):
        keys = _portable(sequence)
        if keys and keys not in listed:
            yield error("shortcut-unlisted", step_name(tree.window), f"{keys} ({words}) is not in the keymap")
        if keys in taken:
            owner = f"{taken[keys].taken_by}, which {taken[keys].does}"
            yield error("shortcut-taken", step_name(tree.window), f"{keys} ({words}) belongs to {owner}")


def no_bare_letters(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.1.4: somebody who dictates says letters all the time; one letter alone may only work on what has focus."""
    for words, sequence in _sequences(tree.window):
        if len(sequence.toString()) == 1:
            yield error("single-key", step_name(tree.window), f"{sequence.toString()} alone does {words!r}")


def _sequences(window: QWidget) -> Iterator[tuple[str, QKeySequence]]:
    for action in window.findChildren(QAction):
        if action.shortcutContext() in WIDE:
            for sequence in action.shortcuts():
                yield action.text().replace("&", ""), sequence
    for shortcut in window.findChildren(QShortcut):
        if shortcut.context() in WIDE:
            for sequence in QShortcut.keys(shortcut):
                yield shortcut.objectName() or "a shortcut", sequence


def _portable(keys: str | QKeySequence) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def dialogs_end_with_escape(tree: Tree) -> Iterator[Finding]:
    """WCAG 2.1.2: Esc leaves a question, and Enter answers it with what does the least harm."""
    window = tree.window
    if isinstance(window, QMessageBox) and window.escapeButton() is None:
        yield error("no-escape", step_name(window), f"Esc does not close the question {window.windowTitle()!r}")
