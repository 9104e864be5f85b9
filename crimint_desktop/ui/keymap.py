"""The one list of everything that can be done by a key: its words, its menu, its keys and where they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

import resources
from crimint_desktop.ui import icons

WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Binding:
    """One thing to do: ``scope`` is ``window`` or the screen in which the keys hold; two scopes may share keys."""

    action: str
    words: str
    menu: str
    keys: tuple[str, ...] = ()
    scope: str = WINDOW
    icon: str = ""
    says: str = ""

    @property
    def plain_words(self) -> str:
        """Give the words without the mark of the access key."""
        return self.words.replace("&", "")


@dataclass(frozen=True, slots=True)
class Keymap:
    """Every binding in the order of its menu, and the menus in the order of the bar."""

    menus: tuple[tuple[str, str], ...]
    bindings: tuple[Binding, ...]

    def find(self, action: str) -> Binding:
        """Give the binding of ``action``; raises KeyError if the keymap does not know it."""
        for binding in self.bindings:
            if binding.action == action:
                return binding
        raise KeyError(action)

    def of_menu(self, menu: str) -> tuple[Binding, ...]:
        """Give the bindings of one menu in order."""
        return tuple(binding for binding in self.bindings if binding.menu == menu)

    def clashes(self) -> tuple[tuple[Binding, Binding], ...]:
        """Give each two bindings that would answer the same keys: same scope, or one of them everywhere."""
        found = []
        for at, one in enumerate(self.bindings):
            for other in self.bindings[at + 1 :]:
                meet = one.scope == other.scope or WINDOW in (one.scope, other.scope)
                if meet and {_normal(keys) for keys in one.keys} & {_normal(keys) for keys in other.keys}:
                    found.append((one, other))
        return tuple(found)


def _normal(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def load(changes: Mapping[str, tuple[str, ...]] | None = None) -> Keymap:
    """Read the shipped keymap; ``changes`` are a person's own keys by action, an empty tuple takes keys away."""
    raw = json.loads(resources.read_text("keymap.json"))
    menus = tuple((entry["menu"], entry["words"]) for entry in raw["menus"])
    mine = changes or {}
    bindings = []
    for menu in raw["menus"]:
        for entry in menu["actions"]:
            bindings.append(
                Binding(
                    action=entry["action"],
                    words=entry["words"],
                    menu=menu["menu"],
                    keys=mine.get(entry["action"], tuple(entry.get("keys", ()))),
                    scope=entry.get("scope", WINDOW),
                    icon=entry.get("icon", ""),
                    says=entry.get("says", ""),
                )
            )
    return Keymap(menus, tuple(bindings))


@dataclass(frozen=True, slots=True)
class Reserved:
    """Keys that a screen reader or magnifier takes before the program sees them."""

    keys: str
    taken_by: str
    does: str


def reserved() -> tuple[Reserved, ...]:
    """Give the keys no action may use, and by whom each is taken."""
    raw = json.loads(resources.read_text("reserved_keys.json"))
    return tuple(Reserved(entry["keys"], entry["taken_by"], entry["does"]) for entry in raw["reserved"])


def collisions(keymap: Keymap) -> tuple[tuple[Binding, Reserved], ...]:
    """Give each binding that a screen reader or magnifier would take away."""
    taken = {_normal(entry.keys): entry for entry in reserved()}
    return tuple(
        (binding, taken[_normal(keys)])
        for binding in keymap.bindings
        for keys in binding.keys
        if _normal(keys) in taken
    )


def make_action(binding: Binding, triggered: Callable[[], object], parent: QObject) -> QAction:
    """Make the action of ``binding`` for a menu; its keys hold in the window of ``parent``."""
    action = QAction(binding.words, parent)
    action.setObjectName(f"action.{binding.action}")
    action.setShortcuts([QKeySequence(keys) for keys in binding.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    action.setAutoRepeat(False)
    if binding.icon:
        action.setIcon(icons.icon(binding.icon))
        action.setIconVisibleInMenu(False)
    if binding.says:
        action.setStatusTip(binding.says)
    action.triggered.connect(lambda _checked=False: triggered())
    return action


def keys_in_words(keys: Iterable[str]) -> str:
    """Give keys as a person reads them: ``Ctrl+Shift+F or F3``."""
    said = (QKeySequence(each).toString(QKeySequence.SequenceFormat.NativeText) for each in keys)
    return " or ".join(each.replace("Return", "Enter") for each in said)
