"""Entries of a device's log, put into a register at one go, and waiting until they stand in the tree over it."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import sqlalchemy as sa

from bench.serving import EVALUATOR
from crimint_desktop.app.parts import new_id
from crimint_domain.audit import GENESIS, Entry, chained
from crimint_domain.log_head import device_body
from crimint_domain.merkle import leaf_hash
from crimint_domain.views import instant_text
from crimint_service.config import Settings
from crimint_service.database import Database
from crimint_service.tables import device, device_entry, log_leaf

__all__ = ["grow"]

_LONGEST_S = 300.0


def grow(database: str, number: int) -> tuple[float, tuple[str, ...], int]:
    """Add entries to the log while services run; return how many a second got their place, their leaves in
    hexadecimal digits, and how many entries the log then has."""
    opened = Database(Settings(database=database))
    try:
        rows, leaves = _entries(number)
        size = sa.select(sa.func.count()).select_from(log_leaf)
        before = opened.read(lambda connection: connection.execute(size).scalar_one())
        opened.write(lambda connection: _arrive(connection, rows))
        begun = time.perf_counter()
        there = before
        while there < before + number:
            assert time.perf_counter() - begun < _LONGEST_S, "the tree did not grow"
            time.sleep(0.05)
            there = opened.read(lambda connection: connection.execute(size).scalar_one())
        return number / (time.perf_counter() - begun), leaves, there
    finally:
        opened.close()


def _arrive(connection: sa.Connection, rows: list[dict[str, object]]) -> None:
    """Have a new device's log arrive at one go."""
    like = connection.execute(sa.select(device).where(device.c.user_id == EVALUATOR).limit(1)).mappings().one()
    last = rows[-1]
    arrived = {"device_id": last["device_id"], "acked_seq": last["sequence"], "chain_hash": last["hash"]}
    connection.execute(sa.insert(device), [{**like, **arrived}])
    connection.execute(sa.insert(device_entry), rows)


def _entries(number: int) -> tuple[list[dict[str, object]], tuple[str, ...]]:
    name, at, previous = new_id(), instant_text(datetime.now(UTC)) or "", GENESIS
    rows: list[dict[str, object]] = []
    leaves = []
    for sequence in range(1, number + 1):
        entry = chained(
            Entry(sequence, at, sequence, "consultation", "open", EVALUATOR, name, (f"{new_id()}@1",), "", previous)
        )
        previous = entry.hash
        rows.append(
            {
                "device_id": name, "user_id": EVALUATOR, "sequence": sequence, "at": at, "received_at": at,
                "monotonic_ms": sequence, "action": entry.action, "act": entry.act,
                "records": json.dumps(entry.records), "commitment": "", "previous": entry.previous, "hash": entry.hash,
            }
        )  # fmt: skip
        leaves.append(leaf_hash(device_body(name, EVALUATOR, sequence, entry.hash)).hex())
    return rows, tuple(leaves)
