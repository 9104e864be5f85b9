"""The services that must answer alike. Each is reached through one callable that carries a request."""

import json as plain_json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from crimint_domain.access import Principal
from resources.code_lists import code_lists
from tests.protocol.client import Answer, Client, Request, new_id
from tests.protocol.fake import FakeService
from tests.protocol.people import PASSWORD, PEOPLE, Person
from tests.service.world import HandClock, embedded_request


@contextmanager
def fake_request() -> Iterator[Request]:
    """Return what carries a request to the service in memory."""
    fake = FakeService(HandClock(), new_id)
    fake.register.codes = code_lists()
    for person in PEOPLE:
        principal = Principal(person.user, person.name, frozenset(person.roles), frozenset(person.units))
        fake.add_person(principal, PASSWORD)

    def carry(method: str, path: str, json: Any = None, headers: Mapping[str, str] | None = None) -> Answer:
        parts = urlsplit(path)
        body = b"" if json is None else plain_json.dumps(json).encode()
        reply = fake.handle(method, parts.path, dict(parse_qsl(parts.query)), headers or {}, body)
        named = {name.lower(): value for name, value in reply.headers.items()}
        return reply.status, named, plain_json.loads(reply.body) if reply.body else None

    yield carry


@pytest.fixture(params=["embedded", "fake"])
def service_port(request, tmp_path) -> Iterator[Request]:
    """Return what carries a request to a service that knows the people of ``tests.protocol.people`` and no record."""
    with embedded_request(tmp_path) if request.param == "embedded" else fake_request() as carry:
        yield carry


@pytest.fixture
def at_desk(service_port) -> Callable[[Person], Client]:
    """Return a way to sign a person in at a fresh device."""
    return lambda person: Client(service_port, person).sign_in()
