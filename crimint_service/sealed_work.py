"""What somebody did on records that are not theirs at a desk that keeps nothing: sealed as the changes they made, and
taken as those when it is handed in.

Each is weighed like any change: by who may do it, on the record as it stands now. What no longer fits comes back to
its author in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from crimint_domain.change import ACCEPTED, Change
from crimint_domain.ids import is_id
from crimint_domain.parts import Document, element_of, get
from crimint_service import access, changes, receipts

__all__ = ["Done", "Taken", "take_work", "work_from"]

_NO_SCHEMA = 2**31


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done, in its author's words, and as the change it was; ``change`` is None where it is kept in
    words alone, and its step is never taken."""

    words: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of it: ``version`` the highest that was reached (0 for none), ``left`` the words of what was not
    taken."""

    version: int
    left: tuple[str, ...]


def work_from(said: object) -> tuple[Done, ...]:
    """Read it from inside of a sealed draft; raises ValueError, KeyError or TypeError for another shape."""
    if not isinstance(said, list):
        raise TypeError("work is a list")
    return tuple(Done(str(each["words"]), _change(each.get("change"))) for each in said)


def _change(said: Mapping[str, Any] | None) -> Change | None:
    if said is None:
        return None
    document, parts, aside = said.get("document"), said.get("set"), said.get("aside")
    change = Change(
        str(said["id"]), str(said["kind"]), int(said["schema"]), str(said["record"]), int(said["base_version"]),
        document, parts, str(said.get("step") or ""), str(said.get("reason") or ""), aside,
    )  # fmt: skip
    shapes = all(each is None or isinstance(each, dict) for each in (document, parts, aside))
    numbers = 0 < change.schema < _NO_SCHEMA and 0 <= change.base_version < _NO_SCHEMA
    if not (shapes and numbers and is_id(change.id) and is_id(change.record)):
        raise ValueError("not a change of this protocol")
    return change


def take_work(
    connection: sa.Connection, sender: changes.Sender, rules: changes.Rules, work: Sequence[Done], now: datetime
) -> Taken:
    """Take what was done, in its order, as its author would have sent it. What has arrived by itself is not done once
    more; what others did meanwhile to the same parts stands, and so does what was refused."""
    known = receipts.stored(connection, [each.change.id for each in work if each.change is not None])
    rows = {name: row._mapping for name, row in known.items()}
    arrived = {name: int(row["version"]) for name, row in rows.items() if _arrived(row, sender.principal.user)}
    own, reached = set(arrived.values()), 0
    left: list[str] = []
    for each in work:
        change = each.change
        if change is None or (change.id in known and change.id not in arrived):
            left.append(each.words)
        elif change.id not in arrived:
            row = access.find(connection, access.scope_of(connection, sender.principal), change.record)
            stands = row is not None and _is_so(json.loads(row.document), change)
            version = 0 if stands else _sent(connection, sender, rules, _on(connection, row, change, own), now)
            own.add(version)
            reached = max(reached, version)
            left += _words_left(each, change, taken=stands or bool(version))
    return Taken(reached, tuple(left))


def _is_so(document: Document, change: Change) -> bool:
    """Whether the record says already what the change would set: it arrived under another identifier, or somebody else
    came to the same."""
    parts = change.parts or {}
    return bool(parts) and all(get(document, part) == value for part, value in parts.items())


def _arrived(row: Mapping[Any, Any], user: str) -> bool:
    return row["author"] == user and row["status"] in ACCEPTED


def _words_left(each: Done, change: Change, *, taken: bool) -> tuple[str, ...]:
    """What of it was not done. Nobody has seen what would become of a step: it is pressed again."""
    if not taken:
        return (each.words,)
    return ("\n".join(filter(None, (f"Step: {change.step}", change.reason))),) if change.step else ()


def _sent(
    connection: sa.Connection, sender: changes.Sender, rules: changes.Rules, change: Change, now: datetime
) -> int:
    """The version that a change led to; 0 where it was not taken, or set nothing."""
    if not change.parts and not change.document:
        return 0
    (receipt,) = changes.take(connection, sender, rules, (change,), now)
    return receipt.version if receipt.accepted else 0


def _on(connection: sa.Connection, row: sa.Row[Any] | None, change: Change, own: Iterable[int]) -> Change:
    """The change without its step, on the version that stands now where nobody has touched its parts since."""
    plain = replace(change, step="")
    if change.document is not None or row is None or row.version <= change.base_version:
        return plain
    theirs = _set_since(connection, row, change.base_version, frozenset(own))
    mine = set(change.parts or {})
    touched = theirs is None or any(
        one == other or element_of(one) == other or element_of(other) == one for one in mine for other in theirs
    )
    return plain if touched else replace(plain, base_version=row.version)


def _set_since(connection: sa.Connection, row: sa.Row[Any], version: int, own: frozenset[int]) -> set[str] | None:
    """The parts of a record that was found which others have set since a version; None where that is not known."""
    found: set[str] = set()
    for each in connection.execute(access.versions(row.id, row.version)):
        if each.version <= version or each.version in own:
            continue
        if each.parts is None:
            return None
        found |= set(json.loads(each.parts))
    return found
