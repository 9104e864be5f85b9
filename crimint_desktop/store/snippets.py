"""The piece of a kept document around the words that were searched for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from crimint_domain.searching import pattern_of, snippet_in

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

    from crimint_domain.wording import Run

__all__ = ["pattern_of", "snippet_of"]


class _Item(msgspec.Struct):
    text: str = ""
    order: str = ""


class _Mention(msgspec.Struct):
    as_reported: str = ""


class _Texts(msgspec.Struct):
    """Of a document only what a snippet can come from: reading the rest would take most of the time."""

    items: dict[str, _Item] = {}
    mentions: dict[str, _Mention] = {}

    def in_order(self) -> Iterable[str]:
        items = sorted(self.items.values(), key=lambda item: item.order)
        return (*(item.text for item in items), *(mention.as_reported for mention in self.mentions.values()))


_READ: Final = msgspec.json.Decoder(_Texts)


def snippet_of(raw: bytes, pattern: re.Pattern[str]) -> tuple[Run, ...]:
    """Return the first place in a report's items or mentions where the words stand, those found as runs called
    ``added``; nothing when they stand elsewhere, as in the title, or the document cannot be read."""
    try:
        texts = _READ.decode(raw)
    except msgspec.ValidationError:
        return ()
    return snippet_in(texts.in_order(), pattern)
