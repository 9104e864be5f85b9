"""Documents: the plain dict of a record as it travels and is kept, with a schema number per kind.

The raw document is the truth; the dataclasses are views of it. Writing goes through ``parts``: a view is
written *onto* the raw document, so keys this program does not know survive. A document of a newer schema is
shown read-only and never rewritten; an older one is lifted by pure upcasters when it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from crimint_domain.errors import Problem, Refused
from crimint_domain.marking import refuse_above_official
from crimint_domain.parts import Document, Value

__all__ = ["KINDS", "SCHEMAS", "checked", "is_newer", "upcast"]

KINDS: Final = ("report", "sanitised", "card", "link", "dissemination", "task", "watch")
SCHEMAS: Final[Mapping[str, int]] = MappingProxyType(
    {"report": 2, "sanitised": 1, "card": 1, "link": 1, "dissemination": 1, "task": 1, "watch": 1}
)
_DEEPEST: Final = 6
_LONGEST_TEXT: Final = 1_000_000
_PLAIN: Final = frozenset({bool, int, float, type(None)})


def is_newer(kind: str, schema: int) -> bool:
    """Say whether a document comes from a newer program than this one (then it is read-only here)."""
    return kind not in SCHEMAS or schema > SCHEMAS[kind]


def upcast(kind: str, schema: int, document: Mapping[str, Value]) -> Document:
    """Lift a document to this program's schema of its kind; a newer one is returned as it is."""
    lifted: Document = dict(document)
    for step in range(max(schema, 1), SCHEMAS.get(kind, schema)):
        lifted = _UPCASTERS[kind, step](lifted)
    return lifted


def _report_2(document: Document) -> Document:
    """Schema 1 kept the one way of knowing beside the source reference under ``provenance``."""
    lifted = dict(document)
    source = lifted.get("source") or {}
    if isinstance(source, Mapping) and isinstance(lifted.get("provenance"), str) and not source.get("how_known"):
        lifted["source"] = {**source, "how_known": lifted.pop("provenance")}
    return lifted


_UPCASTERS: Final[Mapping[tuple[str, int], Callable[[Document], Document]]] = MappingProxyType(
    {("report", 1): _report_2}
)


def checked(document: Any) -> Document:  # noqa: ANN401 - this is the door for what nobody has checked yet
    """Return the document if it is one that can be kept: a JSON object, not too deep, no text beyond a million
    characters, no marking above OFFICIAL-SENSITIVE. Raises Refused naming the part."""
    if not isinstance(document, dict):
        raise Refused(Problem("", "A document must be an object with named parts."))
    if not _fits(document, _DEEPEST):
        _check(document, "", 0)
    refuse_above_official(*_texts(document.get("marking")))
    return document


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _fits(value: dict[Any, Any] | list[Any], deeper: int) -> bool:
    """Say whether all is surely well. This is the whole check for nearly every document, and it is quick: a first sync
    would otherwise spend a quarter of its time here. Where it says no, :func:`_check` finds out what is wrong."""
    if isinstance(value, dict):
        for key in value:
            if type(key) is not str:
                return False
        inside: Iterable[Any] = value.values()
    else:
        inside = value
    for inner in inside:
        kind = type(inner)
        if kind is str:
            if "\x00" in inner or len(inner) > _LONGEST_TEXT:
                return False
        elif kind is dict or kind is list:
            if deeper <= 1 or not _fits(inner, deeper - 1):
                return False
        elif kind not in _PLAIN:
            return False
    return True


def _check(value: Any, part: str, depth: int) -> None:  # noqa: ANN401 - as above
    if depth > _DEEPEST:
        raise Refused(Problem(part, f"“{part}” is nested too deeply."))
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise Refused(Problem(part, f"“{part}” has a name that is not text."))
            _check(inner, f"{part}/{key}" if part else key, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, part, depth + 1)
    elif isinstance(value, str):
        _check_text(value, part)
    elif not (value is None or isinstance(value, bool | int | float)):
        raise Refused(Problem(part, f"“{part}” is of a kind that cannot be kept."))


def _check_text(text: str, part: str) -> None:
    if len(text) > _LONGEST_TEXT:
        raise Refused(Problem(part, f"“{part}” is longer than a million characters. Attach it as a file instead."))
    if "\x00" in text:
        raise Refused(Problem(part, f"“{part}” contains a null character, which cannot be kept."))
