"""The index of cards by their names: pieces of names, how they sound, plates and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crimint_desktop.store.driver import DriverCursor
from crimint_desktop.store.name_keys import folded, keys_of, number_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["forget_names", "index_names"]


def index_names(cursor: DriverCursor, named: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Make cards findable by these names; each is given with its place."""
    texts: list[tuple[int, str]] = []
    keys: list[tuple[str, int]] = []
    for place, names in named:
        texts.append((place, "\n".join(_searchable(names))))
        keys.extend((key, place) for key in keys_of(tuple(names)))
    cursor.executemany("INSERT INTO card_text(rowid, names) VALUES(?, ?)", texts)
    cursor.executemany("INSERT OR IGNORE INTO card_sound(sound, place) VALUES(?, ?)", sorted(keys))


def _searchable(names: Sequence[str]) -> Iterable[str]:
    """Names folded, and numbers once more without the spaces people write in them."""
    for name in names:
        plain = folded(name)
        yield plain
        joined = plain.replace(" ", "")
        if joined != plain and number_key(name):
            yield joined


def forget_names(cursor: DriverCursor, places: Sequence[int]) -> None:
    """Take what stands at these places out of the index of names."""
    gone = [(place,) for place in places]
    cursor.executemany("DELETE FROM card_text WHERE rowid = ?", gone)
    cursor.executemany("DELETE FROM card_sound WHERE place = ?", gone)
