"""What is said of each field, found by its identifier."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

import resources

__all__ = ["Explained", "explanation_of"]

_PRESSED = "Space or Enter presses it. Nothing happens before that."


@dataclass(frozen=True, slots=True)
class Explained:
    """A field by its name, and what it is for; ``words`` are empty where nothing is known of it."""

    name: str
    words: str


def explanation_of(widget: QWidget | None) -> Explained:
    """Say what ``widget``, or the control of which it is a part, is for; buttons say by their words what they do."""
    at = widget
    while at is not None:
        identifier = at.accessibleIdentifier()
        found = _words_of(identifier) if identifier else ""
        if found:
            return Explained(at.accessibleName(), found)
        at = at.parentWidget()
    plain_button = isinstance(widget, QAbstractButton) and not isinstance(widget, QCheckBox | QRadioButton)
    if widget is not None and plain_button:
        return Explained(widget.accessibleName(), _PRESSED)
    return Explained(widget.accessibleName() if widget is not None else "", "")


def _words_of(identifier: str) -> str:
    return next((words for pattern, words in _entries() if fnmatchcase(identifier, pattern)), "")


def _entries() -> Iterator[tuple[str, str]]:
    for block in resources.read_text("fields.md").split("\n## ")[1:]:
        patterns, words = block.split("\n", 1)
        for pattern in patterns.split(", "):
            yield pattern.strip(), " ".join(words.split())
