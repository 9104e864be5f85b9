"""Sealed drafts and old drafts at the service in memory."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from crimint_desktop.keys.sealed_box import DRAFT, Box, bound_to, open_box, public_of
from crimint_domain.access import Principal
from crimint_domain.change import Change
from crimint_domain.lifecycle import SERVICE_PARTS
from crimint_domain.parts import differences
from tests.protocol.fake_register import Fault, Register

if TYPE_CHECKING:
    from tests.protocol.fake import Person


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
