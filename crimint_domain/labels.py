"""Folders and labels: where a record belongs and who may read it there, computed from the record alone.

A client never sends a label. Folder and label together are a stream: the unit of sync and of access.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from crimint_domain.card import Card
from crimint_domain.marking import OFFICIAL_SENSITIVE
from crimint_domain.report import Report
from crimint_domain.restriction import PART as RESTRICTION

__all__ = ["Folder", "Label", "folder_for", "label_for", "label_for_card", "label_from", "label_of", "widens"]

LabelKind = Literal["own", "holding", "closed", "open", "restricted", "withheld"]
_SHARED: Final = ("released", "archived")
# Out of the queue for good: what is left to do is a records manager's to decide.
_CLOSED: Final = ("withdrawn", "duplicate", "not-intelligence", "rejected", "disposed")


@dataclass(frozen=True, slots=True)
class Folder:
    """The home of a record: a desk, a unit's holding area or shelf, or an operation."""

    kind: Literal["desk", "holding", "shelf", "operation"]
    name: str

    @property
    def id(self) -> str:
        """The folder's id, such as ``holding/quillmarsh``."""
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Label:
    """Who may read. Which fields count depends on ``kind``; the rest are empty.

    ``holding`` and ``closed`` name the author beside the unit: the author keeps read access until release, and a
    stream of their own keeps the other reports of the unit's holding area from them. ``restricted`` is the label of
    one record that only those named for it may read: its list is the record's own identifier. ``withheld`` is what the
    processing of which is restricted: for the unit's records managers alone.
    """

    kind: LabelKind
    user: str = ""
    unit: str = ""
    marking: str = ""
    compartment: str = ""
    access_list: str = ""
    exclusions: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """A text that is equal for equal labels, by which the service keeps them."""
        return json.dumps(
            [
                self.kind, self.user, self.unit, self.marking, self.compartment, self.access_list,
                sorted(self.exclusions),
            ],
            separators=(",", ":"),
        )  # fmt: skip


def label_from(key: str) -> Label:
    """Read a label back from its key; raises ValueError for a text that is not one."""
    try:
        kind, user, unit, marking, compartment, access_list, exclusions = json.loads(key)
        return Label(kind, user, unit, marking, compartment, access_list, tuple(exclusions))
    except TypeError as error:
        raise ValueError("not the key of a label") from error


def folder_for(report: Report) -> Folder:
    """Where a report lives in its present state."""
    if report.state == "draft":
        return Folder("desk", report.author)
    if report.state in _SHARED or report.legacy:
        return Folder("operation", report.operation) if report.operation else Folder("shelf", report.unit)
    return Folder("holding", report.unit)


def label_for(report: Report) -> Label:
    """Who may read a report in its present state."""
    if report.restriction is not None:
        return _withheld(report)
    return _label(
        report.id if report.access_list == report.id else "", _standing(report.state, legacy=report.legacy),
        report.author, report.unit, report.marking.level, report.compartment, report.access_list,
        tuple(sorted(report.exclusions)),
    )  # fmt: skip


def label_for_card(card: Card) -> Label:
    """Who may read a card: those whom its folder's records are open to."""
    if card.restriction is not None:
        return _withheld(card)
    return _shared(card.id, card.marking.level, card.compartment, card.access_list, tuple(sorted(card.exclusions)))


def _withheld(seen: Report | Card) -> Label:
    return Label(
        "withheld", "", seen.unit, seen.marking.level, seen.compartment, seen.access_list,
        tuple(sorted(seen.exclusions)),
    )  # fmt: skip


def label_of(kind: str, record: str, document: Mapping[str, Any]) -> Label:
    """The same from a document of the newest known schema, without reading the rest of it: for whoever looks at many.

    What cannot be read as a marking or a list of names opens nothing: it becomes a label nobody is entitled to.
    """
    marking = document.get("marking") or {}
    level = marking.get("level") or OFFICIAL_SENSITIVE if isinstance(marking, dict) else None
    exclusions = document.get("exclusions") or []
    said = [document.get(each) or "" for each in ("state", "author", "unit", "compartment", "access_list")]
    if not isinstance(exclusions, list) or not all(isinstance(each, str) for each in (level, *said, *exclusions)):
        return Label("own")
    state, author, unit, compartment, access_list = said
    if document.get(RESTRICTION):
        return Label("withheld", "", unit, str(level), compartment, access_list, tuple(sorted(exclusions)))
    state = "released" if kind == "card" else _standing(state or "draft", legacy=bool(document.get("legacy")))
    named = record if access_list == record else ""
    return _label(named, state, author, unit, level, compartment, access_list, tuple(sorted(exclusions)))


def _standing(state: str, *, legacy: bool) -> str:
    """What came from the old register is open whatever its state was there."""
    return "released" if legacy and state != "draft" else state


@lru_cache(maxsize=4_096)
def _label(
    record: str, state: str, author: str, unit: str, level: str, compartment: str, access_list: str,
    exclusions: tuple[str, ...],
) -> Label:  # fmt: skip
    if state == "draft":
        return Label("own", user=author)
    if state in _SHARED:
        return _shared(record, level, compartment, access_list, exclusions)
    kind: LabelKind = "closed" if state in _CLOSED else "holding"
    return Label(kind, author, unit, level, compartment, access_list, exclusions)


def _shared(record: str, level: str, compartment: str, access_list: str, exclusions: tuple[str, ...]) -> Label:
    named = bool(access_list) and access_list == record
    return Label(
        "restricted" if named else "open", marking=level, compartment=compartment, access_list=access_list,
        exclusions=exclusions,
    )  # fmt: skip


def widens(before: Report | Card, after: Report | Card) -> bool:
    """Whether a change lets somebody read who could not before: a lower marking, another or no compartment or list,
    or somebody no longer excluded."""
    narrowed = ((before.compartment, after.compartment), (before.access_list, after.access_list))
    return (
        after.marking.rank < before.marking.rank
        or any(old and old != new for old, new in narrowed)
        or bool(set(before.exclusions) - set(after.exclusions))
    )
