"""Who may read what: labels, the people they are weighed against, and one pure, default-deny decision.

A label is computed by the service from the record; a client never sends one. Folder and label together are a
stream: the unit of sync and of access.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final, Literal

from crimint_domain.card import Card
from crimint_domain.marking import OFFICIAL, OFFICIAL_SENSITIVE, Marking
from crimint_domain.report import Report

__all__ = [
    "READERS", "ROLES", "Folder", "Label", "Principal", "entitled", "folder_for", "label_for", "label_for_card",
    "label_from",
]  # fmt: skip

ROLES: Final = ("officer", "analyst", "lio", "records", "auditor", "administrator")
# Auditors and administrators see no bodies by their role.
READERS: Final = frozenset({"officer", "analyst", "lio", "records"})


@dataclass(frozen=True, slots=True)
class Principal:
    """A signed-in person as the service knows them; ``clearance`` is the highest marking they may read."""

    user: str
    name: str
    roles: frozenset[str]
    units: frozenset[str]
    clearance: str = OFFICIAL_SENSITIVE
    compartments: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()


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

    ``holding`` names the author beside the unit: the author keeps read access until release, and a stream of
    their own keeps the other reports of the unit's holding area from them.
    """

    kind: Literal["own", "holding", "open", "restricted"]
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
    """Read a label back from its key."""
    kind, user, unit, marking, compartment, access_list, exclusions = json.loads(key)
    return Label(kind, user, unit, marking, compartment, access_list, tuple(exclusions))


def folder_for(report: Report) -> Folder:
    """Where a report lives in its present state."""
    if report.state == "draft":
        return Folder("desk", report.author)
    if report.state in ("released", "archived") or report.legacy:
        return Folder("operation", report.operation) if report.operation else Folder("shelf", report.unit)
    return Folder("holding", report.unit)


def label_for(report: Report) -> Label:
    """Who may read a report in its present state."""
    if report.state == "draft":
        return Label("own", user=report.author)
    if report.state not in ("released", "archived") and not report.legacy:
        return Label("holding", user=report.author, unit=report.unit, exclusions=tuple(sorted(report.exclusions)))
    return _open_label(report.marking, report.compartment, report.access_list, report.exclusions)


def label_for_card(card: Card) -> Label:
    """Who may read a card: those whom its folder's records are open to."""
    return _open_label(card.marking, card.compartment, card.access_list, card.exclusions)


def _open_label(marking: Marking, compartment: str, access_list: str, exclusions: tuple[str, ...]) -> Label:
    return Label(
        "open", marking=marking.level, compartment=compartment, access_list=access_list,
        exclusions=tuple(sorted(exclusions)),
    )  # fmt: skip


def entitled(principal: Principal, label: Label) -> bool:
    """Whether this person may read the bodies of records under this label. What is not allowed is denied;
    an exclusion wins over everything but one's own desk."""
    if label.kind == "own":
        return bool(label.user) and principal.user == label.user
    if principal.user in label.exclusions or not principal.roles & READERS:
        return False
    if label.kind == "holding":
        return _holding(principal, label)
    if label.kind == "open":
        return _open(principal, label)
    return label.kind == "restricted" and _restricted(principal, label)


def _holding(principal: Principal, label: Label) -> bool:
    is_author = bool(label.user) and principal.user == label.user
    return is_author or ("lio" in principal.roles and label.unit in principal.units)


def _open(principal: Principal, label: Label) -> bool:
    known = {OFFICIAL: (OFFICIAL, OFFICIAL_SENSITIVE), OFFICIAL_SENSITIVE: (OFFICIAL_SENSITIVE,)}
    cleared = principal.clearance in known.get(label.marking, ())
    in_compartment = not label.compartment or label.compartment in principal.compartments
    on_list = not label.access_list or label.access_list in principal.lists
    return cleared and in_compartment and on_list


def _restricted(principal: Principal, label: Label) -> bool:
    return bool(label.access_list) and label.access_list in principal.lists
