"""Three-way merge by part: what two people wrote apart comes together, and only true clashes are left to a person.

Elements are added and removed as sets; removing what another has edited is a clash, order never is; equal
mentions are one. Where parts clash, the merged document holds *theirs* until a person has chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from crimint_domain.parts import Document, Value, differences, element_of, get, with_parts

__all__ = ["Clash", "Merge", "MergedPart", "settled", "three_way"]


@dataclass(frozen=True, slots=True)
class Clash:
    """A part both changed differently. None means the part was removed, or was not there before. ``reason`` is why
    mine was made, where its author said so."""

    part: str
    before: Value
    mine: Value
    theirs: Value
    reason: str = ""


@dataclass(frozen=True, slots=True)
class MergedPart:
    """A part that came together without anybody having to choose."""

    part: str
    whose: Literal["mine", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Merge:
    """The outcome. ``mine`` is what of my change is still to be sent on top of theirs."""

    document: Document
    mine: Mapping[str, Value]
    clashes: tuple[Clash, ...]
    merged: tuple[MergedPart, ...]


def three_way(base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> Merge:
    """Merge what I made of ``base`` with what they made of it."""
    my_parts, their_parts = differences(base, mine), differences(base, theirs)
    clashes: list[Clash] = []
    merged: list[MergedPart] = []
    to_send: dict[str, Value] = {}
    clashing_elements = _removed_against_edited(my_parts, their_parts)
    gone = {part for part, value in their_parts.items() if value is None and element_of(part) == part}
    for element in sorted(clashing_elements):
        clashes.append(Clash(element, get(base, element), get(mine, element), get(theirs, element)))
    for part in sorted(my_parts.keys() | their_parts.keys()):
        if part in clashing_elements or element_of(part) in clashing_elements:
            continue
        if part not in my_parts or (part not in gone and element_of(part) in gone):
            merged.append(MergedPart(part, "theirs"))
        elif part in their_parts and my_parts[part] == their_parts[part]:
            merged.append(MergedPart(part, "both"))
        elif part in their_parts and not part.endswith("/order"):
            clashes.append(Clash(part, get(base, part), my_parts[part], their_parts[part]))
        elif not _said_already(part, base, my_parts, theirs):
            merged.append(MergedPart(part, "mine"))
            to_send[part] = my_parts[part]
        else:
            merged.append(MergedPart(part, "both"))
    return Merge(with_parts(theirs, to_send), to_send, tuple(clashes), tuple(merged))


def settled(merge: Merge, choices: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the parts to send once a person has chosen a value for every clash; raises KeyError for one left out."""
    chosen = {clash.part: choices[clash.part] for clash in merge.clashes}
    differing = {clash.part: chosen[clash.part] for clash in merge.clashes if chosen[clash.part] != clash.theirs}
    return {**merge.mine, **differing}


def _removed_against_edited(mine: Mapping[str, Value], theirs: Mapping[str, Value]) -> frozenset[str]:
    """Elements that one side removed while the other changed something inside them."""

    def removed(parts: Mapping[str, Value]) -> set[str]:
        return {part for part, value in parts.items() if value is None and element_of(part) == part}

    def edited(parts: Mapping[str, Value]) -> set[str]:
        inner = {
            element_of(part) for part in parts if element_of(part) not in ("", part) and not part.endswith("/order")
        }
        whole = {part for part, value in parts.items() if value is not None and element_of(part) == part}
        return inner | whole

    return frozenset((removed(mine) & edited(theirs)) | (removed(theirs) & edited(mine)))


def _said_already(
    part: str, base: Mapping[str, Value], my_parts: Mapping[str, Value], theirs: Mapping[str, Value]
) -> bool:
    """Whether a mention that I added stands among theirs under another id, and I leave it there. One that I
    corrected is sent as it is."""
    value = my_parts[part]
    if not part.startswith("mentions/") or value is None or get(base, part) is not None:
        return False
    others = (theirs.get("mentions") or {}).items()
    return any(_same_mention(value, other) for name, other in others if f"mentions/{name}" not in my_parts)


def _same_mention(one: Mapping[str, Value], other: Mapping[str, Value]) -> bool:
    def essence(mention: Mapping[str, Value]) -> tuple[str, ...]:
        name = str(mention.get("as_reported") or "").casefold().strip()
        return (name, *(str(mention.get(key) or "") for key in ("item", "kind", "role", "card")))

    return essence(one) == essence(other)
