"""What the keys page may do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crimint_desktop.ui.keymap import Keymap

__all__ = ["KeysActs"]


@dataclass(frozen=True, slots=True)
class KeysActs:
    """``keymap`` gives the keys that hold now, ``changes`` a person's own by action (empty: taken away); ``change``
    keeps them and makes them hold at once (``MainWindow.use_keymap``). ``single_keys`` says whether M, T and W
    choose in a conflict; ``open_help`` shows a help page by its name."""

    keymap: Callable[[], Keymap]
    changes: Callable[[], Mapping[str, tuple[str, ...]]]
    change: Callable[[Mapping[str, tuple[str, ...]]], object]
    single_keys: Callable[[], bool]
    open_help: Callable[[str], object]
