"""What a desk holds that has not reached the service, as drafts its author could go on with at another desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crimint_desktop.actions.desk import Desk
from crimint_desktop.store import conflicts, outbox, records
from crimint_desktop.store.conflicts import Conflict
from crimint_desktop.store.outbox import Waiting
from crimint_domain.change import Change
from crimint_domain.document import SCHEMAS
from crimint_domain.parts import Document, Value, with_parts
from crimint_domain.report import Item
from crimint_domain.submission import new_draft
from crimint_domain.views import report_document

if TYPE_CHECKING:
    from crimint_desktop.store.database import Connection

__all__ = ["Done", "Unsent", "unsent", "words_of"]


@dataclass(frozen=True, slots=True)
class Done:
    """One thing done on a record that is somebody else's: as the change it is, and in words for when it can no longer
    be taken. ``change`` is None for what was refused, which is kept in words alone."""

    words: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class Unsent:
    """Work on one record: the document as its author last saw it, the version it was made on, and the ids of the
    changes it stands for, oldest first. ``can_go`` says that it still may arrive by itself; ``mark`` is another one
    when the words are others. Of a record that is somebody else's, ``done`` is what one did there, a grade as a grade,
    and the document a draft of one's own that says it in words."""

    record: str
    schema: int
    document: Document
    base_version: int
    changes: tuple[str, ...]
    can_go: bool
    mark: str
    done: tuple[Done, ...] = ()


def unsent(conn: Connection, desk: Desk) -> tuple[Unsent, ...]:
    """Return everything that would be lost if this desk went now, a draft for each record."""
    by_record: dict[str, list[Waiting]] = {}
    for each in outbox.all(conn):
        by_record.setdefault(each.change.record, []).append(each)
    found = [_of_record(conn, desk, record, waiting) for record, waiting in by_record.items()]
    found += [_of_conflict(desk, each) for each in conflicts.all(conn)]
    return tuple(found)


def _of_record(conn: Connection, desk: Desk, record: str, waiting: Sequence[Waiting]) -> Unsent:
    ids = tuple(each.change.id for each in waiting)
    can_go = any(each.state != "refused" for each in waiting)
    own = _own_words(desk, waiting)
    if own is not None:
        held = records.find(conn, record)
        schema = waiting[-1].change.schema
        return Unsent(record, schema, own, _base(waiting, held.version if held else 0), ids, can_go, _mark(own))
    done = tuple(_done(each) for each in waiting)
    return _summary(desk, ids, "\n".join(each.words for each in done), can_go=can_go, done=done)


def _done(waiting: Waiting) -> Done:
    change = waiting.change
    words = words_of(change.document or change.parts or {}, change.step, change.reason)
    return Done(words, None if waiting.state == "refused" else change)


def _base(waiting: Sequence[Waiting], held: int) -> int:
    first = waiting[0].change
    return 0 if first.document is not None else min(first.base_version, held) if held else first.base_version


def _own_words(desk: Desk, waiting: Sequence[Waiting]) -> Document | None:
    """The whole document where it is a report of this person's own, else None."""
    document: Document | None = None
    for each in waiting:
        if each.change.kind != "report":
            return None
        if each.change.document is not None:
            document = dict(each.change.document)
        elif each.before is not None or document is not None:
            start = each.before if each.before is not None else document or {}
            document = with_parts(start, each.change.parts or {})
    if document is None or document.get("author") not in (desk.principal.user, "", None):
        return None
    return document


def _of_conflict(desk: Desk, conflict: Conflict) -> Unsent:
    mine = {clash.part: clash.mine for clash in conflict.clashes}
    text = words_of(mine, "", "Mine, where two of us changed the same part")
    return _summary(desk, (conflict.id,), text, can_go=False)


def _summary(desk: Desk, ids: tuple[str, ...], text: str, *, can_go: bool, done: tuple[Done, ...] = ()) -> Unsent:
    """A draft that says what somebody set on a record that is not theirs: their own words, and nothing of it."""
    draft = new_draft(desk.new_id(), desk.new_id(), desk.principal, desk.unit.id, "", desk.now())
    words = replace(draft, title="Not sent from a desk that keeps nothing", items=(Item(draft.items[0].id, text=text),))
    mark = _mark([text, *(each.change.id if each.change else "" for each in done)])
    return Unsent(draft.id, SCHEMAS["report"], report_document(words), 0, ids, can_go, mark, done)


def words_of(parts: Mapping[str, Value], step: str, why: str) -> str:
    """Write what somebody set as lines of words: the part, and what they set it to."""
    said = [f"Step: {step}"] if step else []
    return "\n".join([*said, *([why] if why else []), *(f"{part}: {_plain(value)}" for part, value in parts.items())])


def _mark(words: Value) -> str:
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
