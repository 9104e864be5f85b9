"""Parts and their values in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from crimint_domain.codes import CodeLists
from crimint_domain.merge import MergedPart
from crimint_domain.parts import Value
from crimint_domain.report import Report
from crimint_domain.views import grading_from, handling_from

__all__ = ["how_merged", "is_text", "name_of", "rule_of", "value_in_words", "when"]

_NAMES: Final[tuple[tuple[str, str], ...]] = (
    ("title", "Title"),
    ("marking", "Marking"),
    ("operation", "Operation"),
    ("priority", "Priority"),
    ("origin/officer", "Reporting officer"),
    ("origin/organisation", "Organisation"),
    ("origin/reported_at", "Date of report"),
    ("origin/obtained_at", "Date obtained"),
    ("origin/event", "Date of event"),
    ("source/how_known", "How it is known"),
    ("source/isr", "Source reference"),
    ("source/note", "Note on the source"),
    ("risk/to_source", "Risk to the source"),
    ("risk/to_others", "Risk to others"),
    ("risk/confidential_material", "Confidential material"),
)
_ITEM: Final[tuple[tuple[str, str], ...]] = (
    ("text", "text"), ("nature", "fact or assessment"), ("grading", "grading"), ("handling", "handling"),
    ("order", "place in the report"),
)  # fmt: skip
_TEXTS: Final = ("text", "title", "note", "to_source", "to_others", "confidential_material")
_HALF: Final = 2


def name_of(part: str, report: Report) -> str:
    """Name a part as people do: ``Item 2: grading``."""
    steps = part.split("/")
    if steps[0] == "items":
        number = report.item_number(steps[1])
        item = f"Item {number}" if number else "A removed item"
        return f"{item}: {dict(_ITEM).get(steps[2], steps[2])}" if len(steps) > _HALF else item
    if steps[0] == "mentions":
        return "A link"
    if steps[0] == "references":
        return "A reference"
    if steps[0] == "attachments":
        name = next((each.name for each in report.attachments if each.id == steps[-1]), "")
        return f"Attachment {name}" if name else "A removed attachment"
    return dict(_NAMES).get(part, part.replace("_", " ").capitalize())


def is_text(part: str) -> bool:
    """Whether a part holds words of which a third version can be written."""
    return part.rpartition("/")[2] in _TEXTS


def rule_of(part: str) -> str:
    """One sentence on how a part of this kind is settled."""
    last = part.rpartition("/")[2]
    if last == "grading":
        return "A grading is settled whole: source and assessment stay together."
    if last == "handling":
        return "Handling is settled whole: code and conditions stay together."
    if is_text(part):
        return "Underlined and bold: added since Before. Struck through: removed."
    return "One of you changed it one way, one the other."


def value_in_words(part: str, value: Value, codes: CodeLists) -> str:
    """Say a value: a grading with its code, a text as it is, nothing as "removed" or "empty"."""
    last = part.rpartition("/")[2]
    if value is None:
        return "Nothing"
    if last == "grading":
        grading = grading_from(value)
        return f"{grading.code}: {grading.in_words(codes)}. {grading.scheme}." if grading else "Not graded"
    if last == "handling":
        handling = handling_from(value)
        if handling is None:
            return "Not chosen"
        return f"{handling.code}: {handling.in_words(codes)}." + (
            f" {handling.conditions}" if handling.conditions else ""
        )
    if isinstance(value, Mapping):
        return _plain(value)
    return str(value) or "Empty"


def _plain(value: Mapping[str, Value]) -> str:
    shown = (
        ("as_reported", ""),
        ("name", ""),
        ("title", ""),
        ("text", ""),
        ("level", ""),
        ("role", ""),
        ("kind", ""),
        ("number", ""),
        ("scheme", ""),
    )
    words = [str(value[key]) for key, _ in shown if value.get(key)]
    return ", ".join(words) or ", ".join(f"{key} {each}" for key, each in value.items() if each) or "Empty"


def how_merged(merged: MergedPart) -> str:
    """Say how a part came together."""
    return {"mine": "Your change stands", "theirs": "Their change stands", "both": "Both made the same change"}[
        merged.whose
    ]


def when(at: datetime) -> str:
    """Say a local moment: ``20 Nov 14:05``."""
    return f"{at.day} {at:%b %H:%M}"
