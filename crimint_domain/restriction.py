"""Restricted processing: a record that would be erased, but has to be kept, and is used for nothing else meanwhile.

Data Protection Act 2018 s47(2), what must be maintained as evidence, and s47(3), what is contested and cannot be
ascertained. Only the service sets it, at the word of two people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from crimint_domain.parts import Document

__all__ = ["PART", "Restriction", "restriction_document", "restriction_from"]

PART: Final = "restriction"


@dataclass(frozen=True, slots=True)
class Restriction:
    """Why processing is restricted: ``ground`` is a code of the list ``restriction``/``ground``, ``words`` what it
    rests on (they name nobody), ``since`` the moment it began, in UTC."""

    ground: str
    words: str
    since: datetime | None


def restriction_from(raw: object) -> Restriction | None:
    """Read a restriction; None where there is none. Whatever else stands there restricts too. Raises ValueError for a
    moment that is none."""
    if not raw:
        return None
    if not isinstance(raw, Mapping):
        return Restriction("", "", None)
    since = raw.get("since")
    return Restriction(
        str(raw.get("ground") or ""), str(raw.get("words") or ""), datetime.fromisoformat(since) if since else None
    )


def restriction_document(restriction: Restriction) -> Document:
    """Write a restriction as it stands in a document."""
    since = restriction.since.isoformat(timespec="seconds") if restriction.since is not None else None
    return {"ground": restriction.ground, "words": restriction.words, "since": since}
