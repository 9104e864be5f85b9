"""A report's line, words and facets from its shape: what a first sync does of every record.

It says exactly what :mod:`crimint_desktop.store.projection` says of the same document; a test holds the two together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crimint_desktop.store.projection import Projection, marking_text, mention_facet, seconds_of
from crimint_domain.marking import OFFICIAL_SENSITIVE, Marking
from crimint_domain.summary import facet
from crimint_domain.views import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crimint_desktop.shape import FileShape, ItemShape, MarkingShape, OriginShape, ReferenceShape, ReportShape

__all__ = ["ShapeReader"]

_OPEN: Final = "–"


class ShapeReader:
    """Projects the reports of some pages: what they share (markings, facets, codes) is worked out once."""

    def __init__(self) -> None:
        self._markings: dict[tuple[str, ...], str] = {}
        self._common: dict[tuple[str, ...], str] = {}
        self._graded: dict[tuple[str | None, ...], str] = {}

    def project(self, shape: ReportShape) -> Projection | None:
        """Return a report as lists and the index see it; None where the careful way has to decide.

        Raises Refused for a marking or a moment that cannot be kept.
        """
        items = _in_order(shape.items)
        codes = tuple([_code(each) for each in items])
        title = (shape.title or "").strip()
        if not title or None in codes:
            return None
        named = (
            shape.state or "draft", shape.operation or "", shape.unit or "", shape.priority or "low",
            shape.author or "",
        )  # fmt: skip
        state, operation, unit, priority, author = named
        event = _event(shape.origin)
        columns = (
            title, shape.reference or "", state, event, " ".join(codes), _scheme(items),  # type: ignore[arg-type]  # none is None
            operation, unit, priority, self._marking(shape.marking), author, shape.author_name or "",
            shape.claimed_by or "", 1 if shape.legacy else 0,
        )  # fmt: skip
        facets = self._facets(named, codes)
        words, cards = _words(shape, items)
        if cards:
            facets = " ".join((facets, *map(mention_facet, cards)))
        return Projection(columns, event, words, facets)

    def _facets(self, named: tuple[str, ...], codes: tuple[str | None, ...]) -> str:
        common = self._common.get(named)
        if common is None:
            pairs = zip(("state", "operation", "unit", "priority", "author"), named, strict=True)
            tokens = [facet("kind", "report"), *(facet(name, value) for name, value in pairs if value)]
            common = self._common[named] = " ".join(tokens)
        graded = self._graded.get(codes)
        if graded is None:
            graded = "".join(f" {facet('grade', code)}" for code in dict.fromkeys(codes) if code)
            self._graded[codes] = graded
        return common + graded

    def _marking(self, shape: MarkingShape | None) -> str:
        level = (shape.level if shape else "") or OFFICIAL_SENSITIVE
        key = (level, shape.legacy or "", *(shape.instructions or ())) if shape else (level, "")
        text = self._markings.get(key)
        if text is None:
            level, legacy, *instructions = key
            text = self._markings[key] = marking_text(Marking(level, tuple(instructions), legacy))
        return text


def _words(shape: ReportShape, items: list[ItemShape]) -> tuple[str, Iterable[str]]:
    """Return every word that can be searched, and the cards its mentions name."""
    source = shape.source
    words = [shape.title, shape.reference, shape.operation, shape.author_name, source.isr if source else ""]
    words += [each.text for each in items]
    cards: dict[str, None] = {}
    if shape.mentions:
        for _, mention in sorted(shape.mentions.items()) if len(shape.mentions) > 1 else shape.mentions.items():
            words.append(mention.as_reported)
            if mention.card:
                cards[mention.card] = None
    if shape.references:
        words += [f"{each.scheme} {each.number}" for each in _references(shape.references)]
    if shape.attachments:
        words += [f"{each.name or ''} {each.title or ''}" for each in _files(shape.attachments)]
    return "\n".join([word for word in words if word]), cards


def _in_order(items: Mapping[str, ItemShape] | None) -> list[ItemShape]:
    if not items:
        return []
    if len(items) == 1:
        return list(items.values())
    return [each for _, _, each in sorted((each.order, key, each) for key, each in items.items())]


def _references(references: Mapping[str, ReferenceShape]) -> list[ReferenceShape]:
    return [each for _, _, each in sorted((each.order, key, each) for key, each in references.items())]


def _files(files: Mapping[str, FileShape]) -> list[FileShape]:
    return [each for _, _, each in sorted((each.order, key, each) for key, each in files.items())]


def _code(item: ItemShape) -> str | None:
    """Return the code of an item; None where a scheme is missing, which is to be refused in words."""
    grading, handling = item.grading, item.handling
    source = assessment = code = _OPEN
    if grading is not None:
        if not grading.scheme:
            return None
        source, assessment = grading.source or _OPEN, grading.assessment or _OPEN
    if handling is not None:
        if not handling.scheme:
            return None
        code = handling.code or _OPEN
    return source + assessment + code


def _scheme(items: list[ItemShape]) -> str:
    for each in items:
        if each.grading is not None:
            return each.grading.scheme
    return ""


def _event(origin: OriginShape | None) -> int | None:
    if origin is None:
        return None
    start = origin.event.start if origin.event is not None else None
    return seconds_of(instant(start) or instant(origin.reported_at))
