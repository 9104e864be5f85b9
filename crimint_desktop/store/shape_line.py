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
    from collections.abc import Mapping

    from crimint_desktop.shape import ItemShape, MarkingShape, ReferenceShape, ReportShape

__all__ = ["ShapeReader"]

_OPEN: Final = "–"


class ShapeReader:
    """Projects the reports of one page: markings and facets are few, so each is worked out once."""

    def __init__(self) -> None:
        self._markings: dict[tuple[str, ...], str] = {}
        self._tokens: dict[tuple[str, str], str] = {}

    def project(self, shape: ReportShape) -> Projection | None:
        """Return a report as lists and the index see it; None where the careful way has to decide.

        Raises Refused for a marking or a moment that cannot be kept.
        """
        items = _in_order(shape.items)
        grades = [_graded(each) for each in items]
        title = (shape.title or "").strip()
        if not title or None in grades:
            return None
        graded = [grade for grade in grades if grade is not None]
        state, unit, priority = shape.state or "draft", shape.unit or "", shape.priority or "low"
        author, operation = shape.author or "", shape.operation or ""
        event = _event(shape)
        columns = (
            title, shape.reference or "", state, event, " ".join(graded), _scheme(items), operation, unit, priority,
            self._marking(shape.marking), author, shape.author_name or "", shape.claimed_by or "",
            int(bool(shape.legacy)),
        )  # fmt: skip
        named = {
            ("kind", "report"): None, ("state", state): None, ("operation", operation): None, ("unit", unit): None,
            ("priority", priority): None, ("author", author): None, **{("grade", grade): None for grade in graded},
        }  # fmt: skip
        facets = [self._token(pair) for pair in named if pair[1]]
        return Projection(columns, event, self._words(shape, items, facets), " ".join(facets))

    def _words(self, shape: ReportShape, items: list[ItemShape], facets: list[str]) -> str:
        """Return every word that can be searched, and add the cards its mentions name to the facets."""
        isr = (shape.source.isr or "") if shape.source else ""
        words = [shape.title or "", shape.reference or "", shape.operation or "", shape.author_name or "", isr]
        words += [each.text or "" for each in items]
        if shape.mentions:
            mentions = [each for _, each in sorted(shape.mentions.items())] if len(shape.mentions) > 1 else None
            cards: dict[str, None] = {}
            for mention in mentions or shape.mentions.values():
                words.append(mention.as_reported)
                if mention.card:
                    cards[mention.card] = None
            facets += map(mention_facet, cards)
        if shape.references:
            words += [f"{each.scheme} {each.number}" for each in _references(shape.references)]
        return "\n".join(filter(None, words))

    def _token(self, pair: tuple[str, str]) -> str:
        token = self._tokens.get(pair)
        if token is None:
            token = self._tokens[pair] = facet(*pair)
        return token

    def _marking(self, shape: MarkingShape | None) -> str:
        level = (shape.level if shape else "") or OFFICIAL_SENSITIVE
        key = (level, shape.legacy or "", *(shape.instructions or ())) if shape else (level, "")
        text = self._markings.get(key)
        if text is None:
            level, legacy, *instructions = key
            text = self._markings[key] = marking_text(Marking(level, tuple(instructions), legacy))
        return text


def _in_order(items: Mapping[str, ItemShape] | None) -> list[ItemShape]:
    if not items:
        return []
    if len(items) == 1:
        return list(items.values())
    return [each for _, _, each in sorted((each.order, key, each) for key, each in items.items())]


def _references(references: Mapping[str, ReferenceShape]) -> list[ReferenceShape]:
    return [each for _, _, each in sorted((each.order, key, each) for key, each in references.items())]


def _graded(item: ItemShape) -> str | None:
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
    return next((each.grading.scheme for each in items if each.grading is not None), "")


def _event(shape: ReportShape) -> int | None:
    origin = shape.origin
    if origin is None:
        return None
    start = origin.event.start if origin.event is not None else None
    return seconds_of(instant(start) or instant(origin.reported_at))
