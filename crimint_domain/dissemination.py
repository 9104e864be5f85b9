"""Who received what, why and under which conditions. Append-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crimint_domain.errors import Problem

__all__ = ["Dissemination", "Recipient", "problems_before_sharing"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, unit or organisation by name."""

    kind: Literal["person", "unit", "organisation"]
    name: str


@dataclass(frozen=True, slots=True)
class Dissemination:
    """One record in one version, sent to one or more recipients for a purpose."""

    id: str
    record: str
    version: int
    recipients: tuple[Recipient, ...]
    purpose: str
    conditions: str
    sent_at: datetime
    acknowledged_at: datetime | None = None


def problems_before_sharing(dissemination: Dissemination) -> tuple[Problem, ...]:
    """Return what stands in the way. An empty recipient list shares with nobody, and so is refused."""
    found = []
    if not any(recipient.name.strip() for recipient in dissemination.recipients):
        found.append(Problem("recipients", "Name at least one recipient: an empty list shares with nobody."))
    if not dissemination.purpose.strip():
        found.append(Problem("purpose", "Say what the recipient needs it for."))
    return tuple(found)
