"""Parts: the smallest pieces of a document that are changed, sent, merged and settled whole.

A document is a plain dict as it travels on the wire. Its parts are named by paths: ``title``,
``origin/officer``, ``items/<id>/grading``, ``mentions/<id>``. A list of things is kept as a dict by id with an
``order`` key, so that adding and removing merge as sets. Keys this program does not know are parts too: they
are carried along untouched, so an older client cannot drop what it does not know.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

__all__ = [
    "Document",
    "Value",
    "after",
    "differences",
    "element_of",
    "flat",
    "get",
    "order_between",
    "with_parts",
    "written_over",
]

Value: TypeAlias = Any
Document: TypeAlias = dict[str, Any]

# Groups are opened one level; collections are opened by id; an element listed as whole is one part.
_GROUPS: Final = frozenset({"origin", "source", "risk"})
_COLLECTIONS: Final = frozenset({"items"})
_WHOLE_ELEMENTS: Final = frozenset({"mentions", "references", "attributes", "attachments"})
_ELEMENT_DEPTH: Final = 2


def flat(document: Mapping[str, Value]) -> dict[str, Value]:
    """Return every part of a document by its path."""
    return dict(_walk(document))


def _walk(document: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for key, value in document.items():
        if key in _GROUPS and isinstance(value, Mapping):
            yield from ((f"{key}/{inner}", each) for inner, each in value.items())
        elif key in _COLLECTIONS and isinstance(value, Mapping):
            for element, body in value.items():
                yield from ((f"{key}/{element}/{inner}", each) for inner, each in body.items())
        elif key in _WHOLE_ELEMENTS and isinstance(value, Mapping):
            yield from ((f"{key}/{element}", body) for element, body in value.items())
        else:
            yield key, value


def element_of(part: str) -> str:
    """Return the element a part belongs to (``items/<id>``), or the empty string if it belongs to none."""
    steps = part.split("/")
    if steps[0] in _COLLECTIONS | _WHOLE_ELEMENTS and len(steps) >= _ELEMENT_DEPTH:
        return "/".join(steps[:_ELEMENT_DEPTH])
    return ""


def get(document: Mapping[str, Value], part: str) -> Value:
    """Return the value of a part, or None where the document has none."""
    here: Value = document
    for step in part.split("/"):
        if not isinstance(here, Mapping) or step not in here:
            return None
        here = here[step]
    return here


def with_parts(document: Mapping[str, Value], parts: Mapping[str, Value]) -> Document:
    """Return a copy with parts set; None removes an element, and clears any other part."""
    changed: Document = copy.deepcopy(dict(document))
    for part, value in sorted(parts.items(), key=lambda pair: pair[0].count("/")):
        *way, last = part.split("/")
        if value is None and not isinstance(get(changed, "/".join(way)) if way else changed, Mapping):
            continue  # nothing is there that could be cleared
        here = changed
        for step in way:
            if here.get(step) is None:
                here[step] = {}
            here = here[step]
        if value is None and (element_of(part) == part or last not in here):
            here.pop(last, None)
        else:
            here[last] = copy.deepcopy(value)
    return changed


def written_over(document: Mapping[str, Value], parts: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parts to set with each object written over the one that stands there, so that fields inside a
    mention, a grading or a handling that only a newer program knows survive an edit by this one."""
    over: dict[str, Value] = {}
    for part, value in parts.items():
        there = get(document, part)
        both = isinstance(there, Mapping) and isinstance(value, Mapping)
        over[part] = {**there, **value} if both else value
    return over


def differences(before: Mapping[str, Value], now: Mapping[str, Value]) -> dict[str, Value]:
    """Return the parts to set on ``before`` to get ``now``: whole elements where one was added or removed."""
    changed: dict[str, Value] = {}
    for collection in sorted(_COLLECTIONS | _WHOLE_ELEMENTS):
        old, new = before.get(collection) or {}, now.get(collection) or {}
        changed.update({f"{collection}/{element}": None for element in old if element not in new})
        changed.update({f"{collection}/{element}": body for element, body in new.items() if element not in old})
    old_parts, new_parts = flat(before), flat(now)
    for part in old_parts.keys() | new_parts.keys():
        if element_of(part) not in changed and old_parts.get(part) != new_parts.get(part):
            changed[part] = new_parts.get(part)
    return changed


_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


def order_between(before: str, following: str) -> str:
    """Return an order key that sorts strictly between two others; an empty string stands for an open end.

    Keys are read as fractions in base 36, so there is always room for one more between two neighbours.
    """
    key = ""
    place = 0
    while True:
        low = _DIGITS.index(before[place]) if place < len(before) else 0
        high = _DIGITS.index(following[place]) if place < len(following) else len(_DIGITS)
        if high - low > 1:
            return key + _DIGITS[(low + high) // 2]
        key += _DIGITS[low]
        if high > low:
            following = ""
        place += 1


def after(collection: Mapping[str, Mapping[str, Value]]) -> str:
    """Return an order key that sorts behind every element of a collection."""
    return order_between(max((str(each.get("order", "")) for each in collection.values()), default=""), "")
