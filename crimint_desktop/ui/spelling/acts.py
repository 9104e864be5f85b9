"""What spelling asks of the speller."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from crimint_desktop.actions.spelling import Misspelt

__all__ = ["SpellingActs"]


@dataclass(frozen=True, slots=True)
class SpellingActs:
    """Each returns at once. ``look`` finds what is misspelt in a text, ``suggest`` what may have been meant; ``ignore``
    takes a word as it is until the program ends, ``add`` for good, None where nothing can be kept. ``underlines`` says
    whether a person wants them."""

    look: Callable[[str], Future[tuple[Misspelt, ...]]]
    suggest: Callable[[str], Future[tuple[str, ...]]]
    ignore: Callable[[str], Future[None]]
    add: Callable[[str], Future[None]] | None
    underlines: Callable[[], bool]
