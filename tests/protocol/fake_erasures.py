"""Erasures by two records managers at the service in memory: the same decisions by the rules of the domain."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from crimint_domain.access import Context, Principal, can
from crimint_domain.audit import Entry
from crimint_domain.ids import is_id
from crimint_domain.summary import Row, row_of, row_of_card
from crimint_domain.views import card_from, instant_text, report_from
from tests.protocol.fake_register import Fault, Record, Register

_BECOMES = {"confirm": "erased", "decline": "declined", "withdraw": "withdrawn"}
_GROUNDS = ("K1", "K2", "K3", "K4", "K5", "K6")


class FakeErasures:
    """Proposals by id. ``told`` and ``logs`` are those of the service: which device was told of which streams, and
    what it wrote into its log."""

    def __init__(
        self, register: Register, told: Mapping[str, set[str]], logs: Mapping[tuple[str, str], Any],
        name_of: Callable[[str], str],
    ) -> None:  # fmt: skip
        self.register = register
        self.proposals: dict[str, dict[str, Any]] = {}
        self._told = told
        self._logs = logs
        self._name_of = name_of
        self._held: dict[str, list[str]] = {}

    def answer(self, principal: Principal, method: str, name: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a request below ``/v1/erasures``: ``name`` is what stands behind it, with ``/decision`` or not."""
        if "records" not in principal.roles:
            raise Fault(403, "not-allowed", "Your role does not do this.")
        if method == "GET" and not name:
            return {
                "erasures": [self._line(each) for each in self.proposals.values() if self._may_see(principal, each)]
            }
        if not name:
            return self._propose(principal, asked)
        found = self.proposals.get(name.removesuffix("/decision"))
        if found is None or not self._may_see(principal, found):
            raise Fault(404, "erasure-unknown", "There is no such proposal for you.")
        if method == "POST":
            self._decide(principal, found, asked)
        return self._whole(found)

    def _propose(self, principal: Principal, asked: Mapping[str, Any]) -> dict[str, Any]:
        if not is_id(asked.get("id", "")) or not is_id(asked.get("record", "")):
            raise Fault(422, "refused", "The request cannot be read.")
        before = self.proposals.get(asked["id"])
        if before is not None:
            if (before["by"], before["record"]) != (principal.user, asked["record"]):
                raise Fault(409, "identifier-used", "This identifier cannot be used.")
            return self._whole(before)
        if asked.get("ground") not in _GROUNDS:
            raise Fault(422, "refused", "Choose a ground.")
        if not str(asked.get("words", "")).strip():
            raise Fault(422, "refused", "Say what the erasure rests on. It is kept, so it names nobody.")
        record = self._erasable(principal, asked["record"])
        if any((each["record"], each["state"]) == (record.id, "waiting") for each in self.proposals.values()):
            raise Fault(409, "erasure-waiting", "The erasure of this record is proposed already.")
        self.proposals[asked["id"]] = made = {
            "id": asked["id"], "record": record.id, "unit": record.document["unit"],
            "reference": record.document.get("reference", ""), "ground": asked["ground"], "words": asked["words"],
            "by": principal.user, "by_name": principal.name, "at": self._now(), "state": "waiting", "decided_by": "",
            "decided_by_name": "", "decided_at": "", "answer": "", "what": "erase", "kind": record.kind,
        }  # fmt: skip
        return self._whole(made)

    def _decide(self, principal: Principal, found: dict[str, Any], asked: Mapping[str, Any]) -> None:
        act = asked["act"]
        if found["state"] == _BECOMES[act] and found["decided_by"] == principal.user:
            return
        if self._state(found) != "waiting":
            raise Fault(409, "erasure-over", "This proposal no longer waits.")
        if (act == "withdraw") != (found["by"] == principal.user):
            raise Fault(403, "second-person", "Somebody else has to confirm it: an erasure needs two people.")
        if act == "decline" and not asked.get("reason", "").strip():
            raise Fault(422, "refused", "Say why it is not erased.")
        if act == "confirm":
            record = self.register.records[found["record"]]
            if record.version != asked.get("version"):
                raise Fault(409, "record-changed", "The record was changed since you looked at it. Look at it again.")
            self._held[record.id] = self._holding(record)
            self.register.erase(record.id)
        found |= {
            "state": _BECOMES[act], "decided_by": principal.user, "decided_by_name": principal.name,
            "decided_at": self._now(), "answer": asked.get("reason", ""),
        }  # fmt: skip

    def _holding(self, record: Record) -> list[str]:
        stood = {
            each.id for each in self.register.streams.values() if record.id in each.puts or record.id in each.gones
        }
        return sorted(each for each, streams in self._told.items() if streams & stood)

    def _erasable(self, principal: Principal, name: str) -> Record:
        record = self.register.find(principal, name)
        label = self.register.streams[record.stream].label
        seen = (card_from if record.kind == "card" else report_from)(name, record.document)
        if not can(principal, "erase", label, Context(record=seen)).allow:
            raise Fault(403, "not-allowed", "Its records are managed by another unit's records managers.")
        return record

    def _may_see(self, principal: Principal, found: Mapping[str, Any]) -> bool:
        if found["record"] in self.register.erased:
            return found["unit"] in principal.units
        try:
            self._erasable(principal, found["record"])
        except Fault:
            return False
        return True

    def _state(self, found: Mapping[str, Any]) -> str:
        overtaken = found["state"] == "waiting" and found["record"] in self.register.erased
        return "overtaken" if overtaken else str(found["state"])

    def _line(self, found: Mapping[str, Any]) -> dict[str, Any]:
        return dict(found) | {"state": self._state(found)}

    def _whole(self, found: Mapping[str, Any]) -> dict[str, Any]:
        record = self.register.records.get(found["record"])
        line = None
        if record is not None:
            row = _row(record)
            line = {
                "kind": record.kind, "version": record.version, "title": row.title, "state": row.state,
                "operation": row.operation, "marking": row.marking.text, "author_name": row.author_name,
                "grades": list(row.grades), "event_at": instant_text(row.event_at),
                "card": record.document["kind"] if record.kind == "card" else "", "known": [], "linked": 0,
                "linked_from": [], "restriction": None,
            }  # fmt: skip
        held = self._held.get(found["record"], ()) if found["state"] == "erased" else ()
        return self._line(found) | {"line": line, "devices": [self._device(found["record"], each) for each in held]}

    def _device(self, record: str, key: str) -> dict[str, Any]:
        user, device = key.split(" ")
        log = self._logs.get((user, device))
        entries: Iterable[Entry] = log.entries if log is not None else ()
        said = [each.at for each in entries if each.act == "erased" and each.records[0].startswith(f"{record}@")]
        return {
            "device": device, "user": user, "person": self._name_of(user), "name": "", "state": "approved",
            "agreed_at": "", "lease_until": "", "done_at": said[0] if said else "", "said": bool(said),
        }  # fmt: skip

    def _now(self) -> str:
        return instant_text(self.register.clock.now()) or ""


def _row(record: Record) -> Row:
    if record.kind == "card":
        return row_of_card(card_from(record.id, record.document), record.version)
    return row_of(report_from(record.id, record.document), record.version)
