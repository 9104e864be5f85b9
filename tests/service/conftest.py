"""Both engines, and a world of invented people on either."""

from collections.abc import Iterator

import pytest

from tests.service.postgres import Cluster, cluster
from tests.service.world import World, a_world


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Return a running throwaway cluster."""
    with cluster() as running:
        yield running


@pytest.fixture(params=["sqlcipher", "postgres"])
def database(request, tmp_path) -> str:
    """Return the address of a register that is not there yet, once for each engine."""
    if request.param == "sqlcipher":
        return str(tmp_path / "register.db")
    running: Cluster = request.getfixturevalue("postgres")
    return running.fresh()


@pytest.fixture
def world(database) -> Iterator[World]:
    """Return a service with the invented people, once for each engine."""
    with a_world(database) as made:
        yield made


@pytest.fixture
def embedded(tmp_path) -> Iterator[World]:
    """Return a service on an encrypted file: for what does not depend on the engine."""
    with a_world(str(tmp_path / "register.db")) as made:
        yield made
