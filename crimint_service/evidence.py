"""The evidence of one record as lines of JSON: its versions and whatever the log says of it, each entry proved to be
under one signed head.

Without bodies, a version shows its grades, handling and state, and of the rest only hashes. What streams were read at
devices stands in the whole log, not here: a page names a thousand records.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from crimint_domain.evidence import evidence_text, piece_hash, piece_salt, pieces_of
from crimint_domain.log_head import leaf_body
from crimint_domain.merkle import inclusion_path
from crimint_service import access
from crimint_service.faults import Fault
from crimint_service.leases import public_key
from crimint_service.log_entries import records_of
from crimint_service.log_told import Said, told
from crimint_service.log_tree import node_of
from crimint_service.tables import device_entry, log_head, log_leaf, record_version, served, version_proof

__all__ = ["For", "lines", "named_as"]

_AT_ONCE: Final = 500
_SHOWN: Final = re.compile(
    r"set/(state|kind|reference|unit|author|marking/(level|legacy)"
    r"|items/[^/]+/(grading|handling)(/(scheme|source|assessment|code|action|sanitisation))?)"
)
_FIRST: Final = 1


@dataclass(frozen=True, slots=True)
class For:
    """Which record, who asked for its evidence, and when; ``bodies`` with all that was written."""

    record: str
    by: str
    at: str
    bodies: bool = False


def named_as(connection: sa.Connection, record: str) -> str:
    """Return a record as the log names it, ``id@version``; raises Fault 404 for one that never was."""
    there = access.standing(connection, record)
    if there is None:
        raise Fault(404, "record-unknown", f"There is no record {record}.")
    return f"{record}@{there.version}"


def lines(connection: sa.Connection, asked: For, log_key: bytes) -> Iterator[bytes]:
    """Yield the lines of the evidence, each with its end of line; ``log_key`` (Ed25519, 32 bytes) signs it.

    Raises Fault 503 ``log-unsigned`` before the first head of the log.
    """
    digest, entries = hashlib.sha256(), 0
    for said in _said(connection, asked, public_key(log_key)):
        line = leaf_body(said) + b"\n"
        digest.update(line)
        entries += said["line"] == "entry"
        yield line
    signed = Ed25519PrivateKey.from_private_bytes(log_key).sign(evidence_text(asked.record, digest.hexdigest()))
    end = {"line": "end", "entries": entries, "sha256": digest.hexdigest(), "signature": signed.hex()}
    yield leaf_body(end) + b"\n"


def _said(connection: sa.Connection, asked: For, key: str) -> Iterator[Said]:
    head = connection.execute(sa.select(log_head).order_by(log_head.c.number.desc()).limit(1)).one_or_none()
    if head is None:
        raise Fault(503, "log-unsigned", "The log has no signed head yet.")
    yield {"line": "evidence", "key": key, "record": asked.record, "by": asked.by, "at": asked.at}
    yield {"line": "head", "number": _FIRST, "note": head.note}
    node = node_of(connection)
    leaves = sorted(_leaves(connection, asked.record, head.size), key=lambda leaf: int(leaf.leaf_index))
    for begin in range(0, len(leaves), _AT_ONCE):
        for leaf, said in told(connection, leaves[begin : begin + _AT_ONCE], words=asked.bodies):
            path = [each.hex() for each in inclusion_path(node, leaf.leaf_index, head.size)]
            pieces = _pieces(connection, leaf, bodies=asked.bodies) if leaf.source == "version" else None
            yield {**said, "path": path} | ({"pieces": pieces} if pieces else {})


def _leaves(connection: sa.Connection, record: str, size: int) -> Iterator[sa.Row[Any]]:
    """Yield the leaf of every entry that names a record."""
    under = sa.select(log_leaf).where(log_leaf.c.leaf_index < size)
    yield from connection.execute(under.where(log_leaf.c.body.contains(record, autoescape=True)))
    for source, keys in (("device", _at_devices(connection, record)), ("served", _served(connection, record))):
        named = list(keys)
        for begin in range(0, len(named), _AT_ONCE):
            some = log_leaf.c.source == source, log_leaf.c.key.in_(named[begin : begin + _AT_ONCE])
            yield from connection.execute(under.where(*some))


def _at_devices(connection: sa.Connection, record: str) -> Iterator[str]:
    entry = device_entry.c
    query = sa.select(entry.device_id, entry.user_id, entry.sequence)
    for row in connection.execute(query.where(entry.records.contains(record, autoescape=True))):
        yield f"{row.device_id}/{row.user_id}/{row.sequence}"


def _served(connection: sa.Connection, record: str) -> Iterator[str]:
    last = 0
    while True:
        query = sa.select(served).where(served.c.id > last, served.c.act != "page").order_by(served.c.id)
        rows = connection.execute(query.limit(_AT_ONCE)).all()
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            if row.subject == record or any(each.startswith(f"{record}@") for each in records_of(row._asdict())):
                yield str(row.id)


def _pieces(connection: sa.Connection, leaf: sa.Row[Any], *, bodies: bool) -> Mapping[str, object]:
    """Return what a version holds: shown as value and salt, or hidden as a hash. Nothing of what was erased."""
    record, _, number = leaf.key.rpartition("/")
    salted = sa.select(version_proof.c.salt).where(
        version_proof.c.record_id == record, version_proof.c.version == int(number)
    )
    salt = bytes.fromhex(connection.execute(salted).scalar_one_or_none() or "")
    query = access.versions(record, int(number)).where(record_version.c.version == int(number))
    row = connection.execute(query).one_or_none()
    if not salt or row is None:
        return {}
    aside = json.loads(row.aside) if row.aside else None
    return {
        name: {"salt": piece_salt(salt, name).hex(), "value": value}
        if bodies or _SHOWN.fullmatch(name)
        else piece_hash(salt, name, value)
        for name, value in pieces_of(json.loads(row.parts or "{}"), aside, row.reason).items()
    }
