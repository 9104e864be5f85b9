"""What the service in memory keeps: records, streams, receipts; and how it weighs a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crimint_domain import lifecycle
from crimint_domain.access import Folder, Label, Principal, entitled, folder_for, label_for, label_for_card
from crimint_domain.attachment import ids_named
from crimint_domain.change import (
    ALREADY_DONE,
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
    content_hash,
)
from crimint_domain.codes import CodeLists
from crimint_domain.document import SCHEMAS, checked, is_newer, upcast
from crimint_domain.errors import Refused
from crimint_domain.ids import Clock, is_id
from crimint_domain.parts import with_parts
from crimint_domain.streams import CHECKSUM_MODULUS, checksum_of, stream_id
from crimint_domain.submission import problems_before_submission, title_for
from crimint_domain.views import card_from, instant_text, report_from

_WRITERS = frozenset({"officer", "analyst", "lio"})


class Fault(Exception):
    """An answer other than the one asked for."""

    def __init__(self, status: int, name: str, says: str, members: Mapping[str, Any] | None = None) -> None:
        super().__init__(says)
        self.status, self.name, self.says, self.members = status, name, says, dict(members or {})


@dataclass
class Stream:
    """A stream with its feed: one line for each record that was ever in it."""

    folder: Folder
    label: Label
    head: int = 0
    floor: int = 0
    puts: dict[str, tuple[int, Record]] = field(default_factory=dict)
    gones: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return stream_id(self.folder, self.label)

    def feed(self) -> list[dict[str, Any]]:
        puts = [{"seq": seq, "op": "put", **record.shown()} for seq, record in self.puts.values()]
        return sorted([*puts, *self.gones.values()], key=lambda each: each["seq"])

    def state(self) -> dict[str, Any]:
        checksum = sum(checksum_of(record.id, record.version) for _, record in self.puts.values()) % CHECKSUM_MODULUS
        return {
            "id": self.id, "folder": self.folder.id, "label": self.label.key, "head": self.head, "floor": self.floor,
            "count": len(self.puts), "checksum": checksum,
        }  # fmt: skip

    def put(self, record: Record) -> None:
        self.head += 1
        self.gones.pop(record.id, None)
        self.puts[record.id] = (self.head, record)

    def leave(self, record: str, version: int, reason: str) -> None:
        self.head += 1
        self.puts.pop(record, None)
        self.gones[record] = {"seq": self.head, "op": "gone", "id": record, "version": version, "reason": reason}

    def purge_tombstones(self) -> None:
        """Forget who left; whoever has not read that yet must begin anew."""
        self.gones.clear()
        self.floor = self.head


@dataclass(frozen=True)
class Record:
    """A record at one version."""

    id: str
    kind: str
    schema: int
    version: int
    document: dict[str, Any]
    by: str
    at: str
    stream: str
    past: tuple[dict[str, Any], ...] = ()

    def shown(self) -> dict[str, Any]:
        names = ("id", "kind", "schema", "version", "document", "by", "at")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Kept:
    """A receipt with what makes it answerable again."""

    receipt: Receipt
    author: str
    content: str


class Register:
    """Everything kept, and the rules by which changes are weighed: those of the domain."""

    def __init__(self, clock: Clock, epoch: str) -> None:
        self.clock = clock
        self.codes: CodeLists | None = None  # with them, only what is fit is submitted
        self.epoch = epoch
        self.records: dict[str, Record] = {}
        self.erased: dict[str, int] = {}
        self.streams: dict[str, Stream] = {}
        self.receipts: dict[str, Kept] = {}
        self.kept_for_unit: list[Change] = []
        self.readers: dict[str, set[str]] = {}
        self.most_schema: Mapping[str, int] = SCHEMAS
        self.erased_words: list[str] = []  # for an oracle that must know what was erased; nobody else may look
        self.files: Any = None  # files beside reports, where there are any
        self._drawn = 0

    def streams_of(self, principal: Principal) -> list[Stream]:
        return sorted(
            (each for each in self.streams.values() if entitled(principal, each.label)), key=lambda each: each.id
        )

    def digest(self, principal: Principal) -> str:
        return self.digest_of(self.streams_of(principal))

    def digest_of(self, streams: Sequence[Stream]) -> str:
        states = [each.state() for each in streams]
        lines = sorted(f"{each['id']}:{each['head']}:{each['count']}:{each['checksum']}" for each in states)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def visible(self, principal: Principal) -> dict[str, int]:
        """Everything a person may read, by id with version."""
        return {
            record: kept.version for stream in self.streams_of(principal) for record, (_, kept) in stream.puts.items()
        }

    def find(self, principal: Principal, name: str) -> Record:
        record = self.records.get(name)
        if record is None or not entitled(principal, self.streams[record.stream].label):
            raise Fault(404, "record-unknown", "There is no such record for you.")
        self.readers.setdefault(name, set()).add(principal.user)
        return record

    # --- changes ---

    def take(self, principal: Principal, change: Change, failed: set[str]) -> Receipt:
        """Weigh one change; effect and receipt stand together."""
        kept = self.receipts.get(change.id)
        if kept is not None:
            receipt = self._again(kept, principal, change)
        elif change.record in failed:
            receipt = Receipt(change.id, EARLIER_FAILED, problem="An earlier change of this record was not accepted.")
        else:
            receipt = self._fresh(principal, change)
            if receipt.final and is_id(change.id):
                self.receipts[change.id] = Kept(receipt, principal.user, content_hash(change))
        if not receipt.accepted:
            failed.add(change.record)
        return receipt

    @staticmethod
    def _again(kept: Kept, principal: Principal, change: Change) -> Receipt:
        if kept.author != principal.user or kept.content != content_hash(change):
            return Receipt(change.id, INVALID, problem="This change's identifier was used for another content.")
        if kept.receipt.accepted:
            return Receipt(change.id, ALREADY_DONE, kept.receipt.version)
        return kept.receipt

    def _fresh(self, principal: Principal, change: Change) -> Receipt:
        try:
            self._refuse_malformed(change)
            return self._create(principal, change) if change.document is not None else self._update(principal, change)
        except Refused as refused:
            return Receipt(change.id, INVALID, problem=" ".join(each.says for each in refused.problems))
        except Fault as fault:
            current = int(fault.members.get("current", 0))
            return Receipt(change.id, fault.status, problem=fault.says, current=current)

    @staticmethod
    def _refuse_malformed(change: Change) -> None:
        fits = is_id(change.id) and is_id(change.record) and change.kind in ("report", "card") and change.schema > 0
        if not fits or (change.document is None) == (change.parts is None):
            raise Fault(INVALID, "malformed", "The change cannot be read.")

    def _create(self, principal: Principal, change: Change) -> Receipt:
        if not principal.roles & _WRITERS:
            raise Fault(NOT_ALLOWED, "not-allowed", "Your role does not write.")
        if change.record in self.erased:
            raise Fault(ERASED, "erased", "The record has been erased.")
        there = self.records.get(change.record)
        if there is not None:
            raise Fault(CLASH, "clash", "There is a record already.", {"current": there.version})
        document = dict(checked(change.document))
        schema = change.schema
        if not is_newer(change.kind, schema):
            document, schema = upcast(change.kind, schema, document), SCHEMAS[change.kind]
        unit = str(document.get("unit") or "") or min(principal.units)
        if unit not in principal.units:
            raise Fault(INVALID, "unit", "You can write for your own units only. Choose one of them.")
        document["unit"] = unit
        if change.kind == "report":
            document |= {
                "reference": "", "state": "draft", "author": principal.user, "author_name": principal.name,
                "claimed_by": "", "legacy": False,
            }  # fmt: skip
        document = self._stepped(principal, change, document)
        self._keep(principal, change, schema, document, 1, document)
        return Receipt(change.id, CREATED, 1)

    def _update(self, principal: Principal, change: Change) -> Receipt:
        record = self._for_update(principal, change)
        if change.base_version != record.version:
            raise Fault(CLASH, "clash", "Somebody else changed this record.", {"current": record.version})
        parts = dict(change.parts or {})
        if not parts and not change.step and not change.aside:
            return Receipt(change.id, UPDATED, record.version)
        if change.kind == "report":
            seen = report_from(record.id, record.document)
            for part in parts:
                if not lifecycle.may_set(principal, seen, part):
                    raise Fault(NOT_ALLOWED, "not-allowed", f"You may not change “{part}” as it stands.")
        document = self._stepped(principal, change, checked(with_parts(record.document, parts)))
        self._keep(principal, change, record.schema, document, record.version + 1, parts)
        return Receipt(change.id, UPDATED, record.version + 1)

    def _for_update(self, principal: Principal, change: Change) -> Record:
        if change.record in self.erased:
            raise Fault(ERASED, "erased", "The record has been erased.")
        record = self.records.get(change.record)
        if record is not None and entitled(principal, self.streams[record.stream].label):
            return record
        if record is not None and principal.user in self.readers.get(change.record, set()):
            self.kept_for_unit.append(change)
            raise Fault(NOT_ALLOWED, "access-lost", "You no longer have access. What you wrote was kept for its unit.")
        raise Fault(NOT_FOUND, "record-unknown", "There is no such record for you.")

    def _stepped(self, principal: Principal, change: Change, document: dict[str, Any]) -> dict[str, Any]:
        if not change.step:
            return document
        seen = report_from(change.record, document)
        step = lifecycle.find(change.step)
        if step is None or not lifecycle.may_take(step, principal, seen):
            raise Fault(NOT_ALLOWED, "not-allowed", "You may not take this step with this report as it stands.")
        if step.needs_reason and not change.reason.strip():
            raise Fault(INVALID, "reason", "Say why: this step needs a reason.")
        by_step: dict[str, Any] = {"state": step.to}
        if step.name == "submit":
            problems = problems_before_submission(seen, self.codes) if self.codes else ()
            if problems:
                raise Refused(*problems)
            self._drawn += 1
            by_step |= {
                "claimed_by": "", "title": title_for(seen), "reference": seen.reference or f"QM-26-{self._drawn:06d}",
            }  # fmt: skip
        elif step.name in ("hand-over", "return"):
            by_step["claimed_by"] = ""
        elif step.who == "evaluator":
            by_step["claimed_by"] = principal.user
        return with_parts(document, by_step)

    def _keep(
        self, principal: Principal, change: Change, schema: int, document: dict[str, Any], version: int,
        parts: Mapping[str, Any],
    ) -> None:  # fmt: skip
        before = self.records.get(change.record)
        if document.get("state") == "disposed" and before is not None:
            self.erase(change.record)
            return
        if self.files is not None and change.kind == "report":
            fresh = ids_named(change.document, parts if change.document is None else None)
            self.files.refuse_missing(principal, change.record, document, fresh)
        stream = self._stream_for(change.kind, change.record, document)
        at = instant_text(self.clock.now()) or ""
        line = {
            "version": version, "at": at, "by": principal.name, "step": change.step, "reason": change.reason,
            "parts": dict(parts), "aside": None if change.aside is None else dict(change.aside),
            "label": stream.label, "whole": dict(document),
        }  # fmt: skip
        past = (*(before.past if before else ()), line)
        record = Record(change.record, change.kind, schema, version, document, principal.name, at, stream.id, past)
        if before is not None and before.stream != stream.id:
            self.streams[before.stream].leave(record.id, version, "moved")
        self.records[record.id] = record
        stream.put(record)
        self.readers.setdefault(record.id, set()).add(principal.user)

    def _stream_for(self, kind: str, record: str, document: dict[str, Any]) -> Stream:
        if kind == "report":
            report = report_from(record, document)
            folder, label = folder_for(report), label_for(report)
        else:
            card = card_from(record, document)
            folder = Folder("operation", card.operation) if card.operation else Folder("shelf", card.unit)
            label = label_for_card(card)
        return self.streams.setdefault(stream_id(folder, label), Stream(folder, label))

    def erase(self, record: str) -> None:
        """Take a record out everywhere; only that it was stays. Every stream it ever stood in tells."""
        there = self.records.pop(record)
        if self.files is not None:
            self.files.erase(record)
        self.erased_words += [json.dumps(line["parts"]) for line in there.past]
        self.erased[record] = there.version + 1
        for stream in self.streams.values():
            if stream.id == there.stream or record in stream.gones:
                stream.leave(record, there.version + 1, "erased")


def change_from(raw: Mapping[str, Any]) -> Change:
    """Read a change as it travelled."""
    try:
        return Change(
            str(raw["id"]), str(raw["kind"]), int(raw["schema"]), str(raw["record"]), int(raw["base_version"]),
            raw.get("document"), raw.get("set"), str(raw.get("step") or ""), str(raw.get("reason") or ""),
            raw.get("aside"),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as fault:
        raise Fault(400, "malformed", "The request cannot be read as changes.") from fault
