"""Keys in words: where they hold, and those that every screen answers without being in a menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

__all__ = ["FIXED", "SINGLE", "FixedKeys", "where_in_words"]

_WHERE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "window": "Everywhere", "reports": "Reports", "form": "Report form", "evaluate": "Evaluate",
        "conflict": "Conflict", "offline": "Offline records", "propose": "Proposing to erase",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FixedKeys:
    """Keys that cannot be changed: what they do, as people read them, and where they hold."""

    does: str
    keys: str
    where: str


FIXED: Final[tuple[FixedKeys, ...]] = (
    FixedKeys("Go to the next or previous field, button or list", "Tab or Shift+Tab", "Everywhere"),
    FixedKeys("Move in a list or a table; opens nothing", "Up or Down", "Lists and tables"),
    FixedKeys("Open the row", "Enter", "Lists and tables"),
    FixedKeys("Close a list of choices, or go back", "Esc", "Everywhere"),
    FixedKeys("Open a menu", "Alt and the underlined letter, or F10", "Everywhere"),
    FixedKeys("Type a grade, such as 1AP", "1 to 3, A to E, P or C", "Code field of a grade"),
    FixedKeys("Choose by digit or letter", "1 to 3, A to E, P or C", "Groups of a grade"),
    FixedKeys("Choose where the keyboard is", "Space", "Check boxes and choices"),
)
SINGLE: Final[tuple[FixedKeys, ...]] = (
    FixedKeys("Use mine", "M", "Inside a part of a conflict"),
    FixedKeys("Use theirs", "T", "Inside a part of a conflict"),
    FixedKeys("Write a third text from both", "W", "Inside a part of a conflict"),
)


def where_in_words(scope: str) -> str:
    """Say in which screen keys hold."""
    return _WHERE.get(scope, scope.capitalize())
