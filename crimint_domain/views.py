"""Reading documents as values and writing values as documents.

Reading is forgiving about what is missing (legacy records miss much) and strict about what is there: an
unknown code is kept and shown as unknown, a wrong shape is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from crimint_domain.attachment import attachment_document, attachment_from
from crimint_domain.card import Attribute, Card
from crimint_domain.errors import Problem, Refused
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.marking import OFFICIAL_SENSITIVE, Marking
from crimint_domain.mention import Kind, Mention
from crimint_domain.parts import Document, Value
from crimint_domain.report import EventTime, Item, Origin, Reference, Report, Risk, Source
from crimint_domain.restriction import PART, restriction_document, restriction_from

__all__ = [
    "card_document", "card_from", "grading_document", "grading_from", "handling_document", "handling_from",
    "instant", "instant_text", "marking_document", "marking_from", "mention_document", "report_document", "report_from",
]  # fmt: skip


def instant(value: Value) -> datetime | None:
    """Read a moment: RFC 3339 text with an offset, returned in UTC; None for none, Refused for anything else."""
    if value in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as fault:
        raise Refused(Problem("", f"“{value}” is not a date and time.")) from fault


def instant_text(moment: datetime | None) -> str | None:
    """Write a moment as it travels: UTC, whole seconds, ``2026-11-20T14:32:00+00:00``."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")


def marking_from(raw: Mapping[str, Value] | None) -> Marking:
    """Read a marking; where there is none, it counts as OFFICIAL-SENSITIVE."""
    if not raw:
        return Marking()
    return Marking(
        str(raw.get("level") or OFFICIAL_SENSITIVE), tuple(raw.get("instructions") or ()), str(raw.get("legacy") or "")
    )  # fmt: skip


def marking_document(marking: Marking) -> Document:
    """Write a marking; the old scheme's word only where there is one."""
    plain: Document = {"level": marking.level, "instructions": list(marking.instructions)}
    return plain | {"legacy": marking.legacy} if marking.legacy else plain


def grading_from(raw: Mapping[str, Value] | None) -> Grading | None:
    """Read a grading, or None where there is none yet."""
    return Grading(str(raw["scheme"]), str(raw.get("source") or ""), str(raw.get("assessment") or "")) if raw else None


def grading_document(grading: Grading | None) -> Document | None:
    """Write a grading with its scheme."""
    if grading is None:
        return None
    return {"scheme": grading.scheme, "source": grading.source, "assessment": grading.assessment}


def handling_from(raw: Mapping[str, Value] | None) -> Handling | None:
    """Read a handling, or None where there is none yet."""
    if not raw:
        return None
    return Handling(
        str(raw["scheme"]), str(raw.get("code") or ""), str(raw.get("action") or ""),
        str(raw.get("sanitisation") or ""), str(raw.get("conditions") or ""),
    )  # fmt: skip


def handling_document(handling: Handling | None) -> Document | None:
    """Write a handling with its scheme."""
    if handling is None:
        return None
    return {
        "scheme": handling.scheme, "code": handling.code, "action": handling.action,
        "sanitisation": handling.sanitisation, "conditions": handling.conditions,
    }  # fmt: skip


def mention_document(mention: Mention) -> Document:
    """Write a mention without its id, which is its place."""
    return {
        "item": mention.item, "kind": mention.kind, "as_reported": mention.as_reported,
        "role": mention.role, "card": mention.card,
    }  # fmt: skip


def _mention_from(mention_id: str, raw: Mapping[str, Value]) -> Mention:
    return Mention(
        mention_id, str(raw.get("item") or ""), cast("Kind", raw.get("kind") or "object"),
        str(raw.get("as_reported") or ""), str(raw.get("role") or ""), str(raw.get("card") or ""),
    )  # fmt: skip


def _item_from(item_id: str, raw: Mapping[str, Value]) -> Item:
    return Item(
        item_id, str(raw.get("text") or ""), raw.get("nature") or "",
        grading_from(raw.get("grading")), handling_from(raw.get("handling")),
    )  # fmt: skip


def _event_from(raw: Mapping[str, Value] | None) -> EventTime:
    return EventTime(instant((raw or {}).get("start")), instant((raw or {}).get("end")))


def _in_order(raw: Mapping[str, Mapping[str, Value]] | None) -> list[tuple[str, Mapping[str, Value]]]:
    return sorted((raw or {}).items(), key=lambda pair: (str(pair[1].get("order", "")), pair[0]))


def report_from(report_id: str, document: Mapping[str, Any]) -> Report:
    """Read a report's document (of this program's schema or newer); raises Refused for a shape that cannot be read."""
    try:
        return _report_from(report_id, document)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise Refused(Problem("", "This report's document is damaged and cannot be read.")) from fault


