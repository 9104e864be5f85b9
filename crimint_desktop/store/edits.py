"""Text being typed, saved at every pause, so that killing the program loses at most the last second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.projection import document_or_none
from crimint_domain.ids import bytes_of, text_of
from crimint_domain.marking import refuse_above_official
from crimint_domain.parts import Document, get

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["Edit", "all", "drop", "find", "save"]

_SELECT: Final = "SELECT record, kind, schema, base_version, before, document, saved_at FROM edit"


@dataclass(frozen=True, slots=True)
class Edit:
    """A record as it stands in an open form.

    ``before`` is the document the form was opened with (None for a new record), ``base_version`` its version.
    """

    record: str
    kind: str
    schema: int
    base_version: int
    before: Document | None
    document: Document
    saved_at: datetime


def save(conn: Connection, edit: Edit) -> None:
    """Keep the text of a form in place of what was kept of it before; refuses a marking above OFFICIAL-SENSITIVE."""
    refuse_above_official(str(get(edit.document, "marking/level") or ""))
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO edit(record, kind, schema, base_version, before, document, saved_at)"
        " VALUES(?,?,?,?,?,?,?)",
        (
            bytes_of(edit.record), edit.kind, edit.schema, edit.base_version,
            None if edit.before is None else write_json(edit.before), write_json(edit.document),
            edit.saved_at.isoformat(),
        ),
    )  # fmt: skip


def find(conn: Connection, record: str) -> Edit | None:
    """Return what was being typed in a record, or None."""
    row = conn.exec_driver_sql(f"{_SELECT} WHERE record = ?", (bytes_of(record),)).one_or_none()
    return None if row is None else _edit(row)


def all(conn: Connection) -> tuple[Edit, ...]:
    """Return every edit, the one saved last first."""
    return tuple(_edit(row) for row in conn.exec_driver_sql(f"{_SELECT} ORDER BY saved_at DESC"))


def drop(conn: Connection, record: str) -> None:
    """Forget an edit: its form was left, submitted or discarded."""
    conn.exec_driver_sql("DELETE FROM edit WHERE record = ?", (bytes_of(record),))


def _edit(row: Sequence[Any]) -> Edit:
    raw_id, kind, schema, base_version, before, document, saved_at = row
    return Edit(
        text_of(raw_id), kind, schema, base_version, document_or_none(before), read_json(document),
        datetime.fromisoformat(saved_at),
    )  # fmt: skip
