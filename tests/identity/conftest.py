"""A provider, a register it vouches for people to, and a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from crimint_service import identity_people
from tests.identity.provider import Browser, Running, a_provider
from tests.service.conftest import database, postgres  # noqa: F401 - fixtures
from tests.service.world import World, a_world

MAPPED = (
    ("Quillmarsh officers", "officer", "quillmarsh"),
    ("Quillmarsh evaluators", "lio", "quillmarsh"),
    ("Harrowgate evaluators", "lio", "harrowgate"),
)


@pytest.fixture(scope="session")
def one_provider() -> Iterator[Running]:
    """Return the one provider of the whole run."""
    with a_provider() as running:
        yield running


@pytest.fixture
def provider(one_provider: Running) -> Running:
    """Return the provider as it is at first."""
    one_provider.groups("okonjo", "Quillmarsh officers")
    one_provider.groups("peters", "Quillmarsh evaluators")
    one_provider.lifetime(300)
    return one_provider


@pytest.fixture
def register(database: str, provider: Running) -> Iterator[World]:  # noqa: F811 - the fixture
    """Return a service that the provider vouches for people to, once for each engine, with no person in it."""
    with vouched_world(database, provider) as world:
        yield world


@pytest.fixture
def embedded(tmp_path, provider: Running) -> Iterator[World]:
    """Return the same on an encrypted file: for what does not depend on the engine."""
    with vouched_world(str(tmp_path / "register.db"), provider) as world:
        yield world


@contextmanager
def vouched_world(database: str, provider: Running, **more: Any) -> Iterator[World]:  # noqa: F811 - an address
    """Open a register with its mapping of groups, at the hour it is."""
    with a_world(database, **({"oidc": provider.oidc, "allow_local_accounts": False} | more)) as world:
        world.clock.at = datetime.now(UTC)
        for group, role, unit in MAPPED:
            added = identity_people.GroupRole(group, role, unit)
            world.write(partial(identity_people.map_group, added=added))
        yield world


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Return a browser at which Ada Okonjo-Test sits."""
    opened = Browser("okonjo")
    yield opened
    opened.close()
