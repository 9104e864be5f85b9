"""Writing what a batch of changes came to: records, their versions, and erasures."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from crimint_domain.access import Label
from crimint_domain.evidence import commitment_to, pieces_of
from crimint_domain.parts import Document, Value
from crimint_service import erasing, feed, indexing
from crimint_service.access import Place, shared_text
from crimint_service.tables import record, record_version, version_proof

__all__ = ["Draft", "Version", "json_text", "write"]

_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Version:
    """One version as history keeps it: who, by which step, why, the parts that were set, and what was set aside."""

    number: int
    place: Place
    by_user: str
    by_name: str
    step: str
    reason: str
    parts: Mapping[str, Value]
    aside: Mapping[str, Value] | None


@dataclass(slots=True)
class Draft:
    """A record as it will stand when the batch is written; ``before`` is where and at which version it stood."""

    kind: str
    schema: int
    document: Document
    version: int
    before: tuple[Place, int] | None
    created: bool
    versions: tuple[Version, ...] = ()
    place: Place | None = None
    label: Label | None = None
    unit: str = ""
    erased: bool = False


def json_text(value: object) -> str:
    """Write JSON the way documents are kept: compact, in Unicode."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def write(connection: sa.Connection, drafts: Mapping[str, Draft], at: str) -> tuple[feed.Move, ...]:
    """Write every draft and return what moved, which is still to be numbered."""
    moves = [
        _erased(connection, name, draft, at) if draft.erased else _written(connection, name, draft, at)
        for name, draft in drafts.items()
    ]
    return tuple(move for move in moves if move)


def _written(connection: sa.Connection, name: str, draft: Draft, at: str) -> feed.Move | None:
    if draft.place is None:
        return None
    last = draft.versions[-1]
    text = json_text(draft.document)
    row = {
        "folder_id": draft.place.folder, "label_id": draft.place.label, "version": draft.version,
        "schema": draft.schema, "document": text, "unit": draft.unit, "by_name": last.by_name, "at": at,
    }  # fmt: skip
    if draft.created:
        connection.execute(sa.insert(record).values(id=name, kind=draft.kind, seq=0, **row))
    else:
        _keep_loaded_text(connection, name)
        connection.execute(sa.update(record).where(record.c.id == name).values(row))
    indexing.keep_line(connection, name, draft.kind, draft.schema, draft.document)
    connection.execute(sa.insert(record_version), [_version_row(name, each, at) for each in draft.versions])
    connection.execute(sa.insert(version_proof), [_proof_row(name, each, at) for each in draft.versions])
    return feed.Move(name, draft.before, (draft.place, draft.version), draft.version)


def _version_row(name: str, version: Version, at: str) -> dict[str, object]:
    return {
        "record_id": name, "version": version.number, "folder_id": version.place.folder,
        "label_id": version.place.label, "by_user": version.by_user, "by_name": version.by_name, "at": at,
        "step": version.step, "reason": version.reason, "parts": json_text(dict(version.parts)),
        "aside": None if version.aside is None else json_text(dict(version.aside)),
    }  # fmt: skip


def _proof_row(name: str, version: Version, at: str) -> dict[str, object]:
    """What goes into the log of a version: who, when, by which step, and a commitment to all it holds."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return {
        "record_id": name, "version": version.number, "at": at, "by_user": version.by_user, "step": version.step,
        "content": commitment_to(salt, pieces_of(version.parts, version.aside, version.reason)), "salt": salt.hex(),
    }  # fmt: skip


def _keep_loaded_text(connection: sa.Connection, name: str) -> None:
    """A version that was loaded shares its text with the record; give it its own before the record changes."""
    shared = record_version.c.record_id == name, record_version.c.parts.is_(None)
    connection.execute(sa.update(record_version).where(*shared).values(parts=shared_text(name)))


def _erased(connection: sa.Connection, name: str, draft: Draft, at: str) -> feed.Move | None:
    """Erase body and history at once; the identifier, the version and the reason stay."""
    last = draft.versions[-1]
    here = {draft.before[0]} if draft.before else set()
    left = tuple(sorted(erasing.places_of(connection, name) - here))
    erasing.forget(connection, name)
    erasing.remember(connection, erasing.Erased(name, draft.version, at, last.by_user, "", last.reason))
    return feed.Move(name, draft.before, None, draft.version, "erased", left)
