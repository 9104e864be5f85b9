"""Taking changes: each is weighed by itself, all that are accepted take effect together, or none does.

The rows of records are locked as they are read, the heads of streams last of all; the whole may be run again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from crimint_domain.access import Principal, entitled
from crimint_domain.attachment import ids_named
from crimint_domain.change import (
    ACCEPTED,
    CLASH,
    CREATED,
    EARLIER_FAILED,
    ERASED,
    INVALID,
    NOT_ALLOWED,
    NOT_FOUND,
    UPDATED,
    Change,
    Receipt,
)  # fmt: skip
from crimint_domain.codes import CodeLists
from crimint_domain.document import SCHEMAS, checked, is_newer, upcast
from crimint_domain.errors import Problem, Refused
from crimint_domain.ids import is_id
from crimint_domain.lifecycle import SERVICE_PARTS
from crimint_domain.parts import Document, Value
from crimint_domain.report import Report
from crimint_domain.restriction import PART as RESTRICTION
from crimint_domain.views import instant_text
from crimint_service import access, attachments, feed, names, receipts, steps
from crimint_service.access import Place
from crimint_service.faults import Fault
from crimint_service.placing import (
    KINDS,
    lifted,
    merged,
    placed,
    refuse_aside,
    refuse_creation,
    refuse_outcome,
    refuse_parts,
    view,
)
from crimint_service.writing import Draft, Version, write

__all__ = ["Rules", "Sender", "take"]

_CHECKED_STATES = ("submitted", "evaluated", "released")
_NO_SCHEMA = 2**31  # the first number that the register's column does not hold


@dataclass(frozen=True, slots=True)
class Rules:
    """What changes are weighed by: the code lists and the key under which content is hashed."""

    codes: CodeLists
    content_key: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, from which device; ``home_unit`` is theirs unless they say another of their own."""

    principal: Principal
    home_unit: str
    device: str


def take(
    connection: sa.Connection, sender: Sender, rules: Rules, changes: Sequence[Change], now: datetime
) -> tuple[Receipt, ...]:
    """Take changes in order within this transaction and return a receipt for each, in the same order."""
    return _Batch(connection, sender, rules, now).take(changes)


