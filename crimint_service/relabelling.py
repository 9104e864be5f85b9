"""Putting what is held under the label that the rules give it now: done once when a register is opened by a program
whose labels weigh more than those of the program before.

A record that moves rises by one version and leaves its old stream like any other, so devices let go of what they may
no longer hold.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from crimint_domain.errors import Refused
from crimint_domain.views import instant_text
from crimint_service import access, feed
from crimint_service.access import Place
from crimint_service.placing import placed, view
from crimint_service.tables import insert_into, setting
from crimint_service.writing import Draft, Version, write

__all__ = ["LABEL_RULES", "relabel"]

# Raised whenever ``labels.label_for`` gives a held report another label than before.
LABEL_RULES: Final = "2"
_SETTING: Final = "label_rules"
_AT_ONCE: Final = 500
_BY: Final = "The service"
_REASON: Final = "Its label was computed anew: it weighs marking, compartment and list before release too"


def relabel(connection: sa.Connection, now: datetime) -> int:
    """Move every held record whose label is not what it should be, and return how many moved; 0 at once where that was
    done before. The last thing a transaction does."""
    rules = sa.select(setting.c.value).where(setting.c.name == _SETTING)
    if connection.execute(rules).scalar_one_or_none() == LABEL_RULES:
        return 0
    at, after = instant_text(now) or "", ""
    drafts: dict[str, Draft] = {}
    while rows := access.held(connection, after, _AT_ONCE):
        after = rows[-1].id
        for row in rows:
            draft = _draft(connection, row)
            if draft is not None:
                drafts[row.id] = draft
    feed.sequence(connection, write(connection, drafts, at), at)
    statement = insert_into(connection, setting).values(name=_SETTING, value=LABEL_RULES)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": LABEL_RULES}))
    return len(drafts)


def _draft(connection: sa.Connection, row: sa.Row[Any]) -> Draft | None:
    try:
        where = placed(view(row.kind, row.id, row.schema, json.loads(row.document)))
    except Refused:
        return None  # what cannot be read stays where it is: nobody but its author reads a label without a marking
    place, before = access.place_of(connection, where.folder, where.label), Place(row.folder_id, row.label_id)
    if place == before:
        return None
    version = Version(row.version + 1, place, "", _BY, "", _REASON, {}, None)
    return Draft(
        row.kind, row.schema, json.loads(row.document), row.version + 1, (before, row.version), created=False,
        versions=(version,), place=place, label=where.label, unit=where.unit,
    )  # fmt: skip
