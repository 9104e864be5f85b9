"""A real keyring for every test of the keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crimint_desktop.keys.keyring_secret import SecretKeyring, open_keyring
from tests.keys.secret_service import session_bus


@pytest.fixture(scope="session")
def bus_address() -> Iterator[str]:
    with session_bus() as address:
        yield address


@pytest.fixture
def secret_service(bus_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process find the throwaway Secret Service."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus_address)


@pytest.fixture
def keyring(secret_service: None) -> SecretKeyring:
    return open_keyring()
