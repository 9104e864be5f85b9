"""The sanitised text: a record of its own, with its own reference, author, authority, label and stream.

The pointer stands on the original, never here: whoever reads the sanitised record has nothing of the original in
the cache, not even its id.
"""

from __future__ import annotations

from dataclasses import dataclass

from crimint_domain.marking import Marking
from crimint_domain.report import Item

__all__ = ["Sanitised"]


@dataclass(frozen=True, slots=True)
class Sanitised:
    """What may be shared of a report. Its items carry their own grades and handling."""

    id: str
    reference: str
    title: str
    author: str
    authority: str
    unit: str
    items: tuple[Item, ...]
    marking: Marking = Marking()
    operation: str = ""
