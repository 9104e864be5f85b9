"""What of the register goes into the tree over its log, entry by entry: the chains of devices, what was served, the
versions of records, and what was decided about people, devices and records.

Words that people wrote are there only as salted commitments: without the salt, nobody can tell what one hides.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa
import zstandard

from crimint_domain.audit import commitment
from crimint_domain.log_head import device_body, leaf_body
from crimint_service.tables import (
    device,
    device_entry,
    epoch_change,
    erasure,
    grant,
    insert_into,
    log_chain,
    log_leaf,
    maintenance,
    recovery,
    served,
    version_proof,
)

__all__ = ["ACTS", "Act", "LogEntry", "records_of", "served_body", "waiting"]

_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry that has no leaf yet. ``kept`` is what the leaf keeps of it: nothing where the entry itself stays."""

    source: str
    key: str
    body: bytes
    kept: str | None = None
    salt: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something decided, as a row of a table says it: ``key`` names it, ``at`` is the column of its moment, ``says``
    the columns that go into the tree, and ``words`` the column of which only a commitment does."""

    source: str
    key: tuple[sa.Column[Any], ...]
    at: sa.Column[str]
    says: tuple[sa.Column[Any], ...]
    words: sa.Column[str] | None = None

    @property
    def name(self) -> sa.ColumnElement[str]:
        """The key as one text."""
        parts = [sa.cast(each, sa.Text) for each in self.key]
        joined: sa.ColumnElement[str] = parts[0]
        for each in parts[1:]:
            joined = joined + sa.literal("/") + each
        return joined


_GRANTED: Final = (
    grant.c.id, grant.c.holder_kind, grant.c.holder, grant.c.kind, grant.c.name, grant.c.from_s, grant.c.to_s,
    grant.c.granted_by, grant.c.approved_by, grant.c.at,
)  # fmt: skip
_DEVICE: Final = (
    device.c.device_id, device.c.user_id, device.c.state, device.c.state_at, device.c.state_by, device.c.command,
    device.c.command_at, device.c.done, device.c.done_at,
)  # fmt: skip
_ORDERED: Final = (
    device.c.device_id, device.c.user_id, device.c.state, device.c.state_at, device.c.state_by, device.c.command,
    device.c.command_at,
)  # fmt: skip
_VERSION: Final = (
    version_proof.c.record_id, version_proof.c.version, version_proof.c.at, version_proof.c.by_user,
    version_proof.c.step, version_proof.c.content,
)  # fmt: skip
_RECOVERED: Final = (
    recovery.c.id, recovery.c.device_id, recovery.c.user_id, recovery.c.state, recovery.c.decided_by,
    recovery.c.decided_at, recovery.c.opened_at,
)  # fmt: skip

ACTS: Final = (
    Act("version", (version_proof.c.record_id, version_proof.c.version), version_proof.c.at, _VERSION),
    Act("grant", (grant.c.id,), grant.c.at, _GRANTED, grant.c.reason),
    Act(
        "grant-ended", (grant.c.id,), grant.c.ended_at, (grant.c.id, grant.c.ended_by, grant.c.ended_at),
        grant.c.ended_reason,
    ),
    Act(
        "erasure", (erasure.c.record_id,), erasure.c.at,
        (erasure.c.record_id, erasure.c.version, erasure.c.by_user, erasure.c.second_user, erasure.c.at),
        erasure.c.reason,
    ),
    Act("device-decided", _ORDERED, device.c.state_at, _DEVICE),
    Act("device-ordered", _ORDERED, device.c.command_at, _DEVICE),
    Act("device-done", (*_ORDERED, device.c.done, device.c.done_at), device.c.done_at, _DEVICE),
    Act("recovery", (recovery.c.id,), recovery.c.at, (recovery.c.id, recovery.c.device_id, recovery.c.user_id)),
    Act("recovery-decided", (recovery.c.id,), recovery.c.decided_at, _RECOVERED, recovery.c.reason),
    Act("recovery-opened", (recovery.c.id,), recovery.c.opened_at, _RECOVERED),
    Act(
        "epoch", (epoch_change.c.epoch,), epoch_change.c.at,
        (epoch_change.c.epoch, epoch_change.c.at, epoch_change.c.by_user), epoch_change.c.reason,
    ),
    Act(
        "maintenance", (maintenance.c.login,), maintenance.c.opened_at,
        (maintenance.c.login, maintenance.c.opened_by, maintenance.c.opened_at, maintenance.c.until_at),
        maintenance.c.reason,
    ),
    Act(
        "maintenance-closed", (maintenance.c.login,), maintenance.c.closed_at,
        (maintenance.c.login, maintenance.c.closed_at),
    ),
)  # fmt: skip
"""Which decisions go into the tree."""


def waiting(connection: sa.Connection, limit: int, *, served_above: int, since: str) -> Sequence[LogEntry]:
    """Return up to ``limit`` committed entries without a leaf. Of what was served, only numbers above
    ``served_above`` are looked at; of what was decided, only moments from ``since`` (UTC text; empty: all)."""
    found = list(_served(connection, limit, served_above))
    found += _devices(connection, limit - len(found)) if len(found) < limit else []
    return (*found, *islice(_acts(connection, since), limit - len(found)))


def _without_leaf(source: str, key: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return ~sa.exists().where(log_leaf.c.source == source, log_leaf.c.key == key)


def _served(connection: sa.Connection, limit: int, above: int) -> Iterator[LogEntry]:
    query = sa.select(served).where(served.c.id > above, _without_leaf("served", sa.cast(served.c.id, sa.Text)))
    for row in connection.execute(query.order_by(served.c.id).limit(limit)):
        yield LogEntry("served", str(row.id), leaf_body(served_body(row._asdict())))


def served_body(row: Mapping[str, Any]) -> dict[str, object]:
    """Return what the tree holds of something served: which records, by one hash over them."""
    return {
        "source": "served", "id": row["id"], "at": row["at"], "user": row["user_id"], "device": row["device"],
        "act": row["act"], "subject": row["subject"], "amount": row["amount"],
        "records": hashlib.sha256("\n".join(records_of(row)).encode()).hexdigest(),
    }  # fmt: skip


def records_of(row: Mapping[str, Any]) -> list[str]:
    """Return the records that were served, as ``id@version``."""
    text = zstandard.ZstdDecompressor().decompress(row["records"]).decode()
    return text.split("\n") if text else []


def _devices(connection: sa.Connection, limit: int) -> list[LogEntry]:
    mine = sa.and_(log_chain.c.device_id == device.c.device_id, log_chain.c.user_id == device.c.user_id)
    reached = sa.func.coalesce(log_chain.c.reached, 0)
    behind = (
        sa.select(device.c.device_id, device.c.user_id, reached.label("reached"))
        .outerjoin_from(device, log_chain, mine)
        .where(device.c.acked_seq > reached)
    )
    entries: list[LogEntry] = []
    for found in connection.execute(behind.order_by(device.c.device_id, device.c.user_id)).all():
        rows = _behind(connection, found, limit - len(entries))
        if not rows:
            break
        _reach(connection, found.device_id, found.user_id, rows[-1].sequence)
        for row in rows:
            key = f"{found.device_id}/{found.user_id}/{row.sequence}"
            body = device_body(found.device_id, found.user_id, row.sequence, row.hash)
            entries.append(LogEntry("device", key, body))
    return entries


def _behind(connection: sa.Connection, found: Any, limit: int) -> Sequence[Any]:  # noqa: ANN401 - a row of three columns
    entry = device_entry.c
    query = sa.select(entry.sequence, entry.hash).where(
        entry.device_id == found.device_id, entry.user_id == found.user_id, entry.sequence > found.reached
    )
    return connection.execute(query.order_by(entry.sequence).limit(limit)).all()


def _reach(connection: sa.Connection, device_id: str, user: str, reached: int) -> None:
    kept = insert_into(connection, log_chain).values(device_id=device_id, user_id=user, reached=reached)
    connection.execute(kept.on_conflict_do_update(index_elements=("device_id", "user_id"), set_={"reached": reached}))


def _acts(connection: sa.Connection, since: str) -> Iterator[LogEntry]:
    for act in ACTS:
        words = sa.literal("") if act.words is None else act.words
        query = sa.select(act.name.label("log_key"), words.label("log_words"), *act.says).where(
            act.at != "", act.at >= since, _without_leaf(act.source, act.name)
        )
        for row in connection.execute(query.order_by(act.at, *act.key)):
            salt = secrets.token_hex(_SALT_BYTES) if row.log_words else ""
            said = {column.name: row._mapping[column.name] for column in act.says}
            hidden = commitment(bytes.fromhex(salt), row.log_words) if salt else ""
            body = leaf_body({**said, "source": act.source, "words": hidden})
            yield LogEntry(act.source, row.log_key, body, body.decode(), salt)
