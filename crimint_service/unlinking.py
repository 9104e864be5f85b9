"""Erasing a card: what reports say of somebody stays theirs, but none of them points to the card any more."""

from __future__ import annotations

import json

import sqlalchemy as sa

from crimint_domain.parts import Document, with_parts
from crimint_service import access, erasing, feed
from crimint_service.access import Place, Scope
from crimint_service.erasing import Erased
from crimint_service.writing import Draft, Version, write

__all__ = ["MOST_NAMED", "erase", "named_in"]

MOST_NAMED = 50
"""Of so many reports that name a card the numbers are said; of the others, how many they are."""

_BY = "The service"
_REASON = "The card that was linked here was erased"


def erase(connection: sa.Connection, name: str, *, by: str, second: str, reason: str, at: str) -> Erased:
    """Erase a record at the word of two people, and every link that points to it. The last thing a transaction does;
    raises Refused as :func:`crimint_service.erasing.erase`."""
    return erasing.erase(
        connection, name, by=by, second=second, reason=reason, at=at, unlinked=_unlinked(connection, name, at)
    )


def named_in(connection: sa.Connection, scope: Scope, card: str) -> tuple[int, tuple[str, ...]]:
    """Return how many reports that this person may read are linked to a card, and the numbers of the first."""
    rows = access.naming(connection, card, scope)
    linked = [document for row in rows if _links(document := json.loads(row.document), card)]
    return len(linked), tuple(str(each.get("reference") or "") for each in linked)[:MOST_NAMED]


def _unlinked(connection: sa.Connection, card: str, at: str) -> tuple[feed.Move, ...]:
    drafts: dict[str, Draft] = {}
    for row in access.naming(connection, card):
        document = json.loads(row.document)
        parts = {f"mentions/{each}": {**document["mentions"][each], "card": ""} for each in _links(document, card)}
        if parts:
            place, number = Place(row.folder_id, row.label_id), row.version + 1
            drafts[row.id] = Draft(
                row.kind, row.schema, with_parts(document, parts), number, (place, row.version), created=False,
                versions=(Version(number, place, "", _BY, "", _REASON, parts, None),), place=place, unit=row.unit,
            )  # fmt: skip
    return write(connection, drafts, at)


def _links(document: Document, card: str) -> tuple[str, ...]:
    """The mentions of a report that are linked to a card."""
    mentions = document.get("mentions")
    found = mentions.items() if isinstance(mentions, dict) else ()
    return tuple(name for name, each in found if isinstance(each, dict) and each.get("card") == card)
