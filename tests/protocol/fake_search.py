"""Searching, and being too old, at the service in memory."""

from collections.abc import Iterator, Mapping
from typing import Any

from crimint_domain.access import Principal
from crimint_domain.card import Card
from crimint_domain.report import Report
from crimint_domain.searching import folded_words, pattern_of, snippet_in, sought, texts_of
from crimint_domain.summary import Row, card_words, facets_of, facets_of_card, row_of, row_of_card, words_of
from crimint_domain.summary import facet as token
from crimint_domain.views import card_from, instant_text, report_from
from tests.protocol.fake_register import Fault, Record, Register

READING = frozenset(
    {
        "/v1/sync/checkpoint", "/v1/streams/([^/]+)/changes", "/v1/records/([^/]+)", "/v1/records/([^/]+)/history",
        "/v1/search",
    }
)  # fmt: skip
"""The routes that hand something out, which a program that is too old cannot ask."""

_FACETS = ("kinds", "states", "grades", "operations", "units", "authors", "priorities")
_LINE = (
    "id", "kind", "version", "title", "reference", "state", "scheme", "operation", "unit", "priority", "author",
    "author_name", "legacy",
)  # fmt: skip


def version_of(headers: Mapping[str, str]) -> tuple[int, ...]:
    """Read the version of a program; one that says none is new."""
    return tuple(int(each) for each in headers.get("x-client-version", "9").split(".") if each.isdigit())


def search(register: Register, principal: Principal, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a search."""
    asked = {"kinds": ["report"]} | dict(asked)
    words = [(folded_words(said), goes_on) for said, goes_on in sought(asked.get("text", ""))]
    if not words and not any(asked.get(each) for each in (*_FACETS[1:], "since", "until")):
        raise Fault(422, "refused", "Type what to search for, or choose a filter.")
    hits = sorted(_hits(register, principal, asked, words), key=lambda each: (each[0], each[1]["id"]), reverse=True)
    cursor, limit = str(asked.get("cursor", "")), int(asked.get("limit", 50))
    lines = [line for _, line in hits]
    start = next((at for at, line in enumerate(lines, 1) if line["id"] == cursor), 0)
    page = lines[start : start + limit]
    more = start + limit < len(lines)
    counted = 0 if cursor else len(lines)
    return {"hits": page, "cursor": page[-1]["id"] if more else "", "counted": counted, "capped": False}


def _hits(
    register: Register, principal: Principal, asked: Mapping[str, Any], words: list[tuple[tuple[str, ...], bool]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    for stream in register.streams_of(principal):
        for name in stream.puts:
            record = register.records[name]
            row, text, facets, seen = _read(record)
            event = instant_text(row.event_at) or ""
            dated = not (asked.get("since") or asked.get("until")) or bool(event)
            if not (
                dated
                and all(_stands(phrase, goes_on, folded_words(text)) for phrase, goes_on in words)
                and all(_chosen(asked.get(each), each, facets) for each in _FACETS)
                and (asked.get("since") or "") <= (event or "9")
                and event <= (asked.get("until") or "9")
            ):
                continue
            pattern = pattern_of(sought(asked.get("text", "")))
            runs = snippet_in(texts_of(seen), pattern) if pattern and isinstance(seen, Report) else ()
            line = {each: getattr(row, each) for each in _LINE} | {
                "event_at": event or None, "grades": list(row.grades), "marking": row.marking.text,
                "snippet": [{"kind": run.kind, "text": run.text} for run in runs],
            }  # fmt: skip
            yield event, line


def _read(record: Record) -> tuple[Row, str, tuple[str, ...], Report | Card]:
    if record.kind == "card":
        card = card_from(record.id, record.document)
        return row_of_card(card, record.version), card_words(card), facets_of_card(card), card
    report = report_from(record.id, record.document)
    row = row_of(report, record.version)
    return row, words_of(report), facets_of(row), report


def _stands(phrase: tuple[str, ...], goes_on: bool, words: tuple[str, ...]) -> bool:
    if not phrase:
        return True
    for at in range(len(words) - len(phrase) + 1):
        *first, last = words[at : at + len(phrase)]
        if tuple(first) == phrase[:-1] and (last.startswith(phrase[-1]) if goes_on else last == phrase[-1]):
            return True
    return False


def _chosen(values: Any, name: str, facets: tuple[str, ...]) -> bool:
    singular = {"priorities": "priority"}.get(name, name.removesuffix("s"))
    return not values or any(token(singular, value) in facets for value in values)
