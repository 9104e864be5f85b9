"""Sealed drafts and old drafts at the service in memory."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from crimint_desktop.keys.sealed_box import DRAFT, FILE, Box, bound_to, open_box, public_of
from crimint_domain.access import Principal
from crimint_domain.change import Change
from crimint_domain.errors import Refused
from crimint_domain.lifecycle import SERVICE_PARTS
from crimint_domain.parts import differences, with_parts
from tests.protocol.fake_register import Fault, Register

if TYPE_CHECKING:
    from tests.protocol.fake import Person
    from tests.protocol.fake_files import FakeFiles


class FakeSealed:
    """Knows its own key, the permits it gave, and what has been handed in."""

    def __init__(self, register: Register, people: Mapping[str, Person], new_id: Callable[[], str]) -> None:
        self._register = register
        self._people = people
        self._new_id = new_id
        self._private = bytes(range(1, 33))
        self._permits: dict[str, str] = {}
        self._done: set[str] = set()

    @property
    def drop_key(self) -> str:
        return base64.b64encode(public_of(self._private)).decode()

    def permit(self, user: str) -> dict[str, Any]:
        given = self._new_id()
        self._permits[hashlib.sha256(given.encode()).hexdigest()] = user
        return {"permit": given, "expires_s": 90 * 86_400}

    def hand_in(self, asked: Any) -> dict[str, Any]:
        sealed = asked.get("sealed")
        if not isinstance(sealed, list) or len(sealed) > 20:
            raise Fault(400, "malformed", "The request cannot be read.")
        return {"outcomes": [self._one(each) for each in sealed]}

    def hand_in_piece(self, asked: Mapping[str, str], files: FakeFiles) -> dict[str, Any]:
        """Take a sealed piece of a file as its author would have sent it."""
        box = Box(bytes.fromhex(asked["ephemeral"]), bytes.fromhex(asked["nonce"]), base64.b64decode(asked["sealed"]))
        content = open_box(box, self._private, FILE, binding=bound_to("crimint-sealed-file", 1, asked["id"]))
        if content is None:
            return {"id": asked["id"], "status": 422, "problem": "This was not sealed for this service."}
        head, _, raw = content.partition(b"\n")
        inside = json.loads(head)
        user = self._permits.get(hashlib.sha256(inside["permit"].encode()).hexdigest(), "")
        if user not in self._people:
            return {"id": asked["id"], "status": 403, "problem": "Whoever wrote this may no longer hand in drafts."}
        told = {key: inside[key] for key in ("id", "record", "sha256", "size", "name", "type")}
        try:
            files.take_sealed(self._people[user].principal, told, inside["number"], raw)
        except Fault as fault:
            return {"id": asked["id"], "status": fault.status, "problem": fault.says}
        except Refused as refused:
            return {"id": asked["id"], "status": 422, "problem": str(refused)}
        return {"id": asked["id"], "status": 200, "problem": ""}

    def _without_missing(self, user: str, record: str, document: dict[str, Any]) -> dict[str, Any]:
        """A document without the files that are not here; the last item says which."""
        named = document.get("attachments") or {}
        missing = {key: body for key, body in named.items() if not self._register.files.is_here(user, record, key)}
        if not missing:
            return document
        kept = {key: body for key, body in named.items() if key not in missing}
        says = [f"The file “{body['name']}” was left behind: attach it again." for body in missing.values()]
        last = max(document["items"], key=lambda key: (document["items"][key].get("order") or "", key))
        text = "\n".join([document["items"][last].get("text") or "", *says])
        return with_parts({**document, "attachments": kept}, {f"items/{last}/text": text})

    def _one(self, each: Mapping[str, str]) -> dict[str, Any]:
        box = Box(*(bytes.fromhex(each[name]) for name in ("ephemeral", "nonce", "sealed")))
        content = open_box(box, self._private, DRAFT, binding=bound_to("crimint-sealed", 1, each["id"]))
        if content is None:
            return {"id": each["id"], "status": 422, "problem": "This was not sealed for this service."}
        inside = json.loads(content)
        user = self._permits.get(hashlib.sha256(inside["permit"].encode()).hexdigest(), "")
        if user not in self._people:
            return {"id": each["id"], "status": 403, "problem": "Whoever wrote this may no longer hand in drafts."}
        status, problem = self._taken(each["id"], inside, self._people[user].principal)
        return {"id": each["id"], "status": status, "problem": problem}

    def _taken(self, name: str, inside: Mapping[str, Any], author: Principal) -> tuple[int, str]:
        last = self._register.receipts.get(inside["changes"][-1])
        if name in self._done or (last is not None and last.receipt.accepted):
            return 208, ""
        document = {key: value for key, value in inside["document"].items() if key not in SERVICE_PARTS}
        document = self._without_missing(author.user, inside["record"], document)
        there = self._register.records.get(inside["record"])
        change = Change(self._new_id(), "report", inside["schema"], inside["record"], 0, document=document)
        if there is not None:
            old = {key: value for key, value in there.document.items() if key not in SERVICE_PARTS}
            parts = differences(old, document)
            change = Change(
                self._new_id(), "report", inside["schema"], inside["record"], inside["base_version"], parts=parts
            )
        receipt = self._register.take(author, change, set())
        if not receipt.accepted and receipt.status != 410:
            own = Change(self._new_id(), "report", inside["schema"], self._new_id(), 0, document=document)
            receipt = self._register.take(author, own, set())
        if receipt.accepted:
            self._done.add(name)
        return receipt.status, receipt.problem
