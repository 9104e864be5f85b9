"""The exact shape of a report's document as this program writes it, read from its JSON in one go.

Nearly every document that arrives has this shape, and reading it this way costs a fifth of reading it as a dict and
looking at everything in it. What has any other shape (something missing is fine; something unknown, of another type,
damaged or very long is not) is no :class:`ReportShape`: it is read the careful way, which decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

__all__ = [
    "FileShape",
    "GradingShape",
    "HandlingShape",
    "ItemShape",
    "ReferenceShape",
    "ReportShape",
    "reading_reports",
]

_SCHEMA: Final = 2
_LONGEST: Final = 1_000_000
_NULL: Final = b"\\u0000"


class _Exact(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An object that holds nothing we have no name for, so that nothing in it went unchecked."""


class GradingShape(_Exact):
    """A grading under its scheme."""

    scheme: str
    source: str = ""
    assessment: str = ""


class HandlingShape(_Exact):
    """A handling."""

    scheme: str
    code: str = ""
    action: str | None = ""
    sanitisation: str | None = ""
    conditions: str | None = ""


class ItemShape(_Exact):
    """An item."""

    order: str = ""
    text: str | None = ""
    nature: str | None = ""
    grading: GradingShape | None = None
    handling: HandlingShape | None = None


class MentionShape(_Exact):
    """A mention."""

    item: str | None = ""
    kind: str | None = ""
    as_reported: str = ""
    role: str | None = ""
    card: str | None = ""


class ReferenceShape(_Exact):
    """A reference to elsewhere."""

    order: str = ""
    scheme: str = ""
    number: str = ""


class EventShape(_Exact):
    """When it happened."""

    start: str | None = None
    end: str | None = None


class OriginShape(_Exact):
    """Who reported it, and when."""

    officer: str | None = ""
    organisation: str | None = ""
    reported_at: str | None = None
    obtained_at: str | None = None
    event: EventShape | None = None


class SourceShape(_Exact):
    """How it is known."""

    how_known: str | None = ""
    isr: str | None = ""
    note: str | None = ""


class MarkingShape(_Exact):
    """The marking."""

    level: str | None = ""
    instructions: list[str] | None = None
    legacy: str | None = ""


class FileShape(_Exact):
    """What is said of a file beside the report."""

    order: str = ""
    name: str | None = ""
    type: str | None = ""
    size: int | None = 0
    digest: str | None = ""
    title: str | None = ""


class RiskShape(_Exact):
    """The risks."""

    to_source: str | None = ""
    to_others: str | None = ""
    confidential_material: str | None = ""


class ReportShape(_Exact):
    """A report's document of schema 2: every part, and nothing else."""

    title: str | None = ""
    reference: str | None = ""
    state: str | None = ""
    author: str | None = ""
    author_name: str | None = ""
    unit: str | None = ""
    claimed_by: str | None = ""
    marking: MarkingShape | None = None
    operation: str | None = ""
    priority: str | None = ""
    origin: OriginShape | None = None
    source: SourceShape | None = None
    references: dict[str, ReferenceShape] | None = None
    items: dict[str, ItemShape] | None = None
    mentions: dict[str, MentionShape] | None = None
    risk: RiskShape | None = None
    attachments: dict[str, FileShape] | None = None
    compartment: str | None = ""
    access_list: str | None = ""
    exclusions: list[str] | None = None
    legacy: bool | None = False

    @property
    def markings(self) -> tuple[str, ...]:
        """Every word of the marking."""
        marking = self.marking
        if marking is None:
            return ()
        return (marking.level or "", marking.legacy or "", *(marking.instructions or ()))


def reading_reports(page: bytes) -> Callable[[str, int, bytes], ReportShape | None]:
    """Return what reads the documents of a page, given with kind and schema: None for one to be read the careful way.

    What it returns holds no null character, no text beyond a million characters and nothing deeper than a grading;
    its marking is not checked.
    """
    decode = msgspec.json.Decoder(ReportShape).decode
    has_null = _NULL in page

    def read(kind: str, schema: int, raw: bytes) -> ReportShape | None:
        if kind != "report" or schema != _SCHEMA or len(raw) > _LONGEST or (has_null and _NULL in raw):
            return None
        try:
            return decode(raw)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            return None

    return read