class _Batch:
    def __init__(self, connection: sa.Connection, sender: Sender, rules: Rules, now: datetime) -> None:
        self._connection = connection
        self._sender = sender
        self._rules = rules
        self._now = now
        self._at = instant_text(now) or ""
        self._scope = access.scope_of(connection, sender.principal)
        self._drafts: dict[str, Draft] = {}
        self._failed: set[str] = set()

    def take(self, changes: Sequence[Change]) -> tuple[Receipt, ...]:
        known = receipts.stored(self._connection, (change.id for change in changes))
        outcomes: list[Receipt] = []
        fresh: dict[str, tuple[Change, Receipt]] = {}
        for change in changes:
            if change.id in known:
                hashed = receipts.keyed_hash(self._rules.content_key, change)
                outcome = receipts.again(known[change.id], self._sender.principal.user, hashed)
            elif change.id in fresh:
                outcome = Receipt(change.id, INVALID, problem="This change was sent twice in one go.")
            else:
                outcome = self._weighed(change)
                if is_id(change.id) and is_id(change.record):
                    fresh[change.id] = (change, outcome)
            if outcome.status not in ACCEPTED:
                self._failed.add(change.record)
            outcomes.append(outcome)
        author, key = self._sender.principal.user, self._rules.content_key
        moves = write(self._connection, self._drafts, self._at)
        receipts.keep_receipts(self._connection, fresh.values(), author, self._sender.device, key, self._at)
        feed.sequence(self._connection, moves, self._at)
        return tuple(outcomes)

    def _weighed(self, change: Change) -> Receipt:
        if change.record in self._failed:
            return Receipt(change.id, EARLIER_FAILED, problem="An earlier change of this record was not accepted.")
        try:
            self._refuse_malformed(change)
            return self._create(change) if change.document is not None else self._update(change)
        except Refused as refused:
            says = " ".join(problem.says for problem in refused.problems)
            return Receipt(change.id, INVALID, problem=says)
        except Fault as fault:
            current = int(fault.members.get("current", 0))
            return Receipt(change.id, fault.status, problem=fault.says, current=current)

    @staticmethod
    def _refuse_malformed(change: Change) -> None:
        if not is_id(change.id) or not is_id(change.record):
            raise Refused(Problem("", "A change and its record need identifiers."))
        if (change.document is None) == (change.parts is None):
            raise Refused(Problem("", "A change carries either a whole document or the parts it sets."))
        if change.kind not in KINDS:
            raise Refused(Problem("", f"This service does not take records of the kind “{change.kind[:40]}”."))
        if not 0 < change.schema < _NO_SCHEMA or "\x00" in change.reason + change.step:
            raise Refused(Problem("", "The change cannot be read."))

    # --- creating ---

    def _create(self, change: Change) -> Receipt:
        refuse_creation(self._sender.principal, change.kind)
        self._refuse_existing(change.record)
        document = checked(change.document)
        schema = change.schema
        if not is_newer(change.kind, schema):
            document, schema = upcast(change.kind, schema, document), SCHEMAS[change.kind]
        document = merged(document, self._set_on_creation(change.kind, document))
        seen = view(change.kind, change.record, schema, document)
        refuse_creation(self._sender.principal, change.kind, seen)
        names.refuse_unknown(self._connection, None, seen)
        document, _ = self._stepped(change, seen, document)
        draft = Draft(change.kind, schema, document, version=1, before=None, created=True)
        self._settle(change, draft, document)
        return Receipt(change.id, CREATED, version=1)

    def _refuse_existing(self, record: str) -> None:
        there = access.standing(self._connection, record)
        if there and there.erased:
            raise Fault(ERASED, "erased", "The record has been erased.")
        if there or record in self._drafts:
            mine = access.find(self._connection, self._scope, record)
            if mine is None:
                raise Fault(INVALID, "identifier-used", "This identifier cannot be used.")
            raise _clash(mine.version)

    def _set_on_creation(self, kind: str, document: Document) -> Mapping[str, Value]:
        principal = self._sender.principal
        unit = str(document.get("unit") or self._sender.home_unit)
        if unit not in principal.units:
            raise Refused(Problem("unit", "You can write for your own units only. Choose one of them."))
        if kind == "card":
            return {"unit": unit, RESTRICTION: None}
        fixed: dict[str, Value] = dict.fromkeys(SERVICE_PARTS, "")
        return fixed | {
            "state": "draft", "author": principal.user, "author_name": principal.name, "unit": unit, "legacy": False,
            RESTRICTION: None,
        }  # fmt: skip

    # --- changing ---

    def _update(self, change: Change) -> Receipt:
        draft = self._standing_draft(change)
        if draft.kind != change.kind:
            raise Refused(Problem("", "The record is of another kind."))
        if change.base_version != draft.version:
            raise _clash(draft.version)
        parts = dict(change.parts or {})
        if not parts and not change.step and not change.aside:
            return Receipt(change.id, UPDATED, version=draft.version)
        schema, document, parts_to_set = lifted(draft.kind, draft.schema, draft.document, change.schema, parts)
        seen = view(draft.kind, change.record, schema, document)
        refuse_parts(self._sender.principal, seen, document, parts_to_set)
        if change.aside:
            refuse_aside(self._sender.principal, seen, checked(dict(change.aside)))
        document = checked(merged(document, parts_to_set))
        before, seen = seen, view(draft.kind, change.record, schema, document)
        if parts_to_set:
            refuse_outcome(self._sender.principal, before, seen, change.reason)
            names.refuse_unknown(self._connection, before, seen)
        document, by_step = self._stepped(change, seen, document)
        after = Draft(draft.kind, schema, document, draft.version + 1, draft.before, draft.created, draft.versions)
        self._settle(change, after, dict(parts_to_set) | dict(by_step))
        return Receipt(change.id, UPDATED, version=after.version)

    def _standing_draft(self, change: Change) -> Draft:
        drafted = self._drafts.get(change.record)
        if drafted:
            if drafted.label is None or not entitled(self._sender.principal, drafted.label):
                raise _not_there()
            return drafted
        row = access.find(self._connection, self._scope, change.record, to_change=True)
        if row is not None:
            place = Place(row.folder_id, row.label_id)
            return Draft(
                row.kind, row.schema, json.loads(row.document), row.version, (place, row.version), created=False
            )
        there = access.standing(self._connection, change.record)
        user = self._sender.principal.user
        if there and there.erased:
            raise Fault(ERASED, "erased", "The record has been erased.")
        if there and access.had_access(self._connection, user, change.record):
            receipts.keep_change(self._connection, change, there.unit, user, self._sender.device, self._at)
            raise Fault(
                NOT_ALLOWED,
                "access-lost",
                "You no longer have access to this record. What you wrote was kept for its unit.",
            )
        raise _not_there()

    # --- both ---

    def _stepped(self, change: Change, seen: object, document: Document) -> tuple[Document, Mapping[str, Value]]:
        """Take the step that was asked for, if any, and check what must hold in the state that is reached."""
        if not isinstance(seen, Report):
            if change.step:
                raise Refused(Problem("", "Only reports go through steps."))
            return document, {}
        by_step: Mapping[str, Value] = {}
        state = seen.state
        if change.step:
            step = steps.allowed_step(self._sender.principal, seen, change.step, change.reason)
            state = step.to
            if state in _CHECKED_STATES:
                steps.refuse_unfit(seen, self._rules.codes)
            unit = seen.unit
            by_step = steps.set_by_step(
                step, self._sender.principal, seen, lambda: steps.new_reference(self._connection, unit, self._now)
            )
        elif state in _CHECKED_STATES:
            steps.refuse_unfit(seen, self._rules.codes)
        return merged(document, by_step), by_step

    def _settle(self, change: Change, draft: Draft, parts: Mapping[str, Value]) -> None:
        seen = view(draft.kind, change.record, draft.schema, draft.document)
        where = placed(seen)
        principal = self._sender.principal
        fresh = ids_named(change.document, parts)
        if fresh and isinstance(seen, Report):
            named = {each.id: each for each in seen.attachments}
            attachments.refuse_not_arrived(self._connection, principal.user, change.record, named, fresh)
            attachments.name_them(self._connection, fresh & named.keys())
        draft.place = access.place_of(self._connection, where.folder, where.label)
        draft.label, draft.unit = where.label, where.unit
        draft.erased = isinstance(seen, Report) and seen.state == "disposed"
        draft.versions = (
            *draft.versions,
            Version(
                draft.version,
                draft.place,
                principal.user,
                principal.name,
                change.step,
                change.reason,
                parts,
                change.aside,
            ),
        )
        self._drafts[change.record] = draft


def _clash(current: int) -> Fault:
    return Fault(CLASH, "clash", "Somebody else changed this record in the meantime.", members={"current": current})


def _not_there() -> Fault:
    return Fault(NOT_FOUND, "record-unknown", "There is no such record for you.")
