"""The services that must answer alike. Each is reached through one callable that carries a request."""

from collections.abc import Callable, Iterator

import pytest

from tests.protocol.client import Client, Request
from tests.protocol.people import Person
from tests.service.world import embedded_request


@pytest.fixture(params=["embedded"])
def service_port(request, tmp_path) -> Iterator[Request]:
    """Return what carries a request to a service that knows the people of ``tests.protocol.people`` and no record."""
    with embedded_request(tmp_path) as carry:
        yield carry


@pytest.fixture
def at_desk(service_port) -> Callable[[Person], Client]:
    """Return a way to sign a person in at a fresh device."""
    return lambda person: Client(service_port, person).sign_in()
