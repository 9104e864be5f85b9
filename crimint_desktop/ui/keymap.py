"""The one list of everything that can be done by a key: its words, its menu, its keys and where they hold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

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

    def meets(self, other: Binding) -> bool:
        """Say whether both may be there to answer at once: in one screen, or one of them everywhere."""
        return self.scope == other.scope or WINDOW in (self.scope, other.scope)

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
                if one.meets(other) and {_normal(keys) for keys in one.keys} & {_normal(keys) for keys in other.keys}:
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
    return Keymap(menus, _without_what_was_taken(tuple(bindings), frozenset(mine)))


def _without_what_was_taken(bindings: tuple[Binding, ...], mine: frozenset[str]) -> tuple[Binding, ...]:
    """Take keys from shipped bindings that a person gave to another action before a new version shipped them."""
    own = [each for each in bindings if each.action in mine]

    def kept(binding: Binding) -> Binding:
        taken = {_normal(keys) for each in own if each.meets(binding) for keys in each.keys}
        if binding.action in mine or not taken:
            return binding
        return replace(binding, keys=tuple(keys for keys in binding.keys if _normal(keys) not in taken))

    return tuple(map(kept, bindings))


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


def reserved_families() -> tuple[Reserved, ...]:
    """Give the keys that, held with any other, belong to somebody else: ``keys`` is what is held, ``Ctrl+Alt``."""
    raw = json.loads(resources.read_text("reserved_keys.json"))
    return tuple(Reserved(entry["held"], entry["taken_by"], entry["does"]) for entry in raw["families"])


def collisions(keymap: Keymap) -> tuple[tuple[Binding, Reserved], ...]:
    """Give each binding that a screen reader or magnifier would take away."""
    singly = {_normal(entry.keys): entry for entry in reserved()}
    families = reserved_families()

    def taken(keys: str) -> Reserved | None:
        held = set(_normal(keys).split("+")[:-1])
        family = next((each for each in families if held >= set(each.keys.split("+"))), None)
        return singly.get(_normal(keys)) or (replace(family, keys=f"{family.keys} with any key") if family else None)

    return tuple(
        (binding, found) for binding in keymap.bindings for keys in binding.keys if (found := taken(keys)) is not None
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
