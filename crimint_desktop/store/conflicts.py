"""Conflicts: what two people made of the same part, both kept until a person decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from crimint_desktop.store.plain_json import read_json, write_json
from crimint_desktop.store.records import project
from crimint_domain.ids import bytes_of, text_of
from crimint_domain.merge import Clash, MergedPart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["Conflict", "all", "drop", "find", "of_record", "save"]

_SELECT: Final = (
    "SELECT id, record, at, before_version, theirs_version, theirs_by, theirs_at, mine_since, clashes, merged, step"
    " FROM conflict"
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One clash of two people's work on a record; ``mine_since`` is when mine was made.

    ``step`` is the lifecycle step my change asked for, which waits until the conflict is settled.
    """

    id: str
    record: str
    at: datetime
    before_version: int
    theirs_version: int
    theirs_by: str
    theirs_at: datetime
    mine_since: datetime
    clashes: tuple[Clash, ...]
    merged: tuple[MergedPart, ...]
    step: str = ""


def save(conn: Connection, conflict: Conflict) -> None:
    """Keep a conflict, in place of an earlier state of the same one; the record's row shows it."""
    conn.exec_driver_sql(
        "INSERT OR REPLACE INTO conflict(id, record, at, before_version, theirs_version, theirs_by, theirs_at,"
        " mine_since, clashes, merged, step) VALUES(?,?,?,?,?,?,?,?,?,?,?)",
        (
            bytes_of(conflict.id), bytes_of(conflict.record), conflict.at.isoformat(), conflict.before_version,
            conflict.theirs_version, conflict.theirs_by, conflict.theirs_at.isoformat(),
            conflict.mine_since.isoformat(), write_json([asdict(each) for each in conflict.clashes]),
            write_json([asdict(each) for each in conflict.merged]), conflict.step,
        ),
    )  # fmt: skip
    project(conn, conflict.record)


def find(conn: Connection, conflict: str) -> Conflict | None:
    """Return one conflict, or None."""
    row = conn.exec_driver_sql(f"{_SELECT} WHERE id = ?", (bytes_of(conflict),)).one_or_none()
    return None if row is None else _conflict(row)


def of_record(conn: Connection, record: str) -> tuple[Conflict, ...]:
    """Return the conflicts of a record, oldest first."""
    found = conn.exec_driver_sql(f"{_SELECT} WHERE record = ? ORDER BY at, id", (bytes_of(record),))
    return tuple(_conflict(row) for row in found)


def all(conn: Connection) -> tuple[Conflict, ...]:
    """Return every conflict, oldest first."""
    return tuple(_conflict(row) for row in conn.exec_driver_sql(f"{_SELECT} ORDER BY at, id"))


def drop(conn: Connection, conflict: str) -> None:
    """Forget a conflict: a person has settled it."""
    found = find(conn, conflict)
    if found is not None:
        conn.exec_driver_sql("DELETE FROM conflict WHERE id = ?", (bytes_of(conflict),))
        project(conn, found.record)


def _conflict(row: Sequence[Any]) -> Conflict:
    (
        raw_id, raw_record, at, before_version, theirs_version, theirs_by, theirs_at, mine_since, clashes, merged,
        step,
    ) = row  # fmt: skip
    return Conflict(
        text_of(raw_id), text_of(raw_record), datetime.fromisoformat(at), before_version, theirs_version, theirs_by,
        datetime.fromisoformat(theirs_at), datetime.fromisoformat(mine_since),
        tuple(Clash(**each) for each in read_json(clashes)),
        tuple(MergedPart(**each) for each in read_json(merged)), step,
    )  # fmt: skip
