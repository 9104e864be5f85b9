"""A person at a device, speaking the protocol over whatever carries a request."""

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from crimint_domain.ids import uuid7
from tests.protocol.people import PASSWORD, Person

Answer = tuple[int, Mapping[str, str], Any]


def new_id() -> str:
    """Return a fresh identifier."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


class Request(Protocol):
    """Carries one request; header names in the answer are in small letters."""

    def __call__(self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Return status, headers and the decoded JSON body (None without one)."""


@dataclass
class Client:
    """A signed-in person at one device."""

    request: Request
    person: Person
    device: str = field(default_factory=new_id)
    tokens: dict[str, Any] = field(default_factory=dict)

    def sign_in(self) -> "Client":
        """Sign in by password."""
        asked = {"grant": "password", "user": self.person.user, "password": PASSWORD}
        status, _, self.tokens = self.request("POST", "/v1/token", asked, {"X-Device": self.device})
        assert status == 200, self.tokens
        return self

    def ask(self, method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask as this person from this device."""
        named = {"X-Device": self.device, "Authorization": f"Bearer {self.tokens.get('token', '')}"}
        return self.request(method, path, json, named | dict(headers or {}))

    def get(self, path: str) -> Any:
        """Ask for something that must be there."""
        status, _, body = self.ask("GET", path)
        assert status == 200, (status, body)
        return body

    def post(self, path: str, json: Any) -> Any:
        """Send something that must be taken."""
        status, _, body = self.ask("POST", path, json)
        assert status == 200, (status, body)
        return body

    def send(self, *changes: dict[str, Any]) -> list[dict[str, Any]]:
        """Send changes and return their receipts."""
        receipts: list[dict[str, Any]] = self.post("/v1/changes", {"changes": list(changes)})["receipts"]
        return receipts

    def checkpoint(self, **more: Any) -> dict[str, Any]:
        """Take a checkpoint."""
        asked = {"epoch": "", "access_version": 0, "have_digest": "", "audit_seq": 0} | more
        answer: dict[str, Any] = self.post("/v1/sync/checkpoint", asked)
        return answer

    def read(self, stream: str, cursor: str = "", limit: int = 1000) -> dict[str, Any]:
        """Read a stream to its head and return everything in one page."""
        entries: list[dict[str, Any]] = []
        while True:
            page = self.get(f"/v1/streams/{stream}/changes?cursor={cursor}&limit={limit}")
            entries += page["entries"]
            cursor = page["cursor"]
            if not page["more"]:
                page["entries"] = entries
                whole: dict[str, Any] = page
                return whole

    def everything(self) -> dict[str, dict[str, Any]]:
        """Return every record this person may hold, by id, as a fresh device would find them."""
        found: dict[str, dict[str, Any]] = {
            entry["id"]: entry
            for stream in self.checkpoint()["streams"]
            for entry in self.read(stream["id"])["entries"]
            if entry["op"] == "put"
        }
        return found


def a_document(text: str = "A blue van stood by the old mill.", **more: Any) -> dict[str, Any]:
    """Return a report's document of one item, fit to be submitted."""
    return {
        "title": "",
        "marking": {"level": "OFFICIAL-SENSITIVE", "instructions": []},
        "operation": "",
        "priority": "low",
        "origin": {"officer": "Ada Okonjo-Test", "organisation": "", "reported_at": "2026-11-20T03:10:00+00:00"},
        "source": {"how_known": "saw", "isr": "", "note": ""},
        "items": {"i1": an_item(text)},
        "mentions": {},
        "references": {},
    } | more


def an_item(text: str, order: str = "i", grading: str = "1A", handling: str = "P") -> dict[str, Any]:
    """Return an item with its grade and handling."""
    return {
        "order": order,
        "text": text,
        "nature": "fact",
        "grading": {"scheme": "3x5x2", "source": grading[0], "assessment": grading[1]},
        "handling": {"scheme": "3x5x2", "code": handling, "action": "", "sanitisation": "", "conditions": ""},
    }


def a_creation(document: dict[str, Any] | None = None, record: str = "", **more: Any) -> dict[str, Any]:
    """Return a change that creates a report."""
    return {
        "id": new_id(), "kind": "report", "schema": 2, "record": record or new_id(), "base_version": 0,
        "document": document if document is not None else a_document(), "set": None, "step": "", "reason": "",
    } | more  # fmt: skip


def a_change(record: str, base: int, parts: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """Return a change of a report's parts."""
    return {
        "id": new_id(), "kind": "report", "schema": 2, "record": record, "base_version": base, "document": None,
        "set": parts or {}, "step": "", "reason": "",
    } | more  # fmt: skip
