"""Looks into every file that was left behind for words that must not stand there in clear."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["files_in", "found_in_clear"]

_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
_PIECE = 24
"""Characters: a sentence may be broken over two pages of a file, so pieces of it are looked for as well."""


def files_in(folders: Iterable[Path]) -> Iterator[Path]:
    """Every file below these folders, without following links out of them."""
    for folder in folders:
        for where, _folders, names in os.walk(folder):
            yield from (Path(where) / name for name in names)


def found_in_clear(folders: Iterable[Path], sentences: Iterable[str]) -> tuple[str, ...]:
    """Return ``file: piece`` for each piece of a sentence that stands in clear in a file; empty when none does."""
    wanted = [
        (piece, piece.encode(encoding)) for each in sentences for piece in _pieces(each) for encoding in _ENCODINGS
    ]
    found = []
    for file in files_in(folders):
        if not file.is_file():
            continue
        held = file.read_bytes()
        found += [f"{file}: {piece}" for piece, looked_for in wanted if looked_for in held]
    return tuple(found)


def _pieces(sentence: str) -> Iterator[str]:
    for start in range(0, max(1, len(sentence) - _PIECE // 2), _PIECE):
        yield sentence[start : start + _PIECE]
