"""A record's past, as far as the one who asks may read it.

A version is read under the label it had when it was made. What stood in a draft or in the holding area, or under a
narrower label, does not open with the record's release: of such a version only who made it, when and by which step.
What was set aside when a conflict was settled is for those who take part in writing the record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from crimint_domain.parts import Document, with_parts
from crimint_service.access import Scope, find, versions
from crimint_service.placing import takes_part, view

__all__ = ["Past", "past"]


@dataclass(frozen=True, slots=True)
class Past:
    """One version. ``open`` says whether it may be read; without, reason, parts and what was set aside are empty.

    ``parts`` are those it set; of the first version, and of one that follows a closed one, the whole document.
    """

    version: int
    at: str
    by: str
    step: str
    reason: str
    parts: Document
    aside: Document | None
    open: bool


def past(connection: sa.Connection, scope: Scope, record_id: str) -> tuple[Past, ...] | None:
    """Return every version, newest first, or None if there is no such record or it is not for this person."""
    row = find(connection, scope, record_id)
    if row is None:
        return None
    every = connection.execute(versions(record_id, row.version)).all()
    seen = view(row.kind, record_id, row.schema, json.loads(row.document))
    writes = takes_part(scope.principal, seen)
    return tuple(reversed(tuple(_told(every, scope, row.document, with_aside=writes))))


def _told(every: Sequence[sa.Row[Any]], scope: Scope, newest: str, *, with_aside: bool) -> Iterator[Past]:
    whole: Document = {}
    follows_closed = False
    for at, each in enumerate(every):
        # A version that was loaded shares its text with the record.
        parts: Document = json.loads(each.parts or newest)
        whole = parts if at == 0 else with_parts(whole, parts)
        if each.label_id not in scope.labels:
            follows_closed = True
            yield Past(each.version, each.at, each.by_name, each.step, "", {}, None, open=False)
            continue
        aside = json.loads(each.aside) if each.aside and with_aside else None
        shown = whole if follows_closed else parts
        follows_closed = False
        yield Past(each.version, each.at, each.by_name, each.step, each.reason, shown, aside, open=True)
