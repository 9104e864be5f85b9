"""Restricting the processing of a record, and lifting that: the record moves under another label, or back.

Whoever may not see it any more lets go of it as of any record that left a stream of theirs.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import sqlalchemy as sa

from crimint_domain.parts import with_parts
from crimint_domain.restriction import PART, Restriction, restriction_document
from crimint_service import access, feed
from crimint_service.access import Place
from crimint_service.placing import placed, view
from crimint_service.writing import Draft, Version, write

__all__ = ["By", "set_restriction"]


@dataclass(frozen=True, slots=True)
class By:
    """At whose word (the second of the two), as which step, why, and when (UTC text)."""

    user: str
    name: str
    step: str
    reason: str
    at: str


def set_restriction(connection: sa.Connection, row: sa.Row[tuple[object, ...]], why: Restriction | None, by: By) -> int:
    """Restrict a record that was found for whoever decides this, or lift it (``why`` is None), and return the version
    it then has. The last thing a transaction does."""
    found = row._mapping
    parts = {PART: restriction_document(why) if why is not None else None}
    document = with_parts(json.loads(found["document"]), parts)
    where = placed(view(found["kind"], found["id"], found["schema"], document))
    place, before = access.place_of(connection, where.folder, where.label), Place(found["folder_id"], found["label_id"])
    number = found["version"] + 1
    version = Version(number, place, by.user, by.name, by.step, by.reason, parts, None)
    draft = Draft(
        found["kind"], found["schema"], document, number, (before, found["version"]), created=False,
        versions=(version,), place=place, label=where.label, unit=where.unit,
    )  # fmt: skip
    feed.sequence(connection, write(connection, {found["id"]: draft}, by.at), by.at)
    return int(number)
