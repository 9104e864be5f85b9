"""A report's line, words and facets straight from its document.

It says exactly what :mod:`crimint_domain.summary` says of the report as a value, and a test holds the two together.
It exists because a first sync spends most of its time here: making the whole value takes three times as long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from crimint_domain.errors import Problem, Refused
from crimint_domain.report import Item, Report
from crimint_domain.submission import title_for
from crimint_domain.summary import Row
from crimint_domain.views import instant, marking_from

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from crimint_domain.marking import Marking

__all__ = ["report_line", "report_words"]

_OPEN = "–"


def report_line(record: str, version: int, document: Mapping[str, Any]) -> Row:
    """Return a report's line; raises what reading a damaged document raises."""
    items = _in_order(document.get("items"))
    gradings = [each.get("grading") or None for each in items]
    return Row(
        record,
        "report",
        version,
        _title(document, items),
        str(document.get("reference") or ""),
        document.get("state") or "draft",
        _event_at(document.get("origin") or {}),
        tuple(_graded(grading, each.get("handling")) for grading, each in zip(gradings, items, strict=True)),
        next((str(grading["scheme"]) for grading in gradings if grading), ""),
        str(document.get("operation") or ""),
        str(document.get("unit") or ""),
        document.get("priority") or "low",
        _marking(document.get("marking")),
        str(document.get("author") or ""),
        str(document.get("author_name") or ""),
        str(document.get("claimed_by") or ""),
        bool(document.get("legacy")),
    )


def report_words(document: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return every word of a report that can be searched, and the cards its mentions name."""
    source = document.get("source") or {}
    words = [str(document.get(name) or "") for name in ("title", "reference", "operation", "author_name")]
    words.append(str(source.get("isr") or ""))
    words.extend(str(each.get("text") or "") for each in _in_order(document.get("items")))
    mentions = document.get("mentions") or {}
    cards: list[str] = []
    for key in sorted(mentions):
        mention = mentions[key]
        words.append(str(mention.get("as_reported", "")))
        if card := str(mention.get("card") or ""):
            cards.append(card)
    for reference in _in_order(document.get("references")):
        words.append(f"{reference.get('scheme', '')} {reference.get('number', '')}")
    for file in _in_order(document.get("attachments")):
        words.append(f"{file.get('name') or ''} {file.get('title') or ''}")
    return "\n".join(filter(None, words)), cards


def _in_order(elements: Mapping[str, Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    if not elements:
        return []
    if len(elements) == 1:
        return list(elements.values())
    ordered = sorted(elements.items(), key=lambda pair: (str(pair[1].get("order", "")), pair[0]))
    return [element for _, element in ordered]


def _title(document: Mapping[str, Any], items: list[Mapping[str, Any]]) -> str:
    title = str(document.get("title") or "").strip()
    return title or title_for(Report("", items=tuple(Item("", str(each.get("text") or "")) for each in items)))


def _graded(grading: Mapping[str, Any] | None, handling: Mapping[str, Any] | None) -> str:
    source = assessment = code = _OPEN
    if grading:
        _need_scheme(grading)
        source, assessment = str(grading.get("source", "")) or _OPEN, str(grading.get("assessment", "")) or _OPEN
    if handling:
        _need_scheme(handling)
        code = str(handling.get("code", "")) or _OPEN
    return source + assessment + code


def _need_scheme(code: Mapping[str, Any]) -> None:
    if not str(code["scheme"]):
        raise Refused(Problem("grading", "A grade cannot be kept without the scheme it was given under."))


def _event_at(origin: Mapping[str, Any]) -> datetime | None:
    event = origin.get("event") or {}
    return instant(event.get("start")) or instant(origin.get("reported_at"))


def _marking(raw: object) -> Marking:
    return marking_from(cast("Mapping[str, Any] | None", raw))