def _report_from(report_id: str, document: Mapping[str, Any]) -> Report:
    origin, source, risk = (document.get(name) or {} for name in ("origin", "source", "risk"))
    return Report(
        id=report_id,
        title=str(document.get("title") or ""),
        reference=str(document.get("reference") or ""),
        state=document.get("state") or "draft",
        author=str(document.get("author") or ""),
        author_name=str(document.get("author_name") or ""),
        unit=str(document.get("unit") or ""),
        claimed_by=str(document.get("claimed_by") or ""),
        marking=marking_from(document.get("marking")),
        operation=str(document.get("operation") or ""),
        priority=document.get("priority") or "low",
        origin=Origin(
            str(origin.get("officer") or ""), str(origin.get("organisation") or ""),
            instant(origin.get("reported_at")), instant(origin.get("obtained_at")), _event_from(origin.get("event")),
        ),
        source=Source(source.get("how_known") or "", str(source.get("isr") or ""), str(source.get("note") or "")),
        references=tuple(
            Reference(each, str(raw.get("scheme") or ""), str(raw.get("number") or ""))
            for each, raw in _in_order(document.get("references"))
        ),
        items=tuple(_item_from(each, raw) for each, raw in _in_order(document.get("items"))),
        mentions=tuple(_mention_from(each, raw) for each, raw in sorted((document.get("mentions") or {}).items())),
        risk=Risk(*(str(risk.get(name) or "") for name in ("to_source", "to_others", "confidential_material"))),
        compartment=str(document.get("compartment") or ""),
        access_list=str(document.get("access_list") or ""),
        exclusions=tuple(document.get("exclusions") or ()),
        legacy=bool(document.get("legacy")),
        attachments=tuple(attachment_from(each, raw) for each, raw in _in_order(document.get("attachments"))),
        restriction=restriction_from(document.get(PART)),
    )  # fmt: skip


def report_document(report: Report) -> Document:
    """Write a whole report as a document of this program's schema, items ordered as they stand."""
    keys = _order_keys(len(report.items))
    whole: Document = {
        "title": report.title, "reference": report.reference, "state": report.state,
        "author": report.author, "author_name": report.author_name, "unit": report.unit,
        "claimed_by": report.claimed_by, "marking": marking_document(report.marking),
        "operation": report.operation, "priority": report.priority,
        "origin": {
            "officer": report.origin.officer, "organisation": report.origin.organisation,
            "reported_at": instant_text(report.origin.reported_at),
            "obtained_at": instant_text(report.origin.obtained_at),
            "event": {
                "start": instant_text(report.origin.event.start), "end": instant_text(report.origin.event.end),
            },
        },
        "source": {"how_known": report.source.how_known, "isr": report.source.isr, "note": report.source.note},
        "references": {each.id: {"scheme": each.scheme, "number": each.number} for each in report.references},
        "items": {
            each.id: {
                "order": key, "text": each.text, "nature": each.nature,
                "grading": grading_document(each.grading), "handling": handling_document(each.handling),
            }
            for key, each in zip(keys, report.items, strict=True)
        },
        "mentions": {each.id: mention_document(each) for each in report.mentions},
        "risk": {
            "to_source": report.risk.to_source, "to_others": report.risk.to_others,
            "confidential_material": report.risk.confidential_material,
        },
        "compartment": report.compartment, "access_list": report.access_list,
        "exclusions": list(report.exclusions), "legacy": report.legacy,
    }  # fmt: skip
    if report.attachments:
        places = zip(_order_keys(len(report.attachments)), report.attachments, strict=True)
        whole["attachments"] = {each.id: attachment_document(each, key) for key, each in places}
    if report.restriction is not None:
        whole[PART] = restriction_document(report.restriction)
    return whole


def _order_keys(count: int) -> list[str]:
    width = 1
    while 35**width < count:
        width += 1
    return [_base36((n + 1) * 36**width // (count + 1), width) for n in range(count)]


def _base36(number: int, width: int) -> str:
    digits = ""
    for _ in range(width):
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits


def card_from(card_id: str, document: Mapping[str, Any]) -> Card:
    """Read a card's document; raises Refused for a shape that cannot be read."""
    try:
        return Card(
            id=card_id, kind=document["kind"], title=str(document.get("title") or ""),
            unit=str(document.get("unit") or ""),
            attributes=tuple(
                Attribute(each, str(raw["name"]), str(raw["value"]), str(raw.get("cites") or ""))
                for each, raw in _in_order(document.get("attributes"))
            ),
            marking=marking_from(document.get("marking")), operation=str(document.get("operation") or ""),
            compartment=str(document.get("compartment") or ""), access_list=str(document.get("access_list") or ""),
            exclusions=tuple(document.get("exclusions") or ()), restriction=restriction_from(document.get(PART)),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        raise Refused(Problem("", "This card's document is damaged and cannot be read.")) from fault


def card_document(card: Card) -> Document:
    """Write a whole card as a document of this program's schema."""
    keys = _order_keys(len(card.attributes))
    whole: Document = {
        "kind": card.kind, "title": card.title, "unit": card.unit,
        "attributes": {
            each.id: {"order": key, "name": each.name, "value": each.value, "cites": each.cites}
            for key, each in zip(keys, card.attributes, strict=True)
        },
        "marking": marking_document(card.marking), "operation": card.operation, "compartment": card.compartment,
        "access_list": card.access_list, "exclusions": list(card.exclusions),
    }  # fmt: skip
    if card.restriction is not None:
        whole[PART] = restriction_document(card.restriction)
    return whole
