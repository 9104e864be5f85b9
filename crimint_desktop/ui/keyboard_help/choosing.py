"""A person's own keys: read as typed, and held against what others already take."""

from __future__ import annotations

import re
from dataclasses import replace

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from crimint_desktop.ui.keymap import Keymap, collisions, keys_in_words
from crimint_domain.errors import Problem, Refused

__all__ = ["keys_from", "problem_with"]

_EXAMPLE = "Write keys out, such as Ctrl+Shift+N or F4."
_HOLDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier


def keys_from(typed: str) -> tuple[str, ...]:
    """Read keys as a person writes them, several parted by "or"; nothing written means none.

    Raises Refused (part ``keys``) for what is no key, for several strokes, and for a key that types a letter.
    """
    written = [each.strip() for each in re.split(r"\bor\b|,\s", typed) if each.strip()]
    return tuple(_one(each) for each in written)


def _one(typed: str) -> str:
    # On keyboards stands "Enter"; Qt calls that key Return, and Enter the one beside the digits.
    sequence = QKeySequence(re.sub(r"(?i)\benter$", "Return", typed.replace(" ", "")))
    said = sequence.toString(QKeySequence.SequenceFormat.PortableText)
    if sequence.count() != 1 or not said:
        raise Refused(Problem("keys", f"“{typed}” is no key. {_EXAMPLE}"))
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # Qt's stub leaves out what the class can do
    if pressed.key() == Qt.Key.Key_unknown:
        raise Refused(Problem("keys", f"“{typed}” is no key. {_EXAMPLE}"))
    function_key = Qt.Key.Key_F1 <= pressed.key() <= Qt.Key.Key_F35
    if not function_key and not pressed.keyboardModifiers() & _HOLDING:
        raise Refused(
            Problem("keys", f"{keys_in_words((said,))} is needed for typing and moving. Hold Ctrl or Alt with it.")
        )
    return said


def problem_with(keymap: Keymap, action: str, keys: tuple[str, ...]) -> str:
    """Say what stands against giving ``action`` these keys, empty when nothing does."""
    tried = replace(
        keymap,
        bindings=tuple(replace(each, keys=keys) if each.action == action else each for each in keymap.bindings),
    )
    for binding, taken in collisions(tried):
        if binding.action == action:
            return f"{taken.keys} is taken by {taken.taken_by}: it {taken.does}."
    for one, other in tried.clashes():
        if action in (one.action, other.action):
            already = other if one.action == action else one
            return f"{keys_in_words(already.keys)} already means {already.plain_words}."
    return _opens_a_menu(keymap, keys)


def _opens_a_menu(keymap: Keymap, keys: tuple[str, ...]) -> str:
    marks = {words[words.index("&") + 1].upper(): words.replace("&", "") for _menu, words in keymap.menus}
    for each in keys:
        held, _, letter = each.rpartition("+")
        if held == "Alt" and letter in marks:
            return f"{each} opens the menu {marks[letter]}."
    return ""
