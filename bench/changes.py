"""A thousand changed reports at the service: written straight into its register, as a batch of changes writes them."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from crimint_domain.parts import Document
from crimint_service import feed, writing
from crimint_service.access import Place
from crimint_service.config import Settings
from crimint_service.register import open_register
from crimint_service.tables import record

__all__ = ["change_reports"]

_AT = "2026-11-20T16:00:00+00:00"
_SPREAD = 7_919  # a prime: the reports that are changed lie all over the register


def change_reports(database: str, number: int, turn: int) -> None:
    """Give so many reports a next version with another title; each turn takes others."""
    register, _ = open_register(Settings(database=database, allow_local_accounts=True), "sample")
    try:
        register.write(lambda connection: _change(connection, number, turn))
    finally:
        register.close()


def _change(connection: sa.Connection, number: int, turn: int) -> None:
    ids = list(connection.execute(sa.select(record.c.id).order_by(record.c.id)).scalars())
    chosen = {ids[(turn + at * _SPREAD) % len(ids)] for at in range(number)}
    query = sa.select(record).where(record.c.id.in_(chosen))
    drafts = {row.id: _draft(row, turn) for row in connection.execute(query)}
    feed.sequence(connection, writing.write(connection, drafts, _AT), _AT)


def _draft(row: sa.Row[tuple[object, ...]], turn: int) -> writing.Draft:
    here = row._mapping
    document: Document = msgspec.json.decode(here["document"])
    title = f"{document['title']} {turn}"
    place, version = Place(here["folder_id"], here["label_id"]), here["version"]
    said = writing.Version(version + 1, place, "evaluator", "Sgt Invented-Test", "", "", {"title": title}, None)
    return writing.Draft(
        here["kind"], here["schema"], document | {"title": title}, version + 1, (place, version), created=False,
        versions=(said,), place=place, unit=here["unit"],
    )  # fmt: skip
