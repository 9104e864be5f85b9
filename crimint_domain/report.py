"""An intelligence report as a frozen value: header, origin, source, items, mentions.

One report, one label, one stream. An item that needs narrower access is a separate, cross-referenced report.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from crimint_domain.attachment import Attachment
from crimint_domain.grading import Grading
from crimint_domain.handling import Handling
from crimint_domain.marking import Marking
from crimint_domain.mention import Mention
from crimint_domain.restriction import Restriction

__all__ = [
    "HOW_KNOWN", "PRIORITIES", "STATES", "EventTime", "HowKnown", "Item", "Nature", "Origin", "Priority",
    "Reference", "Report", "Risk", "Source", "State",
]  # fmt: skip

State = Literal[
    "draft", "submitted", "returned", "evaluated", "released", "archived", "disposed",
    "withdrawn", "duplicate", "not-intelligence", "rejected",
]  # fmt: skip
STATES: Final[tuple[State, ...]] = (
    "draft", "submitted", "returned", "evaluated", "released", "archived", "disposed",
    "withdrawn", "duplicate", "not-intelligence", "rejected",
)  # fmt: skip
Nature = Literal["", "fact", "assessment"]
Priority = Literal["high", "medium", "low"]
PRIORITIES: Final[tuple[Priority, ...]] = ("high", "medium", "low")
HowKnown = Literal["", "saw", "told", "anonymous", "open", "other"]
HOW_KNOWN: Final[tuple[tuple[HowKnown, str], ...]] = (
    ("saw", "I saw it"),
    ("told", "Someone told me"),
    ("anonymous", "Anonymous"),
    ("open", "Open source"),
    ("other", "Other"),
)


@dataclass(frozen=True, slots=True)
class EventTime:
    """When it happened: a moment, a range, or unknown (both None). ``end`` is None for a moment."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Who reports, from where, and when it was written and learnt."""

    officer: str = ""
    organisation: str = ""
    reported_at: datetime | None = None
    obtained_at: datetime | None = None
    event: EventTime = EventTime()


@dataclass(frozen=True, slots=True)
class Source:
    """A reference to the source, never who it is. ``isr`` is the intelligence source reference."""

    how_known: HowKnown = ""
    isr: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A number in another system: scheme (CAD, crime, custody, stop, body-worn video, report) and number."""

    id: str
    scheme: str
    number: str


@dataclass(frozen=True, slots=True)
class Item:
    """One paragraph with its own grading and handling, and whether it is fact or assessment (s38(2))."""

    id: str
    text: str = ""
    nature: Nature = ""
    grading: Grading | None = None
    handling: Handling | None = None


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong if this is used or known, in words; all optional."""

    to_source: str = ""
    to_others: str = ""
    confidential_material: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report. ``items``, ``mentions``, ``references`` and ``attachments`` stand in their order."""

    id: str
    title: str = ""
    reference: str = ""
    state: State = "draft"
    author: str = ""
    author_name: str = ""
    unit: str = ""
    claimed_by: str = ""
    marking: Marking = Marking()
    operation: str = ""
    priority: Priority = "low"
    origin: Origin = Origin()
    source: Source = Source()
    references: tuple[Reference, ...] = ()
    items: tuple[Item, ...] = ()
    mentions: tuple[Mention, ...] = ()
    risk: Risk = Risk()
    compartment: str = ""
    access_list: str = ""
    exclusions: tuple[str, ...] = ()
    legacy: bool = False
    attachments: tuple[Attachment, ...] = ()
    restriction: Restriction | None = None

    def item(self, item_id: str) -> Item | None:
        """Return one item, or None."""
        return next((each for each in self.items if each.id == item_id), None)

    def item_number(self, item_id: str) -> int:
        """The place of an item as people count, from 1; 0 if the report has no such item."""
        return next((n for n, each in enumerate(self.items, 1) if each.id == item_id), 0)
