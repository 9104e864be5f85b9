"""Playing the example exchanges of docs/exchanges against a service.

In an exchange ``<new:name>`` is a fresh identifier, ``<name>`` the value first seen there, ``<any>`` anything. A
reply may hold more than the example names.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.protocol.client import Client, Request, new_id
from tests.protocol.people import PEOPLE

_WHOLE = re.compile(r"<([a-z]+:)?([a-z0-9]+)>")


class Player:
    """Plays one exchange; remembers what it saw."""

    def __init__(self, request: Request, at_desk: Callable[[Any], Client]) -> None:
        self._request = request
        self._at_desk = at_desk
        self._clients: dict[str, Client] = {}
        self._seen: dict[str, Any] = {}

    def play(self, exchange: Mapping[str, Any]) -> None:
        """Play every step; raises AssertionError naming the step whose reply differs."""
        for number, step in enumerate(exchange["steps"], 1):
            asked = step["request"]
            body = self._filled(asked.get("body"))
            path = re.sub(_WHOLE, lambda found: str(self._seen[found.group(2)]), asked["path"])
            status, _, reply = self._carried(step["who"], asked["method"], path, body)
            assert status == step["reply"]["status"], f"step {number}: {status} {reply}"
            self._compare(step["reply"].get("body"), reply, f"step {number}")

    def _carried(self, who: str, method: str, path: str, body: Any) -> Any:
        if not who:
            return self._request(method, path, body, {})
        if who not in self._clients:
            person = next(each for each in PEOPLE if each.user == who)
            signs_in = path == "/v1/token"
            self._clients[who] = Client(self._request, person) if signs_in else self._at_desk(person)
        client = self._clients[who]
        if f"token:{who}" in self._seen:
            client.tokens = {"token": self._seen[f"token:{who}"]}
        return client.ask(method, path, body)

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._filled(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each) for each in value]
        found = _WHOLE.fullmatch(value) if isinstance(value, str) else None
        if not found:
            return value
        if found.group(1) == "new:":
            self._seen[found.group(2)] = new_id()
        return self._seen[found.group(2)]

    def _compare(self, expected: Any, got: Any, where: str) -> None:
        found = _WHOLE.fullmatch(expected) if isinstance(expected, str) else None
        if found:
            name = (found.group(1) or "") + found.group(2)
            if name.startswith("token:"):
                self._seen[name] = got
            elif name != "any":
                assert self._seen.setdefault(name, got) == got, f"{where}: {got!r} is not {self._seen[name]!r}"
        elif isinstance(expected, dict):
            assert isinstance(got, dict), f"{where}: {got!r}"
            for key, each in expected.items():
                assert key in got, f"{where}: {key} is missing"
                self._compare(each, got[key], f"{where}/{key}")
        elif isinstance(expected, list):
            assert isinstance(got, list), f"{where}: {got!r}"
            assert len(got) == len(expected), f"{where}: {got!r}"
            for number, (one, other) in enumerate(zip(expected, got, strict=True)):
                self._compare(one, other, f"{where}/{number}")
        else:
            assert got == expected, f"{where}: {got!r} is not {expected!r}"
