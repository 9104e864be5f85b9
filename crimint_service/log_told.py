"""An entry of the log as it is handed out: what it says, and the words beside it as far as they were not erased."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from crimint_service.log_entries import ACTS, records_of
from crimint_service.tables import device_entry, entry_reason, served, served_query

__all__ = ["Said", "told"]

Said: TypeAlias = Mapping[str, object]
_Told: TypeAlias = tuple[object, Mapping[str, str] | None]
_ENTRY: Final = ("sequence", "at", "monotonic_ms", "action", "act", "commitment", "previous", "hash")


def told(
    connection: sa.Connection, leaves: Sequence[sa.Row[Any]], *, words: bool
) -> Iterator[tuple[sa.Row[Any], Said]]:
    """Yield each leaf with its line. An entry that is gone is told as nothing: the verifier says so."""
    handed = _handed(connection, [int(leaf.key) for leaf in leaves if leaf.source == "served"])
    for leaf in leaves:
        entry, beside = handed.get(leaf.key, ({}, None)) if leaf.source == "served" else _of(connection, leaf)
        said = {"line": "entry", "index": leaf.leaf_index, "source": leaf.source, "leaf": leaf.hash, "entry": entry}
        yield leaf, said | ({"words": beside} if words and beside else {})


def _of(connection: sa.Connection, leaf: sa.Row[Any]) -> _Told:
    if leaf.source == "device":
        return _of_device(connection, *leaf.key.split("/"))
    return json.loads(leaf.body), _of_act(connection, leaf)


def _of_device(connection: sa.Connection, device_id: str, user: str, sequence: str) -> _Told:
    def mine(table: sa.Table) -> sa.ColumnElement[bool]:
        return sa.and_(
            table.c.device_id == device_id, table.c.user_id == user, table.c.sequence == int(sequence)
        )  # fmt: skip

    row = connection.execute(sa.select(device_entry).where(mine(device_entry))).one_or_none()
    if row is None:
        return {}, None
    entry = {name: row._mapping[name] for name in _ENTRY}
    entry |= {"user": user, "device": device_id, "records": json.loads(row.records)}
    reason = connection.execute(sa.select(entry_reason).where(mine(entry_reason))).one_or_none()
    return entry, {"salt": reason.salt, "text": reason.text} if reason else None


def _handed(connection: sa.Connection, numbers: list[int]) -> Mapping[str, _Told]:
    beside = served_query.c.served_id == served.c.id
    query = sa.select(served, served_query.c.salt, served_query.c.text).outerjoin_from(served, served_query, beside)
    found: dict[str, _Told] = {}
    for row in connection.execute(query.where(served.c.id.in_(numbers))):
        entry = {
            "id": row.id, "at": row.at, "user": row.user_id, "device": row.device, "act": row.act,
            "subject": row.subject, "amount": row.amount, "records": records_of(row._asdict()),
        }  # fmt: skip
        found[str(row.id)] = entry, None if row.salt is None else {"salt": row.salt, "text": row.text}
    return found


def _of_act(connection: sa.Connection, leaf: sa.Row[Any]) -> Mapping[str, str] | None:
    act = next((each for each in ACTS if each.source == leaf.source), None)
    if act is None or act.words is None or not leaf.salt:
        return None
    text = connection.execute(sa.select(act.words).where(act.name == leaf.key)).scalar_one_or_none()
    return {"salt": leaf.salt, "text": text} if text else None
