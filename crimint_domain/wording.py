"""What changed between two texts, word by word, for showing and for saying."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Run", "changes_between", "spoken_changes"]

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Run:
    """A run of words that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def changes_between(before: str, now: str) -> tuple[Run, ...]:
    """Compare two texts by words. Very long texts are compared by lines, to stay quick."""
    cut = _WORDS.findall if len(before) + len(now) < _LONGEST else lambda text: text.splitlines(keepends=True)
    old, new = cut(before), cut(now)
    runs: list[Run] = []
    for action, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if action == "equal":
            runs.append(Run("same", "".join(old[a:b])))
            continue
        if b > a:
            runs.append(Run("removed", "".join(old[a:b])))
        if d > c:
            runs.append(Run("added", "".join(new[c:d])))
    return tuple(runs)


def spoken_changes(runs: tuple[Run, ...]) -> str:
    """Say only what changed: ``removed: after dark. added: on two nights``."""
    said = [f"{run.kind}: {run.text.strip()}" for run in runs if run.kind != "same" and run.text.strip()]
    return ". ".join(said) if said else "no change in the words"
