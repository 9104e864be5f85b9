"""A log as a tree of hashes (RFC 9162, section 2.1): what is in it stays in it, which a few hashes prove.

Everything is computed from complete subtrees, named by their level (0: single leaves) and their place from the left,
so that whoever keeps them decides how.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

__all__ = [
    "EMPTY", "Grown", "Node", "consistency_path", "inclusion_path", "is_consistent", "is_included", "leaf_hash",
    "node_hash", "peaks", "root",
]  # fmt: skip

EMPTY: Final = hashlib.sha256(b"").digest()
"""The root of a log without entries."""

Node: TypeAlias = Callable[[int, int], bytes]
"""Returns the hash of the complete subtree of a level (2^level leaves) at a place, counted from the left."""


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of an entry."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(node: Node, size: int) -> bytes:
    """Return the root of the log's first ``size`` entries."""
    return _over(node, 0, size) if size else EMPTY


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << ((count - 1).bit_length() - 1)


def _over(node: Node, begin: int, end: int) -> bytes:
    count = end - begin
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(_over(node, begin, middle), _over(node, middle, end))


def peaks(node: Node, size: int) -> tuple[bytes, ...]:
    """Return the hashes of the complete subtrees that the first ``size`` entries are made of, from the left."""
    found, begin = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append(node(level, begin >> level))
            begin += 1 << level
    return tuple(found)


def inclusion_path(node: Node, index: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the entry at ``index`` (from 0) is among the first ``size``; raises ValueError outside."""
    if not 0 <= index < size:
        raise ValueError("there is no such entry in a log of this size")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_over(node, middle, end))
            end = middle
        else:
            path.append(_over(node, begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_path(node: Node, first: int, second: int) -> tuple[bytes, ...]:
    """Return the proof that the log of ``second`` entries begins with the one of ``first``; empty for the same size
    and for a log that was empty. Raises ValueError when it was longer."""
    if not 0 <= first <= second:
        raise ValueError("a log does not become shorter")
    if first in (0, second):
        return ()
    path: list[bytes] = []
    begin, end, whole = 0, second, True
    while first != end:
        middle = begin + _split(end - begin)
        if first <= middle:
            path.append(_over(node, middle, end))
            end = middle
        else:
            path.append(_over(node, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(_over(node, begin, end))
    return tuple(reversed(path))


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """Whether a proof shows that ``leaf`` is the entry at ``index`` of the log with this root (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(each, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, each)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root_hash


def is_consistent(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether a proof shows that the log with the second root begins with the one of the first (section 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    if not hashes:
        return False
    number, last = first - 1, second - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    one = other = hashes[0]
    for each in hashes[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            one, other = node_hash(each, one), node_hash(each, other)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            other = node_hash(other, each)
        number, last = number >> 1, last >> 1
    return last == 0 and one == first_root and other == second_root


class Grown:
    """A log's tree held in memory, which grows leaf by leaf."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]

    @property
    def size(self) -> int:
        """The number of leaves."""
        return len(self._levels[0])

    def add(self, leaf: bytes) -> int:
        """Append the hash of an entry and return its index, from 0."""
        level, grown = 0, leaf
        self._levels[0].append(leaf)
        while len(self._levels[level]) % 2 == 0:
            grown = node_hash(self._levels[level][-2], grown)
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(grown)
        return self.size - 1

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete subtree."""
        return self._levels[level][place]

    def root(self, size: int | None = None) -> bytes:
        """Return the root of the first ``size`` leaves, of all of them unless said."""
        return root(self.node, self.size if size is None else size)
