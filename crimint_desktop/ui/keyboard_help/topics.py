"""The help pages: which there are, which one belongs to a screen, and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import resources

__all__ = ["TOPICS", "Line", "lines_of", "title_of", "topic_for"]

TOPICS: Final[tuple[str, ...]] = (
    "writing", "grading", "attachments", "finding", "conflicts", "offline", "disposal", "signing-in",
    "accessibility", "glossary", "statement",
)  # fmt: skip
"""The names of the pages, in the order they are offered."""

_OF_SCREEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "form": "writing", "preview": "writing", "reports": "finding", "report": "finding", "search": "finding",
        "evaluate": "grading", "conflicts": "conflicts", "conflict": "conflicts", "settings": "accessibility",
        "keys": "accessibility", "offline": "offline",
        "attachment": "attachments", "disposal": "disposal", "propose": "disposal", "erasure": "disposal",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One heading, paragraph or entry of a list, in plain words."""

    kind: Literal["heading", "paragraph", "entry"]
    words: str


def topic_for(screen: str) -> str:
    """Give the page for a screen by its identifier; a screen without one is sent to "offline"."""
    return _OF_SCREEN.get(screen, "offline")


def title_of(topic: str) -> str:
    """Give a page's title; raises FileNotFoundError for a page that is not shipped."""
    return resources.read_text(f"help/{topic}.md").split("\n", 1)[0].removeprefix("# ").strip()


def lines_of(topic: str) -> tuple[Line, ...]:
    """Give what a page says beneath its title; raises FileNotFoundError for a page that is not shipped."""
    return tuple(_lines(resources.read_text(f"help/{topic}.md").split("\n", 1)[1]))


def _lines(text: str) -> Iterator[Line]:
    for block in text.split("\n\n"):
        said = block.strip()
        if said.startswith("## "):
            yield Line("heading", said.removeprefix("## "))
        elif said.startswith("- "):
            for entry in f"\n{said}".split("\n- ")[1:]:
                yield Line("entry", " ".join(entry.split()))
        elif said:
            yield Line("paragraph", " ".join(said.split()))
